"""Coverage, held and due days reckoned anew where the catalogue or a target changed, memory untouched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import connection, transaction

from apps.progress.logic.grading import COVERS
from apps.progress.logic.standing import ASSESSED_COVERAGE, CAP, DAY_SLACK, HELD_FROM_LEVEL
from apps.progress.operations.errors import TargetRefusedError
from apps.progress.operations.writing import CATALOGUE_LOCK, begin
from apps.users.models import TARGET_HIGHEST, TARGET_LOWEST, User

log = structlog.get_logger(__name__)

# The twin in SQL of logic.standing's coverage, held and due_on; tests hold the two together.
_RECKON = """
WITH touched AS (
    SELECT m.id, m.learner_id, m.skill_id, m.stability, m.last_day, u.target_retention AS target,
           s.ageing, -model.parameters[21] AS decay
      FROM progress_memorystate m
      JOIN users_user u ON u.id = m.learner_id
      JOIN skills_skill s ON s.id = m.skill_id
      JOIN progress_decaymodel model ON model.id = m.model_id
     WHERE m.skill_id = ANY(%(skills)s) OR m.learner_id = %(learner)s
     ORDER BY m.id FOR NO KEY UPDATE OF m
), outcomes AS (
    SELECT skill_id, count(*) AS many FROM skills_outcome
     WHERE retired_at IS NULL AND skill_id IN (SELECT skill_id FROM touched) GROUP BY 1
), shown AS (
    SELECT t.id, count(*) AS many FROM touched t
      JOIN skills_outcome o ON o.skill_id = t.skill_id AND o.retired_at IS NULL
      JOIN progress_outcomeshown p ON p.outcome_id = o.id AND p.learner_id = t.learner_id GROUP BY 1
), certified AS (
    SELECT DISTINCT t.id FROM touched t
      JOIN progress_evidence e ON e.learner_id = t.learner_id AND e.skill_id = t.skill_id
     WHERE e.kind = ANY(%(covers)s) AND NOT e.withdrawn
       AND NOT EXISTS (SELECT 1 FROM progress_evidence later WHERE later.replaces_id = e.id)
), known AS (
    SELECT t.*, coalesce(o.many, 0) AS outcomes, coalesce(n.many, 0) AS shown, c.id IS NOT NULL AS certified,
           coalesce(a.level, 0) AS level,
           t.stability / (power(0.9::float8, 1 / t.decay) - 1) * (power(t.target, 1 / t.decay) - 1) AS days
      FROM touched t
      LEFT JOIN outcomes o ON o.skill_id = t.skill_id
      LEFT JOIN shown n ON n.id = t.id
      LEFT JOIN certified c ON c.id = t.id
      LEFT JOIN progress_selfassessment a ON a.learner_id = t.learner_id AND a.skill_id = t.skill_id
), reckoned AS (
    SELECT id,
           greatest(
               CASE WHEN outcomes > 0 THEN shown::float8 / outcomes ELSE 0 END,
               (%(coverages)s::float8[])[level + 1],
               CASE WHEN certified THEN 1 ELSE 0 END
           ) AS coverage,
           (outcomes > 0 AND shown >= outcomes) OR certified OR level >= %(held_from)s AS held,
           last_day + least(
               floor(days + %(slack)s::float8),
               CASE ageing WHEN 'fast' THEN %(fast)s WHEN 'medium' THEN %(medium)s ELSE %(slow)s END
           )::int AS due_on
      FROM known
), moved AS (
    UPDATE progress_memorystate m SET coverage = r.coverage, held = r.held, due_on = r.due_on
      FROM reckoned r
     WHERE m.id = r.id AND (m.coverage, m.held, m.due_on) IS DISTINCT FROM (r.coverage, r.held, r.due_on)
    RETURNING m.learner_id
)
UPDATE users_user SET page_version = page_version + 1
 WHERE id IN (SELECT learner_id FROM moved)
"""


@transaction.atomic
def change_target(*, learner: User, target: float, now: datetime, by: User) -> None:
    """Set the retention a learner aims at, and every due day that follows from it.

    Raises TargetRefusedError outside 0.70 to 0.95.
    """
    if not TARGET_LOWEST <= target <= TARGET_HIGHEST:
        raise TargetRefusedError(target)
    writing = begin(learner, now=now)
    User.objects.filter(pk=writing.learner.pk).update(target_retention=target)
    _reckon(skill_ids=[], learner_id=writing.learner.pk)
    learner.target_retention = target
    log.info("target_changed", learner=learner.pk, by=by.pk, target=target)


@transaction.atomic
def reckon_catalogue(*, skill_ids: Sequence[int], now: datetime) -> int:
    """Reckon everybody's states of some skills anew after the catalogue changed; return how many moved.

    Counts learners. Belongs into the transaction of the change. Waits until no write computed from the old
    catalogue is under way, and holds new ones back until that transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])
    moved = _reckon(skill_ids=list(skill_ids), learner_id=None)
    log.info("catalogue_reckoned", skills=len(skill_ids), learners=moved, at=now.isoformat())
    return moved


def _reckon(*, skill_ids: list[int], learner_id: int | None) -> int:
    """Run the twin over some skills of everybody, or all skills of one learner; return the learners moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RECKON,
            {
                "skills": skill_ids,
                "learner": learner_id,
                "coverages": [ASSESSED_COVERAGE[level] for level in sorted(ASSESSED_COVERAGE)],
                "covers": sorted(COVERS),
                "held_from": HELD_FROM_LEVEL,
                "slack": DAY_SLACK,
                **CAP,
            },
        )
        return int(cursor.rowcount)
