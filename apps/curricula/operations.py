"""What a learner decides about their course: where to aim, where they stand, not this week, this one first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from apps.core.dates import local_day, next_monday
from apps.curricula.logic import setup
from apps.curricula.models import Postponement, StepChoice
from apps.curricula.queries.survey import recorded, survey_of
from apps.progress.operations import AssessedLevel, Moved, assess
from apps.skills.models import Role, RoleChoice, Skill
from apps.skills.queries import snapshot
from apps.users.models import User
from apps.users.operations import Profile, update_profile


class SkillNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """No such skill is in the catalogue."""


@transaction.atomic
def postpone(*, learner: User, slug: str, now: datetime, by: User) -> Postponement:  # noqa: ARG001 - nobody acts for another yet
    """Put a skill off until next Monday of the learner's week; a choice of it is dropped.

    Raises SkillNotFound.
    """
    skill = _skill(slug)
    until = next_monday(local_day(now, learner.zone))
    row, _made = Postponement.objects.update_or_create(
        learner=learner, skill=skill, defaults={"until": until}
    )
    StepChoice.objects.filter(learner=learner, skill=skill).delete()
    _changed(learner)
    return row


@transaction.atomic
def bring_back(*, learner: User, slug: str, now: datetime, by: User) -> None:  # noqa: ARG001 - nobody acts for another yet
    """Let a skill be proposed again at once; no effect where it was not put off. Raises SkillNotFound."""
    Postponement.objects.filter(learner=learner, skill=_skill(slug)).delete()
    _changed(learner)


@transaction.atomic
def put_first(*, learner: User, slug: str, now: datetime, by: User) -> StepChoice:  # noqa: ARG001 - nobody acts for another yet
    """Make a skill the next step until it is held or another is chosen. Raises SkillNotFound."""
    skill = _skill(slug)
    today = local_day(now, learner.zone)
    row, _made = StepChoice.objects.update_or_create(
        learner=learner, defaults={"skill": skill, "chosen_on": today}
    )
    Postponement.objects.filter(learner=learner, skill=skill).delete()
    _changed(learner)
    return row


@transaction.atomic
def unchoose(*, learner: User, now: datetime, by: User) -> None:  # noqa: ARG001 - nobody acts for another yet
    """Go back to what Evenkeel proposes; without effect where nothing was chosen."""
    StepChoice.objects.filter(learner=learner).delete()
    _changed(learner)


def _skill(slug: str) -> Skill:
    skill = Skill.objects.current().filter(slug=slug).first()
    if skill is None:
        raise SkillNotFound(slug)
    return skill


def _changed(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(page_version=F("page_version") + 1)
