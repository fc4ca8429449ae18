"""Runs `make run` in a copy of the project, as somebody who has just cloned it does."""

from __future__ import annotations

import os
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from apps.core.embedded import places, postgres, redis, services
from tests.stack import free_port, listening, wait_until

START_SECONDS = 120.0
PRINT_PORT = "from django.conf import settings; print(settings.EMAIL_PORT)"
STOP_SECONDS = 10.0


class Run:
    """One `make run`, and what it says."""

    def __init__(self, checkout: Path, **environment: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR"}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "apps.core.supervisor"],
            cwd=checkout,
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.began = time.monotonic()
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            self.lines.extend(said)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def until(self, words: str) -> float:
        """Wait for words; return the seconds since the start."""
        wait_until(lambda: words in self.said or self.process.poll() is not None, START_SECONDS)
        assert words in self.said, self.said
        return time.monotonic() - self.began

    def stop(self, number: int = signal.SIGINT) -> float:
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(STOP_SECONDS + 20)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A copy of the project in a path with a space, with its own data."""
    with tempfile.TemporaryDirectory(prefix="evenkeel-run-") as folder:
        copy = Path(folder, "my projects", "evenkeel")
        keep = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "staticfiles", "tests", "docs")
        shutil.copytree(services.project(), copy, ignore=keep)
        yield copy


@pytest.fixture
def run(checkout: Path) -> Iterator[Callable[..., Run]]:
    begun: list[Run] = []

    def start(**environment: str) -> Run:
        begun.append(Run(checkout, **environment))
        return begun[-1]

    yield start
    for one in begun:
        if one.process.poll() is None:
            one.stop()


def children_of(process: subprocess.Popen[str]) -> set[int]:
    listed = ps("-eo", "pid=,ppid=")
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    # PostgreSQL and Redis are its children too, but outlive it when it is killed.
    return {pid for pid, parent in pairs if parent == process.pid and "python" in command_of(pid)}


def command_of(pid: int) -> str:
    return ps("-o", "args=", "-p", str(pid))


def ps(*words: str) -> str:
    return subprocess.run(["/bin/ps", *words], capture_output=True, text=True, check=False).stdout


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return str(answer.read().decode())


def test_from_nothing_to_a_page_and_back(
    run: Callable[..., Run], checkout: Path, measured: Callable[[str, float], None]
) -> None:
    port, place = free_port(), places.of_project(checkout)
    up = run(PORT=str(port))
    measured("make run, first start", up.until("Evenkeel is up at"))

    assert f"Evenkeel is up at http://localhost:{port}" in up.said
    up.until(place.logins.read_text().splitlines()[-1])
    assert "Evenkeel" in page(port, "/accounts/login/")
    up.until("ready.")
    begun = children_of(up.process)
    assert len(begun) == 4

    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Kept", "a@example.org", "b@example.org"
    mail.set_content("Text")
    with smtplib.SMTP("127.0.0.1", int(place.smtp_port.read_text())) as server:
        server.send_message(mail)
    assert "Kept" in page(port, "/dev/mail/")

    stopped = up.stop()
    measured("make run, Ctrl-C until all has stopped", stopped)
    assert stopped < STOP_SECONDS
    assert up.process.returncode == 0
    assert up.said.endswith("\nStopped.\n")
    assert [pid for pid in begun if alive(pid)] == []
    assert (listening(port), postgres.is_up(place), redis.is_up(place)) == (False, False, False)
    assert "Traceback" not in up.said


def test_a_second_start_keeps_the_data(
    run: Callable[..., Run], measured: Callable[[str, float], None]
) -> None:
    port = free_port()
    up = run(PORT=str(port))
    measured("make run, second start", up.until("Evenkeel is up at"))

    assert "Kept" in page(port, "/dev/mail/")
    assert up.stop(signal.SIGTERM) < STOP_SECONDS
    assert up.process.returncode == 0


def test_a_dead_process_is_started_again(
    run: Callable[..., Run], measured: Callable[[str, float], None]
) -> None:
    port = free_port()
    up = run(PORT=str(port))
    up.until("ready.")
    (web,) = [pid for pid in children_of(up.process) if "gunicorn" in command_of(pid)]

    os.kill(web, signal.SIGKILL)

    killed = time.monotonic()
    up.until("web    | ended (-9); starts again in 1 s")
    # The supervisor holds the socket: whoever calls meanwhile waits, and is answered.
    assert "Evenkeel" in page(port, "/accounts/login/")
    measured("make run, web server killed, until the next page", time.monotonic() - killed)


def test_services_that_die_are_started_again(run: Callable[..., Run], checkout: Path) -> None:
    port, place = free_port(), places.of_project(checkout)
    up = run(PORT=str(port))
    up.until("ready.")

    redis.stop(place)
    postgres.stop(place)

    wait_until(lambda: redis.is_up(place) and postgres.is_up(place), 20)
    assert "Evenkeel" in page(port, "/accounts/login/")


def test_when_it_is_killed_its_processes_end_and_the_next_start_takes_over(run: Callable[..., Run]) -> None:
    port = free_port()
    up = run(PORT=str(port))
    up.until("ready.")
    begun = children_of(up.process)

    up.stop(signal.SIGKILL)

    wait_until(lambda: not any(alive(pid) for pid in begun), 20)
    again = run(PORT=str(port))
    again.until("Evenkeel is up at")
    assert again.stop() < STOP_SECONDS


def test_one_folder_runs_it_once(run: Callable[..., Run]) -> None:
    port = free_port()
    first = run(PORT=str(port))
    first.until("Evenkeel is up at")

    second = run(PORT=str(free_port()))
    second.process.wait(20)

    assert second.process.returncode == 1
    assert second.said == f"It is running from this folder already, at http://localhost:{port}.\n"


def test_a_command_beside_it_uses_its_services_and_leaves_them_up(
    run: Callable[..., Run], checkout: Path
) -> None:
    port = free_port()
    up = run(PORT=str(port))
    up.until("Evenkeel is up at")

    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", PRINT_PORT],
        cwd=checkout, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == places.of_project(checkout).smtp_port.read_text()
    assert "Evenkeel" in page(port, "/accounts/login/")


def test_a_command_alone_starts_them_and_stops_them(checkout: Path) -> None:
    place = places.of_project(checkout)

    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=checkout, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert (postgres.is_up(place), redis.is_up(place)) == (False, False)


def test_a_taken_port_is_named_in_one_line(run: Callable[..., Run]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        up = run(PORT=str(port))
        up.process.wait(20)

    assert up.process.returncode == 1
    assert re.sub(r"\d+", "N", up.said) == (
        "Port N is taken by another program: choose another, as in `make run PORT=N`.\n"
    )


def test_a_port_that_is_none_is_named_in_one_line(run: Callable[..., Run]) -> None:
    up = run(PORT="eighty")
    up.process.wait(20)

    assert (up.process.returncode, up.said) == (1, "PORT is 'eighty': write a number from 1 to 65535.\n")


def test_a_broken_data_folder_is_named_in_one_line(run: Callable[..., Run], checkout: Path) -> None:
    place = places.of_project(checkout)
    aside = place.postgres.rename(place.data / "aside")
    place.postgres.mkdir()
    try:
        up = run(PORT=str(free_port()))
        up.process.wait(20)
        again = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=checkout, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        place.postgres.rmdir()
        aside.rename(place.postgres)

    line = f"{place.postgres} is not a PostgreSQL data folder: move it away, and a new one will be made.\n"
    assert (up.process.returncode, up.said) == (1, line)
    assert (again.returncode, again.stderr) == (1, line)
