"""Starts a server that outlives whoever started it, and tells why one does not start."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

POLL_SECONDS = 0.01


def start(words: Sequence[str], *, log: Path, is_up: Callable[[], bool], seconds: float) -> str | None:
    """Start a server and wait until it answers; return None, or the line of its log that tells why not."""
    with log.open("ab") as sink:
        begin = sink.tell()
        # A session of its own: Ctrl-C in the terminal is for us, and servers are stopped last.
        server = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True, cwd="/"
        )
    if wait(is_up, seconds=seconds, unless=lambda: server.poll() is not None):
        # It outlives this object on purpose; without a code its end would be reported as a leak.
        server.returncode = 0
        return None
    if server.poll() is None:
        server.kill()
        server.wait()
    with log.open(encoding="utf-8", errors="replace") as said:
        said.seek(begin)
        return telling_line(said.read())


def wait(true: Callable[[], bool], *, seconds: float, unless: Callable[[], bool] = lambda: False) -> bool:
    """Wait until something is true; return False once the time is up or `unless` holds."""
    deadline = time.monotonic() + seconds
    while not true():
        if unless() or time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def telling_line(said: str) -> str:
    """Return the last line that speaks of an error, else the last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["it said nothing"])[-1]
