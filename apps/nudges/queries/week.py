"""What a learner did in a span of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Sum

from apps.progress.models import Evidence
from apps.users.models import User

_OUTCOMES: Final = """
SELECT o.skill_id, count(*), count(s.id), count(s.id) FILTER (WHERE s.day BETWEEN %(first)s AND %(last)s)
  FROM skills_outcome o
  LEFT JOIN progress_outcomeshown s ON s.outcome_id = o.id AND s.learner_id = %(learner)s
 WHERE o.retired_at IS NULL
   AND o.skill_id IN (SELECT mine.skill_id FROM skills_outcome mine
                        JOIN progress_outcomeshown shown ON shown.outcome_id = mine.id
                       WHERE shown.learner_id = %(learner)s AND shown.day BETWEEN %(first)s AND %(last)s)
 GROUP BY o.skill_id
 ORDER BY 4 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class OutcomesShown:
    """Outcomes of one skill."""

    skill: int
    many: int  # that the skill has
    shown: int  # by now
    news: int  # of these, in the span


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in a span of days."""

    minutes: int
    practised: tuple[int, ...]  # skills, the most practised first
    outcomes: tuple[OutcomesShown, ...]  # of skills with news


def done_in(learner: User, *, first: date, last: date) -> Done:
    """Return what a learner logged and showed from one day to another, both included; two statements."""
    rows = Evidence.objects.of(learner).current().filter(day__range=(first, last))
    practised = list(
        rows.order_by().values_list("skill_id").annotate(total=Sum("minutes")).order_by("-total", "skill_id")
    )
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOMES, {"learner": learner.pk, "first": first, "last": last})
        shown = tuple(OutcomesShown(*row) for row in cursor.fetchall())
    return Done(
        minutes=sum(minutes for _skill, minutes in practised),
        practised=tuple(skill for skill, _minutes in practised),
        outcomes=shown,
    )
