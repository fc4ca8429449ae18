"""Deleting an account, with everything that the register names."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.core.mail import EmailMessage
from django.db import transaction

from apps.users.models import User
from apps.users.personal_data import erase_all

log = structlog.get_logger(__name__)


class LastSuperuserError(Exception):
    """Nobody would be left who may give rights."""


@transaction.atomic
def delete_account(*, person: User, farewell: EmailMessage, now: datetime, by: User) -> bool:
    """Erase a person and send a last mail; False where somebody else did so first.

    The row is locked against everything that refers to it: writes that are under way end before,
    later ones find nobody. Raises LastSuperuserError.
    """
    locked = User.objects.select_for_update().filter(pk=person.pk).first()
    if locked is None:
        return False
    if locked.is_superuser and not _others_with_every_right(locked):
        raise LastSuperuserError
    erase_all(locked)
    # Written after everything that names the address is gone, so that it alone remains.
    farewell.send()
    log.info("account_deleted", person=person.pk, by=by.pk, at=now.isoformat())
    return True


def _others_with_every_right(person: User) -> bool:
    # Locked in one order: two of two who delete themselves at once must not both find the other.
    able = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    return any(other.pk != person.pk for other in able.select_for_update())
