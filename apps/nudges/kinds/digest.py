"""The weekly digest: what to do next, what fades, how the keel lies, and the week that was."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from apps.nudges.kinds.kind import Kind
from apps.nudges.models import NudgeKind
from apps.nudges.queries.digest import digest_of

# Last week's day is looked at too: late on a Sunday reaches into the next week. A zone that this
# PostgreSQL does not know counts as UTC: an error would keep everybody's mail back.
CANDIDATES: Final = """
SELECT p.learner_id, to_char(d.day, 'IYYY-"W"IW') AS period, t.due_at,
       t.due_at + %(latest)s::interval AS expires_at
  FROM nudges_mailpreferences p
  JOIN users_user u ON u.id = p.learner_id
  LEFT JOIN pg_timezone_names known ON known.name = u.time_zone
 CROSS JOIN LATERAL (SELECT coalesce(known.name, 'UTC') AS name) zone
 CROSS JOIN LATERAL (
       SELECT date_trunc('week', %(now)s::timestamptz AT TIME ZONE zone.name)::date
              + p.digest_day - 1 - back AS day
         FROM (VALUES (0), (7)) AS week(back)
       ) d
 CROSS JOIN LATERAL (SELECT (d.day + make_time(p.digest_hour, 0, 0)) AT TIME ZONE zone.name AS due_at) t
 WHERE p.digest AND NOT p.stopped AND u.is_active
   AND t.due_at BETWEEN greatest(p.digest_since, %(now)s - %(latest)s::interval) AND %(now)s
   AND NOT p.digest_day = ANY(p.quiet_days)
   AND EXISTS (SELECT 1 FROM account_emailaddress a
                WHERE a.user_id = u.id AND a.verified AND lower(a.email) = u.email)
   AND NOT EXISTS (SELECT 1 FROM users_absence x
                    WHERE x.user_id = u.id AND d.day BETWEEN x.first AND x.last)
"""

KIND: Final = Kind(
    name=NudgeKind.DIGEST,
    candidates=CANDIDATES,
    template="email/digest",
    list_name="Evenkeel weekly digest",
    chosen=Q(learner__mail_preferences__digest=True),
    is_chosen=lambda preferences: preferences.digest,
    content=digest_of,
)
