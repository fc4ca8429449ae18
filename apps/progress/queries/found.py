"""The reads under every table of entries and every export, written out: building them took longer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import connection

from apps.progress.logic.files.writing import Entry

# What the filters of a page ask for: the page, its totals and its export all stand on it.
_FITTING: Final = """
fitting AS NOT MATERIALIZED (
    SELECT e.id, e.day, e.logged_at, e.minutes, e.kind, e.grade, e.note, e.link, e.skill_id, e.certificate_id,
           e.proof_id,
           s.name, s.slug, s.retired_at IS NOT NULL AS retired, d.code
      FROM progress_evidence e
      JOIN skills_skill s ON s.id = e.skill_id
      JOIN skills_domain d ON d.id = s.domain_id
     WHERE e.learner_id = %(learner)s AND NOT e.withdrawn
       AND NOT EXISTS (SELECT 1 FROM progress_evidence later WHERE later.replaces_id = e.id)
       AND (%(skill)s::bigint IS NULL OR e.skill_id = %(skill)s)
       AND (%(domain)s = '' OR d.code = %(domain)s)
       AND (%(kind)s = '' OR e.kind = %(kind)s)
       AND (%(first)s::date IS NULL OR e.day >= %(first)s)
       AND (%(last)s::date IS NULL OR e.day <= %(last)s)
       AND (%(text)s = '' OR e.note ILIKE %(text)s)
)"""
_PAGE: Final = f"""
WITH {_FITTING}, page AS (
    SELECT * FROM fitting
     WHERE %(before_day)s::date IS NULL OR (day, id) < (%(before_day)s::date, %(before_id)s::bigint)
     ORDER BY day DESC, id DESC LIMIT %(rows)s
)
SELECT page.*,
       (SELECT sum(minutes) FROM fitting whole WHERE whole.day = page.day)::int,
       CASE WHEN %(totals)s THEN (SELECT sum(minutes) FROM fitting)::bigint END,
       CASE WHEN %(totals)s THEN (SELECT count(*) FROM fitting) END
  FROM page ORDER BY day DESC, id DESC
"""  # noqa: S608 - made of constants
_ALL: Final = f"""
WITH {_FITTING}
SELECT slug, day, minutes, kind, note, name, code, link, logged_at FROM fitting ORDER BY day, id
"""  # noqa: S608 - as above
FETCHED_AT_ONCE: Final = 2000
_SKILLS: Final = """
SELECT m.skill_id, m.stability, m.difficulty, m.last_day, m.coverage, m.held, m.verified, m.due_on,
       m.touched_on, m.model_id,
       (SELECT count(*) FROM progress_outcomeshown p JOIN skills_outcome o ON o.id = p.outcome_id
         WHERE p.learner_id = m.learner_id AND o.skill_id = m.skill_id AND o.retired_at IS NULL),
       (SELECT count(*) FROM skills_outcome o WHERE o.skill_id = m.skill_id AND o.retired_at IS NULL)
  FROM progress_memorystate m
 WHERE m.learner_id = %s AND m.skill_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are asked for; None and empty ask for all."""

    skill_id: int | None = None
    domain: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""  # in the note


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of entries begins: just before this one."""

    day: date
    id: int

    def __str__(self) -> str:
        """Return the cursor as an address carries it."""
        return f"{self.day.isoformat()}.{self.id}"


class Found(NamedTuple):
    """An entry as it is read, with totals."""

    id: int
    day: date
    logged_at: datetime
    minutes: int
    kind: str
    grade: int | None
    note: str
    link: str
    skill_id: int
    certificate_id: int | None  # that it was written with
    proof_id: int | None  # that it stands for
    skill: str
    slug: str
    retired: bool  # the skill has left the catalogue
    code: str  # of its domain
    day_minutes: int  # of its whole day, as far as it fits
    all_minutes: int | None  # of all that fit, where it was asked for
    all_entries: int | None


class SkillFound(NamedTuple):
    """Where a learner stands with a skill, and how many of its outcomes they have shown."""

    skill_id: int
    stability: float
    difficulty: float
    last_day: date
    coverage: float
    held: bool
    verified: bool
    due_on: date
    touched_on: date
    model_id: int
    shown: int
    outcomes: int


def find_entries(
    learner_id: int, *, filters: Filters, before: Cursor | None, rows: int, totals: bool
) -> list[Found]:
    """Return entries from a cursor on, newest first; one SQL statement.

    A page without totals reads no more of the log than it shows.
    """
    asked = {
        **_asked(learner_id, filters),
        "before_day": before.day if before else None,
        "before_id": before.id if before else None,
        "rows": rows,
        "totals": totals,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, asked)
        return [Found(*row) for row in cursor.fetchall()]


def stream_entries(learner_id: int, *, filters: Filters) -> Iterator[Entry]:
    """Yield every entry that fits, oldest first, some thousand in memory at a time; one SQL statement.

    Of one day, in the order in which they were logged: read from a file again, they keep it.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ALL, _asked(learner_id, filters))
        while rows := cursor.fetchmany(FETCHED_AT_ONCE):
            yield from (Entry(*row) for row in rows)


def find_skills(learner_id: int, skill_ids: Collection[int]) -> list[SkillFound]:
    """Return a learner's states of some skills with their outcomes; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SKILLS, [learner_id, list(skill_ids)])
        return [SkillFound(*row) for row in cursor.fetchall()]


def _asked(learner_id: int, filters: Filters) -> dict[str, Any]:
    return {
        "learner": learner_id,
        "skill": filters.skill_id,
        "domain": filters.domain,
        "kind": filters.kind,
        "first": filters.first,
        "last": filters.last,
        "text": _pattern(filters.text),
    }


def _pattern(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%" if text else ""
