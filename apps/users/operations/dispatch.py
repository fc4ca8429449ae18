"""Claiming mail, handing it over, writing down its end: alike for every table of mail.

A claim has a lease and a number that grows with each claim. Whoever holds an older number can no
longer hand over nor write: a worker that slept through its lease cannot make a second mail of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic

from django.db import transaction
from django.db.models import F

from apps.users.logic.mail import Outcome
from apps.users.models.dispatch import HANDED_OVER, DispatchQuerySet, MailState, Row

LEASE: Final = timedelta(minutes=5)
RELEASED_MOST: Final = 1000  # claims in one transaction


@dataclass(frozen=True, slots=True)
class Claim(Generic[Row]):
    """One worker's right to send one mail."""

    mail: Row
    fence: int
    attempts: int


@transaction.atomic
def claim(*, among: DispatchQuerySet[Row], now: datetime) -> Claim[Row] | None:
    """Claim the mail of a set that is longest due; None where none is due that nobody else has."""
    due = among.due(now).select_for_update(skip_locked=True, of=("self",))
    mail = due.order_by("next_try_at", "pk").first()
    if mail is None:
        return None
    mail.state = MailState.SENDING
    mail.attempts += 1
    mail.fence += 1
    mail.lease_until = now + LEASE
    mail.save(update_fields=["state", "attempts", "fence", "lease_until"])
    return Claim(mail=mail, fence=mail.fence, attempts=mail.attempts)


@transaction.atomic
def hand_over(*, claim: Claim[Row], among: DispatchQuerySet[Row]) -> bool:
    """Note that the server is about to have the message; False where the claim was lost.

    False as well where the mail is no longer in the set: what is wanted is asked at the last moment.
    """
    mine = among.filter(pk=claim.mail.pk, fence=claim.fence, state=MailState.SENDING)
    return mine.update(handed_over=True) == 1


@transaction.atomic
def settle(
    *, claim: Claim[Row], among: DispatchQuerySet[Row], outcome: Outcome, now: datetime, **also: str
) -> bool:
    """Write down how a try ended, and more columns with it; False where somebody else claimed the mail since.

    A late answer still settles a mail that was given up as not known.
    """
    mine = among.filter(pk=claim.mail.pk, fence=claim.fence, state__in=(MailState.SENDING, MailState.UNKNOWN))
    fields = {
        "state": outcome.verdict,
        "lease_until": None,
        "finished_at": None if outcome.verdict == "queued" else now,
        "next_try_at": outcome.next_try_at or F("next_try_at"),
        "handed_over": outcome.verdict in HANDED_OVER,
        "error": outcome.reason,
    }
    return mine.update(**fields, **also) == 1


@transaction.atomic
def release(*, among: DispatchQuerySet[Row], now: datetime) -> int:
    """End the claims whose workers are gone and return how many.

    Before the final dot the server dropped the message, so it waits again. After it nobody knows.
    """
    ids = list(
        among.abandoned(now)
        .select_for_update(skip_locked=True)
        .order_by("pk")
        .values_list("pk", flat=True)[:RELEASED_MOST]
    )
    gone = among.filter(pk__in=ids)
    unknown = gone.filter(handed_over=True).update(
        state=MailState.UNKNOWN,
        lease_until=None,
        finished_at=now,
        error="the worker stopped while the server had the message",
    )
    waiting = gone.filter(handed_over=False, state=MailState.SENDING).update(
        state=MailState.QUEUED, lease_until=None, next_try_at=now, error="the worker stopped before sending"
    )
    return unknown + waiting


@transaction.atomic
def blank(*, among: DispatchQuerySet[Row], before: datetime, **also: object) -> int:
    """Erase the texts of mails that ended before a moment, set more columns with them, return how many."""
    ended = among.readable().filter(finished_at__lt=before)
    return ended.update(text="", html="", **also)
