"""How a worker says how far it is while its transaction is open: over a connection of its own.

What the transaction writes is seen by nobody until it ends. Whoever waits for it must see all the
same that it goes on, and whoever wants it to stop must be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

LEASE: Final = timedelta(seconds=45)  # many times what lies between two signs of life
EVERY: Final = timedelta(seconds=0.5)
_BEAT: Final = """
UPDATE progress_progressimport SET progress = %(done)s, lease_until = %(until)s
 WHERE id = %(source)s AND fence = %(fence)s AND lease_until IS NOT NULL
RETURNING stop_asked
"""


class MustStop(Exception):  # noqa: N818 - a message, not an error
    """Somebody asked the work to stop."""


class ClaimLost(Exception):  # noqa: N818 - as above
    """Another worker has the import, or it is gone: nothing may be written any more."""


class Beats:
    """The signs of life of one claim, twice a second at most."""

    def __init__(
        self, line: BaseDatabaseWrapper, *, source: int, fence: int, clock: Callable[[], datetime]
    ) -> None:
        """Stand at the beginning of the work."""
        self._line, self._source, self._fence, self._clock = line, source, fence, clock
        self._next = clock()

    def __call__(self, done: int) -> None:
        """Say how many rows are done; raises MustStop or ClaimLost where the work must end."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + EVERY
        claim = {"source": self._source, "fence": self._fence}
        with self._line.cursor() as cursor:
            cursor.execute(_BEAT, {**claim, "done": done, "until": now + LEASE})
            found = cursor.fetchone()
        if found is None:
            raise ClaimLost
        if found[0]:
            raise MustStop


@contextmanager
def beating(*, source: int, fence: int, clock: Callable[[], datetime]) -> Iterator[Beats]:
    """Yield what takes the signs of life of a claim, over a second connection that is closed at the end."""
    line = connection.copy()
    try:
        yield Beats(line, source=source, fence=fence, clock=clock)
    finally:
        line.close()
