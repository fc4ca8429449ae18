"""Sends what is in the outbox: one claim, one letter, one end at a time, over one line to the mail server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from apps.nudges.composing import compose
from apps.nudges.kinds import KINDS
from apps.nudges.logic.consent import hindrance
from apps.nudges.logic.silence import Silence
from apps.nudges.operations.outbox import Claim, claim_nudge, hand_over, settle_nudge
from apps.nudges.queries.outbox import reader_of
from apps.users.gateways.smtp import Letter, Line
from apps.users.logic.mail import Delivery, Outcome, outcome

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
BATCH: Final = 50  # mails
LONGEST: Final = timedelta(seconds=20)  # that a batch may keep a worker from other mail


def send_batch(*, clock: Clock, most: int = BATCH) -> bool:
    """Send mails that are due, longest due first; return whether more may be waiting.

    A batch ends after a number of mails or some seconds, so that others get their turn, and at once
    where the mail server is away: the rest need not find that out one by one.
    """
    ends = clock() + LONGEST
    with Line() as line:
        for _ in range(most):
            if clock() > ends:
                return True
            claim = claim_nudge(now=clock())
            if claim is None:
                return False
            if not _try(claim, line=line, clock=clock):
                return False
    return True


def _try(claim: Claim, *, line: Line, clock: Clock) -> bool:
    """Try one mail once and write down its end; return whether the mail server is there."""
    letter = _letter(claim, now=clock())
    if isinstance(letter, Outcome):
        settle_nudge(claim=claim, outcome=letter, now=clock())
        return True
    delivery = line.deliver(letter, may_end=lambda: hand_over(claim=claim))
    now = clock()
    end = _in_time(outcome(delivery, attempts=claim.attempts, now=now), claim)
    settle_nudge(claim=claim, outcome=end, now=now, **_sent(letter, end))
    return line.up or delivery.reached != "not reached"


def _letter(claim: Claim, *, now: datetime) -> Letter | Outcome:
    """Return what is to be sent, or the end of a mail that nothing is to be sent of."""
    try:
        return _written(claim, now=now)
    except Exception as trouble:
        # One mail that cannot be written must not hold up all others.
        log.exception("nudge_not_written", nudge=claim.mail.pk)
        broken = Delivery("not reached", f"it could not be written: {type(trouble).__name__}")
        return _in_time(outcome(broken, attempts=claim.attempts, now=now), claim)


def _written(claim: Claim, *, now: datetime) -> Letter | Outcome:
    reader, kind = reader_of(claim.mail, now=now), KINDS[claim.mail.kind]
    held_back = hindrance(reader.circumstances)
    if held_back is not None:
        return Outcome(held_back.verdict, None, held_back.reason)
    content = kind.content(reader.learner, preferences=reader.preferences, now=now)
    if isinstance(content, Silence):
        return Outcome("cancelled", None, content.reason)
    return compose(kind, learner=reader.learner, content=content, key=str(claim.mail.pk))


def _in_time(end: Outcome, claim: Claim) -> Outcome:
    """Give up a mail whose next try would come too late."""
    if end.next_try_at is None or end.next_try_at <= claim.mail.expires_at:
        return end
    return Outcome("failed", None, end.reason)


def _sent(letter: Letter, end: Outcome) -> dict[str, str]:
    """Return what is kept of a letter: its texts only where somebody may have got them."""
    kept = {"to": letter.to, "subject": letter.subject}
    if end.verdict in {"sent", "unknown"}:
        kept |= {"text": letter.text, "html": letter.html}
    return kept
