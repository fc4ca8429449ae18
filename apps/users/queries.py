"""What is asked about people and their mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from apps.users.models import OutgoingMail, User


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a person signs in."""

    address: str
    confirmed: bool
    waiting: str  # an address that takes over once it is confirmed; often empty
    has_password: bool


def ways_in(user: User) -> WaysIn:
    """Return how a person signs in; one statement."""
    known = dict(EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", "verified"))
    waiting = [email for email, verified in known.items() if not verified and email != user.email]
    return WaysIn(
        address=user.email,
        confirmed=known.get(user.email, False),
        waiting=waiting[-1] if waiting else "",
        has_password=user.has_usable_password(),
    )


def due_mail(*, now: datetime, most: int) -> list[int]:
    """Return the ids of mails that may be tried now, oldest due first."""
    due = OutgoingMail.objects.due(now).order_by("next_try_at", "pk")
    return list(due.values_list("pk", flat=True)[:most])
