"""What the answer of an address says about it: alive, moved, gone, or not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlsplit

Health = Literal["alive", "moved", "gone", "doubtful"]

# A week for what answers; sooner for what did not, since a site may only have been down.
AGAIN_AFTER: Final = timedelta(days=7)
DOUBT_AFTER: Final = timedelta(days=1)
# Two missing pages a day apart are no slip of a deployment; a silent host may come back for longer.
MISSING_TRIES, SILENT_TRIES = 2, 5
PERMANENT: Final = frozenset({301, 308})
MISSING: Final = frozenset({404, 410})
# It answers, though not to a machine: a person with a browser will get in.
GUARDED: Final = frozenset({401, 402, 403, 405, 406, 429, 451, 999})


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of asking an address once."""

    status: int | None  # of the last answer; None where none came
    moved_to: str = ""  # where permanent redirects end, if all of the way was permanent
    reason: str = ""  # why no answer came


@dataclass(frozen=True, slots=True)
class Before:
    """How an address stood until now."""

    failures: int = 0  # in a row
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an address stands."""

    health: Health
    failures: int
    failing_since: datetime | None
    due_at: datetime  # when to ask again


def judge(seen: Seen, *, before: Before, now: datetime) -> Verdict:
    """Return how an address stands after an answer.

    2xx, a redirect that is not for good, and a refusal to machines are alive. A redirect for good
    to another page is moved. Missing (404, 410) twice in a row, or silent or broken (5xx, no
    connection) five times in a row, a day apart at least, is gone; until then it is doubtful.
    """
    if seen.status is not None and (seen.status < 400 or seen.status in GUARDED):
        return Verdict("moved" if seen.moved_to else "alive", 0, None, now + AGAIN_AFTER)
    failures = before.failures + 1
    needed = MISSING_TRIES if seen.status in MISSING else SILENT_TRIES
    since = before.failing_since or now
    if failures >= needed:
        return Verdict("gone", failures, since, now + AGAIN_AFTER)
    return Verdict("doubtful", failures, since, now + DOUBT_AFTER)


def moved_to(asked: str, *, hops: tuple[tuple[int, str], ...]) -> str:
    """Return where an address has moved for good, or nothing.

    Hops are status and target, in order. Every one must be permanent: a single temporary one means
    that the old address is still the one to keep. Another scheme, a slash at the end, or another
    spelling of the host's `www.` is the same page.
    """
    if not hops or any(status not in PERMANENT for status, _ in hops):
        return ""
    end = hops[-1][1]
    return "" if _page(end) == _page(asked) else end


def _page(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query


def network_is_away(found: list[Seen]) -> bool:
    """Return whether so many hosts were silent at once that our own line must be down.

    Five or more addresses, none of which answered anything: then nothing was learned about them.
    """
    return len(found) >= 5 and all(seen.status is None for seen in found)
