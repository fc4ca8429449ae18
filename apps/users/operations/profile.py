"""What people say about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.users.models import MINUTES_A_WEEK_MOST, User


@dataclass(frozen=True, slots=True)
class Profile:
    """The part of an account that its owner writes."""

    name: str
    time_zone: str  # of the tz database
    minutes_a_week: int
    single_letter_keys: bool


@transaction.atomic
def update_profile(*, user: User, profile: Profile, now: datetime, by: User) -> User:  # noqa: ARG001  # every write says when and who
    """Write a profile and return the account as it stands then.

    Raises ValidationError when a value is out of bounds.
    """
    if not 0 <= profile.minutes_a_week <= MINUTES_A_WEEK_MOST:
        raise ValidationError({"minutes_a_week": _("A week has room for 0 to 60 hours of study.")})
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    locked.name = profile.name
    locked.time_zone = profile.time_zone
    locked.minutes_a_week = profile.minutes_a_week
    locked.single_letter_keys = profile.single_letter_keys
    locked.clean_fields(exclude=["password"])
    locked.page_version = F("page_version") + 1
    locked.save(update_fields=["name", "time_zone", "minutes_a_week", "single_letter_keys", "page_version"])
    locked.refresh_from_db()
    return locked
