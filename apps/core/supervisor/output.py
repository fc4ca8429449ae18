"""Prints what the processes say, each line under the name of who said it."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import IO

WIDTH = 6

_lock = threading.Lock()


def say(name: str, line: str) -> None:
    """Print a line under a name; a closed terminal is no reason to fail."""
    with _lock, contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{name:<{WIDTH}} | {line}\n" if name else f"{line}\n")
        sys.stdout.flush()


def follow(name: str, said: IO[bytes]) -> threading.Thread:
    """Print all that comes out of a pipe until it closes."""
    thread = threading.Thread(target=_follow, args=(name, said), name=f"output of {name}", daemon=True)
    thread.start()
    return thread


def _follow(name: str, said: IO[bytes]) -> None:
    with said:
        for line in said:
            say(name, line.decode(errors="replace").rstrip())
