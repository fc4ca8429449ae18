"""The queue of account mail: putting in, claiming, handing over, writing down the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from django.db import transaction

from apps.users.logic.mail import Outcome
from apps.users.models import OutgoingMail
from apps.users.operations import dispatch
from apps.users.operations.dispatch import LEASE

__all__ = [
    "LEASE",
    "Claim",
    "blank_mail",
    "claim_mail",
    "forget_mail",
    "hand_over",
    "queue_mail",
    "release_abandoned",
    "settle_mail",
]

Claim: TypeAlias = dispatch.Claim[OutgoingMail]


@transaction.atomic
def queue_mail(*, mails: Iterable[OutgoingMail]) -> list[int]:
    """Put mails into the queue, in the transaction of whatever they tell about; return their ids."""
    return [mail.pk for mail in OutgoingMail.objects.bulk_create(mails)]


def claim_mail(*, mail_id: int, now: datetime) -> Claim | None:
    """Claim a mail that is due; None where it is not, is gone, or somebody else has it."""
    return dispatch.claim(among=OutgoingMail.objects.filter(pk=mail_id), now=now)


def hand_over(*, claim: Claim) -> bool:
    """Note that the server is about to have the message; False where the claim was lost."""
    return dispatch.hand_over(claim=claim, among=OutgoingMail.objects.all())


def settle_mail(*, claim: Claim, outcome: Outcome, now: datetime) -> bool:
    """Write down how a try ended; False where somebody else claimed the mail since."""
    return dispatch.settle(claim=claim, among=OutgoingMail.objects.all(), outcome=outcome, now=now)


def release_abandoned(*, now: datetime) -> int:
    """End the claims whose workers are gone and return how many."""
    return dispatch.release(among=OutgoingMail.objects.all(), now=now)


def blank_mail(*, before: datetime) -> int:
    """Erase the text of mails that ended before a moment, and return how many."""
    return dispatch.blank(among=OutgoingMail.objects.all(), before=before, headers={})


@transaction.atomic
def forget_mail(*, before: datetime) -> int:
    """Erase mails that ended before a moment, and return how many.

    A row bears an address, and that may be one that its owner has left since: nothing else would
    ever find it again.
    """
    return OutgoingMail.objects.filter(finished_at__lt=before).delete()[0]
