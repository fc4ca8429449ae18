"""Learners whom a digest may reach."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.models import EmailAddress

from apps.nudges.models import MailPreferences
from apps.progress.operations import AssessedLevel, assess
from apps.skills.operations import choose_role
from apps.skills.queries import snapshot
from apps.users.models import User
from tests.factories import UserFactory

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def reader(*, zone: str = "UTC", confirmed: bool = True, **chosen: object) -> User:
    """Return a learner with a confirmed address who wants the digest on Mondays at 08:00."""
    user: User = UserFactory.create(time_zone=zone)
    EmailAddress.objects.create(user=user, email=user.email, verified=confirmed, primary=True)
    wants = {"digest": True, "digest_since": LONG_AGO, **chosen}
    MailPreferences.objects.create(learner=user, **wants)
    return user


def with_something_to_say(learner: User, *, now: datetime) -> User:
    """Give a learner a role and a skill of the small catalogue in use, so that a step comes next."""
    catalogue = snapshot()
    role = next(iter(catalogue.roles.values()))
    choose_role(learner=learner, role_id=role.id, now=now, by=learner)
    said = {catalogue.by_slug["python"]: AssessedLevel(2)}
    assess(learner=learner, answers=said, now=now, by=learner)
    learner.refresh_from_db()
    return learner
