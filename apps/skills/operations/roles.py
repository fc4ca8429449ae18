"""A learner's choice of a role."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from apps.skills.models import Role, RoleChoice
from apps.users.models import User


class RoleNotFoundError(LookupError):
    """There is no such role in the catalogue of today."""


@transaction.atomic
def choose_role(*, learner: User, role_id: int, now: datetime, by: User) -> RoleChoice:
    """Make a role the one that the learner aims at, in place of an earlier one.

    Raises RoleNotFoundError for a role that is unknown or retired.
    """
    del now, by  # every operation takes them; a choice keeps neither
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    role = Role.objects.current().filter(pk=role_id).first()
    if role is None:
        raise RoleNotFoundError(role_id)
    choice, _ = RoleChoice.objects.update_or_create(learner=learner, defaults={"role": role})
    User.objects.filter(pk=learner.pk).update(page_version=F("page_version") + 1)
    return choice
