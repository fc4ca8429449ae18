"""The log as replay reads it: every line that stands, by learner and skill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.models import Count, Q

from apps.progress.logic.record import About, Line
from apps.skills.models import Skill

# One statement for one skill as for a whole log, so that a rebuild cannot read other lines
# than the write did.
_LINES = """
SELECT e.learner_id, e.skill_id, e.day, e.kind, e.grade, NULL::double precision AS factor
  FROM progress_evidence e
 WHERE e.learner_id = ANY(%(learners)s) AND (%(whole)s OR e.skill_id = ANY(%(skills)s)) AND NOT e.withdrawn
   AND NOT EXISTS (SELECT 1 FROM progress_evidence later WHERE later.replaces_id = e.id)
UNION ALL
SELECT i.learner_id, i.skill_id, e.day, 'implied', NULL, i.factor
  FROM progress_implicitpractice i JOIN progress_evidence e ON e.id = i.cause_id
 WHERE i.learner_id = ANY(%(learners)s) AND (%(whole)s OR i.skill_id = ANY(%(skills)s)) AND NOT e.withdrawn
   AND NOT EXISTS (SELECT 1 FROM progress_evidence later WHERE later.replaces_id = e.id)
UNION ALL
SELECT s.learner_id, o.skill_id, s.day, 'outcome', (o.retired_at IS NULL)::int, NULL
  FROM progress_outcomeshown s JOIN skills_outcome o ON o.id = s.outcome_id
 WHERE s.learner_id = ANY(%(learners)s) AND (%(whole)s OR o.skill_id = ANY(%(skills)s))
UNION ALL
SELECT a.learner_id, a.skill_id, a.day, 'assessed', a.level, NULL
  FROM progress_selfassessment a
 WHERE a.learner_id = ANY(%(learners)s) AND (%(whole)s OR a.skill_id = ANY(%(skills)s)) AND a.level > 0
 ORDER BY 1, 2
"""
FETCHED_AT_ONCE = 5000


def lines_of(learner_id: int, *, skill_ids: Sequence[int]) -> list[Line]:
    """Return a learner's lines of some skills, by skill; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"learners": [learner_id], "skills": list(skill_ids), "whole": False})
        return [Line(*row) for row in cursor.fetchall()]


def stream_lines(learner_ids: Sequence[int], *, skill_ids: Sequence[int] | None = None) -> Iterator[Line]:
    """Yield the lines of some learners by learner and skill, a few thousand in memory at a time.

    All of them, or those of some skills.

    Must run inside a transaction: the rows come through a cursor of the server.
    """
    with connection.chunked_cursor() as cursor:
        skills = list(skill_ids or ())
        cursor.execute(_LINES, {"learners": list(learner_ids), "skills": skills, "whole": skill_ids is None})
        while rows := cursor.fetchmany(FETCHED_AT_ONCE):
            yield from (Line(*row) for row in rows)


def about(skill_ids: Sequence[int] | None = None) -> dict[int, About]:
    """Return what the catalogue says of some skills, or of all, retired ones included; one statement."""
    skills = Skill.objects.all() if skill_ids is None else Skill.objects.filter(pk__in=skill_ids)
    current = Count("outcomes", filter=Q(outcomes__retired_at__isnull=True))
    rows = skills.order_by().annotate(current=current).values_list("pk", "ageing", "current")
    return {pk: About(ageing, outcomes) for pk, ageing, outcomes in rows}
