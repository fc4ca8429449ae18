"""The queue of mail: putting in, claiming, handing over, writing down the end.

A claim has a lease and a number that grows with each claim. Whoever holds an older number can no
longer hand over nor write: a worker that slept through its lease cannot make a second mail of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from apps.users.logic.mail import Outcome
from apps.users.models import MailState, OutgoingMail

LEASE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's right to send one mail."""

    mail: OutgoingMail
    fence: int
    attempts: int


@transaction.atomic
def queue_mail(*, mails: Iterable[OutgoingMail]) -> list[int]:
    """Put mails into the queue, in the transaction of whatever they tell about; return their ids."""
    return [mail.pk for mail in OutgoingMail.objects.bulk_create(mails)]


@transaction.atomic
def claim_mail(*, mail_id: int, now: datetime) -> Claim | None:
    """Claim a mail that is due; None where it is not, is gone, or somebody else has it."""
    due = OutgoingMail.objects.due(now).select_for_update(skip_locked=True)
    mail = due.filter(pk=mail_id).first()
    if mail is None:
        return None
    mail.state = MailState.SENDING
    mail.attempts += 1
    mail.fence += 1
    mail.lease_until = now + LEASE
    mail.save(update_fields=["state", "attempts", "fence", "lease_until"])
    return Claim(mail=mail, fence=mail.fence, attempts=mail.attempts)


@transaction.atomic
def hand_over(*, claim: Claim) -> bool:
    """Note that the server is about to have the message; False where the claim was lost."""
    mine = OutgoingMail.objects.filter(pk=claim.mail.pk, fence=claim.fence, state=MailState.SENDING)
    return mine.update(handed_over=True) == 1


@transaction.atomic
def settle_mail(*, claim: Claim, outcome: Outcome, now: datetime) -> bool:
    """Write down how a try ended; False where somebody else claimed the mail since.

    A late answer still settles a mail that was given up as not known.
    """
    mine = OutgoingMail.objects.filter(
        pk=claim.mail.pk, fence=claim.fence, state__in=(MailState.SENDING, MailState.UNKNOWN)
    )
    final = outcome.verdict != "queued"
    fields = {
        "state": outcome.verdict,
        "lease_until": None,
        "finished_at": now if final else None,
        "next_try_at": outcome.next_try_at or F("next_try_at"),
        "handed_over": outcome.verdict in {"sent", "unknown"},
        "error": outcome.reason,
    }
    return mine.update(**fields) == 1


@transaction.atomic
def release_abandoned(*, now: datetime) -> int:
    """End the claims whose workers are gone and return how many.

    Before the final dot the server dropped the message, so it waits again. After it nobody knows.
    """
    ids = list(
        OutgoingMail.objects.abandoned(now)
        .select_for_update(skip_locked=True)
        .order_by("pk")
        .values_list("pk", flat=True)[:1000]
    )
    gone = OutgoingMail.objects.filter(pk__in=ids)
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
def blank_mail(*, before: datetime) -> int:
    """Erase the text of mails that ended before a moment, and return how many."""
    ended = OutgoingMail.objects.readable().filter(finished_at__lt=before)
    return ended.update(text="", html="", headers={})
