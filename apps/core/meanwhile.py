"""Counts of tries that a process keeps by itself while Redis is away."""

from __future__ import annotations

import functools
import threading
import time
from collections import OrderedDict
from typing import Any, Final

KEPT_MOST: Final = 10_000
COUNTS: Final = ":allauth:rl:"  # stands in every key under which tries are counted


class Meanwhile:
    """A small cache in the process; who fills it with keys pushes out the oldest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[object, float]] = OrderedDict()

    def add(self, key: str, value: object, seconds: float) -> bool:
        """Keep a value unless there is one."""
        with self._lock:
            if self._live(key) is not None:
                return False
            self._keep(key, value, seconds)
            return True

    def get(self, key: str, default: object) -> Any:  # noqa: ANN401  # whatever was kept
        """Return a value, or the default."""
        with self._lock:
            found = self._live(key)
            return default if found is None else found[0]

    def set(self, key: str, value: object, seconds: float) -> None:
        """Keep a value."""
        with self._lock:
            self._keep(key, value, seconds)

    def delete(self, key: str) -> None:
        """Forget a value."""
        with self._lock:
            self._kept.pop(key, None)

    def _live(self, key: str) -> tuple[object, float] | None:
        found = self._kept.get(key)
        return found if found and found[1] > time.monotonic() else None

    def _keep(self, key: str, value: object, seconds: float) -> None:
        self._kept[key] = (value, time.monotonic() + seconds)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT_MOST:
            self._kept.popitem(last=False)


@functools.cache
def of(url: str, *, prefix: str) -> Meanwhile:  # noqa: ARG001 - the names are the key
    """Return what a process keeps in the place of one Redis; all its threads count together."""
    return Meanwhile()


def counts(key: object) -> bool:
    """Return whether a key counts tries."""
    return COUNTS in str(key)
