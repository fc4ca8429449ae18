"""What becomes of a mail after a try: sent, tried again, given up, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Verdict = Literal["queued", "sent", "suppressed", "cancelled", "failed", "unknown"]

# Two days in all: as long as a mail server may be expected to be away (RFC 5321 asks for days),
# and less than the links inside live.
WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a try ended."""

    reached: Literal["accepted", "refused", "not reached", "broke after the end"]
    reason: str = ""  # what the server or the network said


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to write down after a try."""

    verdict: Verdict
    next_try_at: datetime | None  # of a queued one
    reason: str = ""


def outcome(delivery: Delivery, *, attempts: int, now: datetime) -> Outcome:
    """Return what becomes of a mail, given how many times it was tried by now.

    A refusal is final. Where the server never had the whole message it is tried again, eight
    times within two days. Where it may have it, nobody resends it: twice is worse than a gap that
    staff can see.
    """
    if delivery.reached == "accepted":
        return Outcome("sent", None)
    if delivery.reached == "refused":
        return Outcome("failed", None, delivery.reason)
    if delivery.reached == "broke after the end":
        return Outcome("unknown", None, delivery.reason)
    if attempts > len(WAITS):
        return Outcome("failed", None, delivery.reason)
    return Outcome("queued", now + WAITS[attempts - 1], delivery.reason)
