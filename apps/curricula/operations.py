"""What a learner decides about their course: where to aim, where they stand, what comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F

from apps.core.dates import local_day, next_monday
from apps.curricula.logic import setup
from apps.curricula.models import Postponement, StepChoice
from apps.curricula.queries.survey import recorded, survey_of
from apps.progress.operations import AssessedLevel, Moved, assess, change_target
from apps.progress.queries.standings import standings
from apps.skills.models import Role, Skill
from apps.skills.operations import choose_role
from apps.skills.queries import snapshot
from apps.users.models import User
from apps.users.operations import Profile, update_profile

logger = structlog.get_logger(__name__)


class SkillNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """No such skill is in the catalogue."""


class RoleNotFound(LookupError):  # noqa: N818 - as above
    """No such role is in the catalogue."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What set-up asks first."""

    role: str  # slug
    minutes_a_week: int
    time_zone: str  # of the tz database


@transaction.atomic
def take_aim(*, learner: User, aim: Aim, now: datetime, by: User) -> None:
    """Choose a role, and say how much time there is and where.

    Raises RoleNotFound, and ValidationError when hours or zone are out of bounds.
    """
    role = Role.objects.current().filter(slug=aim.role).first()
    if role is None:
        raise RoleNotFound(aim.role)
    profile = Profile(learner.name, aim.time_zone, aim.minutes_a_week, learner.single_letter_keys)
    update_profile(user=learner, profile=profile, now=now, by=by)
    choose_role(learner=learner, role_id=role.pk, now=now, by=by)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings page says of a learner."""

    profile: Profile
    role: str  # slug; empty where none is chosen
    target: float  # retention, 0.70 to 0.95


@transaction.atomic
def save_settings(*, learner: User, settings: Settings, now: datetime, by: User) -> int:
    """Write profile, role and target, and return how many skills change state by the new target.

    Raises RoleNotFoundError, TargetRefusedError, and ValidationError when hours or zone are out of bounds.
    """
    kept = update_profile(user=learner, profile=settings.profile, now=now, by=by)
    if settings.role:
        role = Role.objects.current().filter(slug=settings.role).values_list("pk", flat=True).first()
        choose_role(learner=kept, role_id=role or 0, now=now, by=by)
    if settings.target == kept.target_retention:
        return 0
    today = local_day(now, kept.zone)
    before = standings(kept, today=today)
    change_target(learner=kept, target=settings.target, now=now, by=by)
    after = standings(kept, today=today)
    return sum(after[skill].state != before[skill].state for skill in before)


@transaction.atomic
def say_where_one_stands(
    *, learner: User, levels: Mapping[str, int], new_domain: str = "", now: datetime, by: User
) -> Moved:
    """Record answers of the self-assessment, skill slug to level, and all that they settle.

    `new_domain` is the slug of a domain of which all that stands open is new to the learner. Slugs
    outside the catalogue are passed over: a catalogue may change while somebody answers. Only what
    differs from the record is written. Raises LevelRefusedError outside 0 to 3.
    """
    # Two answers at once would each infer from half of what was said.
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    catalogue = snapshot()
    survey = survey_of(catalogue, learner=learner)
    stored = recorded(learner, catalogue=catalogue)
    said = {skill: level for skill, (level, guess) in stored.items() if not guess}
    said |= {catalogue.by_slug[slug]: level for slug, level in levels.items() if slug in catalogue.by_slug}
    said |= setup.all_new(new_domain, said, survey=survey)
    news = setup.changes(said, stored, survey=survey)
    answers = {skill: AssessedLevel(level, guess) for skill, (level, guess) in news.items()}
    return assess(learner=learner, answers=answers, now=now, by=by)


@transaction.atomic
def postpone(*, learner: User, slug: str, now: datetime, by: User) -> str:
    """Put a skill off until next Monday of the learner's week, drop a choice of it, return its name.

    Raises SkillNotFound.
    """
    skill = _skill(slug)
    until = next_monday(local_day(now, learner.zone))
    _changed(learner, "step_postponed", skill=slug, by=by)
    Postponement.objects.update_or_create(learner=learner, skill=skill, defaults={"until": until})
    StepChoice.objects.filter(learner=learner, skill=skill).delete()
    return skill.name


@transaction.atomic
def bring_back(*, learner: User, slug: str, now: datetime, by: User) -> str:  # noqa: ARG001 - one shape for all four
    """Let a skill be proposed again at once, and return its name; no effect where it was not put off.

    Raises SkillNotFound.
    """
    skill = _skill(slug)
    _changed(learner, "step_brought_back", skill=slug, by=by)
    Postponement.objects.filter(learner=learner, skill=skill).delete()
    return skill.name


@transaction.atomic
def put_first(*, learner: User, slug: str, now: datetime, by: User) -> str:
    """Make a skill the next step until it is held or another is chosen, and return its name.

    Raises SkillNotFound.
    """
    skill = _skill(slug)
    _changed(learner, "step_put_first", skill=slug, by=by)
    chosen = {"skill": skill, "chosen_on": local_day(now, learner.zone)}
    StepChoice.objects.update_or_create(learner=learner, defaults=chosen)
    Postponement.objects.filter(learner=learner, skill=skill).delete()
    return skill.name


@transaction.atomic
def unchoose(*, learner: User, slug: str, now: datetime, by: User) -> str:  # noqa: ARG001 - one shape for all four
    """Go back to what Evenkeel proposes, whatever was put first, and return what the caller named."""
    _changed(learner, "step_choice_dropped", skill=slug, by=by)
    StepChoice.objects.filter(learner=learner).delete()
    return slug


def _skill(slug: str) -> Skill:
    skill = Skill.objects.current().filter(slug=slug).first()
    if skill is None:
        raise SkillNotFound(slug)
    return skill


def _changed(learner: User, what: str, *, skill: str, by: User) -> None:
    """Turn the learner's page over. The update comes first: it takes the lock that orders their writes."""
    User.objects.filter(pk=learner.pk).update(page_version=F("page_version") + 1)
    logger.info(what, learner=learner.pk, skill=skill, by=by.pk)
