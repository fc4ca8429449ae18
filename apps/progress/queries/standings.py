"""Where a learner stands with every skill they have touched."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from apps.progress.logic.memory import MemoryState as Memory
from apps.progress.logic.standing import Standing, stand
from apps.progress.models import MemoryState
from apps.progress.queries.model import curve_of
from apps.users.models import User

# Every page that steers asks this, for every skill of a learner: rows as the database gives
# them, since making model instances first takes longer than all the rest.
_STATES = """
SELECT skill_id, stability, difficulty, last_day, coverage, held, verified, due_on, touched_on, model_id
  FROM progress_memorystate WHERE learner_id = %s
"""


def standings(learner: User, *, today: date) -> dict[int, Standing]:
    """Return the learner's standings on a day by skill id; one statement.

    Skills without a memory state are missing: the graph alone says whether they are ready or locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [learner.pk])
        rows = cursor.fetchall()
    return {
        skill: stand(
            skill,
            memory=Memory(stability, difficulty, last_day),
            covered=covered,
            held=held,
            verified=verified,
            due=due,
            touched_on=touched_on,
            model_id=model_id,
            today=today,
            curve=curve_of(model_id),
        )
        for skill, stability, difficulty, last_day, covered, held, verified, due, touched_on, model_id in rows
    }


def learners_touched(skill_ids: Collection[int]) -> set[int]:
    """Return the ids of the learners who have a state in any of some skills; one statement."""
    rows = MemoryState.objects.filter(skill__in=skill_ids)
    return set(rows.values_list("learner_id", flat=True).distinct())


def standing_of(row: MemoryState, *, today: date) -> Standing:
    """Return the standing that a stored state amounts to on a day."""
    return stand(
        row.skill_id,
        memory=Memory(row.stability, row.difficulty, row.last_day),
        covered=row.coverage,
        held=row.held,
        verified=row.verified,
        due=row.due_on,
        touched_on=row.touched_on,
        model_id=row.model_id,
        today=today,
        curve=curve_of(row.model_id),
    )
