"""What a learner says of their skills at the start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import structlog
from django.db import transaction

from apps.progress.models import SelfAssessment
from apps.progress.operations.errors import LevelRefusedError, SkillNotFound
from apps.progress.operations.moved import Moved
from apps.progress.operations.writing import Writing, begin, lock_states, settle
from apps.skills.models import Skill
from apps.users.models import User

log = structlog.get_logger(__name__)


class AssessedLevel(NamedTuple):
    """One answer."""

    level: int  # 0 new, 1 seen it, 2 use it, 3 teach it
    inferred: bool = False  # taken over from the answer on a skill that rests on this one


@transaction.atomic
def assess(*, learner: User, answers: Mapping[int, AssessedLevel], now: datetime, by: User) -> Moved:
    """Record what a learner says of skills, by skill id.

    An answer that only repeats the one on record keeps its day: the curve starts where it was
    first said. What is inferred never takes the place of what was said.
    Raises LevelRefusedError outside 0 to 3, SkillNotFound for a skill outside the catalogue.
    """
    if any(answer[0] not in SelfAssessment.Level.values for answer in answers.values()):
        raise LevelRefusedError
    writing = begin(learner, now=now)
    _refuse_unknown(answers)
    news = _news(writing, answers)
    if not news:
        return Moved(())
    before = lock_states(writing, [row.skill_id for row in news])
    SelfAssessment.objects.bulk_create(
        news,
        update_conflicts=True,
        unique_fields=["learner", "skill"],
        update_fields=["level", "day", "inferred"],
    )
    log.info("skills_assessed", learner=learner.pk, by=by.pk, skills=len(news))
    return Moved(settle(writing, before, [row.skill_id for row in news]))


def _news(writing: Writing, answers: Mapping[int, AssessedLevel]) -> list[SelfAssessment]:
    """Return the rows to save: answers that say something which the record does not."""
    rows = SelfAssessment.objects.filter(learner=writing.learner, skill__in=answers)
    recorded = {row.skill_id: row for row in rows}
    news = []
    for skill_id, (level, inferred) in answers.items():
        old = recorded.get(skill_id)
        if (
            old is None
            or (not inferred and old.inferred)
            or (old.inferred == inferred and old.level != level)
        ):
            day = old.day if old is not None and old.level == level else writing.today
            news.append(
                SelfAssessment(
                    learner=writing.learner, skill_id=skill_id, level=level, day=day, inferred=inferred
                )
            )
    return news


def _refuse_unknown(answers: Mapping[int, AssessedLevel]) -> None:
    known = set(Skill.objects.current().filter(pk__in=answers).values_list("pk", flat=True))
    if unknown := set(answers) - known:
        raise SkillNotFound(min(unknown))
