"""What skills mean to learners today, for those who are about to change the catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import connection

from apps.progress.logic.standing import CAP, DAY_SLACK
from apps.skills.logic.catalogue.reach import Reach

# Another cap moves a due day exactly where forgetting alone would reach beyond the lower of both.
_REACH = """
WITH asked AS (
    SELECT s.id, (%(caps)s::jsonb ->> s.ageing)::int AS cap, (%(caps)s::jsonb ->> given.ageing)::int AS later
      FROM unnest(%(skills)s::bigint[], %(ageings)s::text[]) AS given (skill, ageing)
      JOIN skills_skill s ON s.id = given.skill
), known AS (
    SELECT m.skill_id, m.held, a.cap <> a.later AND floor(
               m.stability / (power(0.9::float8, 1 / -model.parameters[21]) - 1)
               * (power(u.target_retention, 1 / -model.parameters[21]) - 1) + %(slack)s::float8
           ) > least(a.cap, a.later) AS moves
      FROM progress_memorystate m
      JOIN asked a ON a.id = m.skill_id
      JOIN users_user u ON u.id = m.learner_id
      JOIN progress_decaymodel model ON model.id = m.model_id
)
SELECT skill_id, count(*), count(*) FILTER (WHERE held), count(*) FILTER (WHERE held AND moves)
  FROM known GROUP BY skill_id
"""


def reach(ageing: Mapping[int, str]) -> dict[int, Reach]:
    """Return the reach of the skills that learners have, given the ageing that each will have.

    One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _REACH,
            {
                "skills": list(ageing),
                "ageings": list(ageing.values()),
                "caps": json.dumps(CAP),
                "slack": DAY_SLACK,
            },
        )
        return {skill: Reach(*counts) for skill, *counts in cursor.fetchall()}
