"""Putting mails into the outbox whose time has come."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog
from django.db import connection, transaction

from apps.nudges.kinds import KINDS, Kind
from apps.nudges.logic.schedule import LATEST

log = structlog.get_logger(__name__)

BATCH: Final = 5000  # learners a statement

_PLAN: Final = """
INSERT INTO nudges_nudge (learner_id, kind, period, due_at, expires_at, next_try_at)
SELECT c.learner_id, %(kind)s, c.period, c.due_at, c.expires_at, c.due_at
  FROM ({candidates}) c
 WHERE NOT EXISTS (SELECT 1 FROM nudges_nudge n
                    WHERE n.learner_id = c.learner_id AND n.kind = %(kind)s AND n.period = c.period)
 ORDER BY c.learner_id
 LIMIT %(most)s
ON CONFLICT DO NOTHING
"""


def plan(*, now: datetime) -> int:
    """Plan every mail whose time has come and return how many; any number of planners may do so at once."""
    return sum(_plan_kind(kind, now=now) for kind in KINDS.values())


def _plan_kind(kind: Kind, *, now: datetime) -> int:
    planned = 0
    while new := plan_batch(kind=kind, now=now):
        planned += new
    if planned:
        log.info("nudges_planned", kind=kind.name, many=planned)
    return planned


@transaction.atomic
def plan_batch(*, kind: Kind, now: datetime, most: int = BATCH) -> int:
    """Plan mails for some learners who have none for the period and return how many; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PLAN.format(candidates=kind.candidates),
            {"kind": kind.name, "now": now, "latest": f"{LATEST.total_seconds():.0f} seconds", "most": most},
        )
        return int(cursor.rowcount)
