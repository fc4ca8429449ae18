"""Who uses the embedded services, so that the first one in starts them and the last one out stops them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from apps.core.embedded import places, postgres, redis
from apps.core.embedded.places import Place

NAMES = ("DATABASE_URL", "REDIS_URL")


@contextlib.contextmanager
def environment(place: Place) -> Iterator[None]:
    """Set DATABASE_URL and REDIS_URL where they are unset, with services up behind them for the time being.

    Raises Problem where a service cannot be started.
    """
    missing = [name for name in NAMES if not os.environ.get(name)]
    if not missing:
        yield
        return
    with running(place, database="DATABASE_URL" in missing, cache="REDIS_URL" in missing):
        os.environ.update({name: text for name, text in addresses(place).items() if not os.environ.get(name)})
        yield


def addresses(place: Place) -> dict[str, str]:
    """Return what settings need to know of the services of a place, and that nobody outside sees them."""
    known = {"DATABASE_URL": place.database_url, "REDIS_URL": place.redis_url, "LOCAL": "1"}
    with contextlib.suppress(OSError):
        known |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": place.smtp_port.read_text(encoding="ascii")}
    return known


@contextlib.contextmanager
def running(place: Place, *, database: bool = True, cache: bool = True) -> Iterator[None]:
    """Keep the services up: started unless they are, stopped unless another process still uses them."""
    if not database and not cache:
        yield
        return
    place.lay_out()
    with (place.data / "users.lock").open("a+b") as users:
        try:
            with gate(place):
                place.lay_out()  # again: the last one out may just have taken the sockets' folder away
                ensure(place, database=database, cache=cache)
                fcntl.flock(users, fcntl.LOCK_SH)
            yield
        finally:
            with gate(place):
                if _last(users):
                    redis.stop(place)
                    postgres.stop(place)
                    shutil.rmtree(place.sockets, ignore_errors=True)


def ensure(place: Place, *, database: bool, cache: bool) -> None:
    """Start what is wanted and down."""
    if cache and not redis.is_up(place):
        redis.start(place)
    if database and not postgres.is_up(place):
        postgres.start(place)


@contextlib.contextmanager
def gate(place: Place) -> Iterator[None]:
    """Let one process at a time start and stop services."""
    with (place.data / "gate.lock").open("a+b") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _last(users: IO[bytes]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def project() -> Path:
    """Return the folder of the checkout."""
    return Path(__file__).resolve().parents[3]


def here() -> Place:
    """Return the place of this checkout."""
    return places.of_project(project())
