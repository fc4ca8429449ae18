"""Deleting an account, with everything that the register names."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q

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
    locked = _lock(person)
    if person.pk not in locked:
        return False
    if locked[person.pk].is_superuser and len(locked) == 1:
        raise LastSuperuserError
    erase_all(locked[person.pk])
    # Written after everything that names the address is gone, so that it alone remains.
    farewell.send()
    log.info("account_deleted", person=person.pk, by=by.pk, at=now.isoformat())
    return True


def _lock(person: User) -> dict[int, User]:
    """Lock a person, and with one who may give rights all others who may, in one order; by id.

    Of two who alone have every right and leave at once, the second must find nobody else.
    """
    wanted = Q(pk=person.pk)
    if person.is_superuser:
        wanted |= Q(is_superuser=True, is_active=True)
    return {user.pk: user for user in User.objects.filter(wanted).order_by("pk").select_for_update()}
