"""A round over the addresses of resources: politely, a few at a time, each written down as it goes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings

from apps.skills.gateways.addresses import look_at
from apps.skills.logic.link_checks import Seen, network_is_away
from apps.skills.operations.link_checks import record_link_checks
from apps.skills.queries.link_checks import addresses_due, host_of

AT_ONCE: Final = 10  # addresses between two writes: what a kill costs
BUSY: Final = frozenset({429, 503})  # the host asks to be left alone


class NetworkAwayError(Exception):
    """Nothing answered at all: our own line is down, and nothing was written of this batch."""


class Round:
    """One round; a later one goes on where this one ended, since what was asked is not due."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock, self._pause = clock, settings.LINK_PAUSE_SECONDS
        self._asked_at: dict[str, float] = {}
        self._busy: set[str] = set()

    def over(self, urls: Sequence[str]) -> Iterator[dict[str, str]]:
        """Ask addresses and yield how each of a batch stands, once that is written.

        Raises NetworkAwayError. Must not run inside a transaction.
        """
        for first in range(0, len(urls), AT_ONCE):
            found = self._look(urls[first : first + AT_ONCE])
            if network_is_away(list(found.values())):
                raise NetworkAwayError
            yield record_link_checks(found=found, now=self._clock())

    def _look(self, urls: Sequence[str]) -> dict[str, Seen]:
        found = {}
        for url in urls:
            host = host_of(url)
            if host not in self._busy:
                self._wait_for(host)
                found[url] = look_at(url)
                self._asked_at[host] = time.monotonic()
                if found[url].status in BUSY:
                    self._busy.add(host)
        return found

    def _wait_for(self, host: str) -> None:
        if host in self._asked_at:
            time.sleep(max(0.0, self._asked_at[host] + self._pause - time.monotonic()))


def check_due_links(*, clock: Callable[[], datetime], most: int) -> dict[str, int]:
    """Ask the addresses that are due, at most so many, and return how many stand how.

    Raises NetworkAwayError when nothing answers.
    """
    counts: Counter[str] = Counter()
    for batch in Round(clock=clock).over(addresses_due(now=clock(), most=most)):
        counts.update(batch.values())
    return dict(counts)
