"""The rows of a file as they stand beside the log: what each would do, and what is wrong with it.

The one place that says which rows of a file are new. Rows that are equal to entries in skill, day,
minutes, kind and note are counted as a multiset: of n equal ones, as many are duplicates as the log
holds already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import connection

from apps.progress.logic.files.cells import NOT_BY_FILE
from apps.progress.models import ProgressImport

# Each row with the skill and kind that it, or a choice, names. A choice of 0 or '' leaves it out.
_JUDGED: Final = """
judged AS (
    SELECT r.id, r.line, r.whole, r.skill, r.skill_at, r.kind_said, r.kind_at, r.day, r.minutes, r.note,
           coalesce(r.skill_id, s.means) AS skill_id, coalesce(nullif(r.kind, ''), k.means) AS kind,
           coalesce(s.means = 0 OR k.means = '', false) AS left_out
      FROM progress_importrow r
      LEFT JOIN unnest(%(skills)s::text[], %(skills_mean)s::bigint[]) AS s(said, means)
             ON r.skill_id IS NULL AND s.said = lower(r.skill)
      LEFT JOIN unnest(%(kinds)s::text[], %(kinds_mean)s::text[]) AS k(said, means)
             ON r.kind = '' AND k.said = lower(r.kind_said)
     WHERE r.source_id = %(source)s
)"""
# Each whole row with its number among equal ones, and how many such entries the log holds. The
# columns of both are the five of a file.
_FATED_OF: Final = """
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY skill_id, day, minutes, kind, note ORDER BY id) AS nth
      FROM judged WHERE whole AND NOT left_out AND skill_id IS NOT NULL AND {which}
), stored AS (
    SELECT skill_id, day, minutes, kind, note, count(*) AS many
      FROM progress_evidence e
     WHERE learner_id = %(learner)s AND NOT withdrawn AND {which}
       AND NOT EXISTS (SELECT 1 FROM progress_evidence later WHERE later.replaces_id = e.id)
     GROUP BY 1, 2, 3, 4, 5
), fated AS (
    SELECT n.*, n.nth <= coalesce(s.many, 0) AS is_in, n.kind = ANY(%(not_by_file)s) AS barred,
           n.kind = ANY(%(kinds_out)s) AS kind_out
      FROM numbered n LEFT JOIN stored s USING (skill_id, day, minutes, kind, note)
)"""
_FATED: Final = _FATED_OF.format(which="kind IS NOT NULL")
# Equal rows are equal in kind too, so that those of some kinds can be judged alone.
_FATED_BARRED: Final = _FATED_OF.format(which="kind = ANY(%(not_by_file)s)")
_FOUND: Final = f"""
WITH {_JUDGED}, {_FATED}, wrong AS (
    SELECT id, 1 AS many FROM fated WHERE barred AND NOT is_in AND NOT kind_out
    UNION ALL
    SELECT id, CASE WHEN left_out THEN 0 ELSE (skill_id IS NULL AND skill <> '')::int
                                            + (kind IS NULL AND kind_said <> '')::int END
      FROM judged WHERE NOT whole OR (NOT left_out AND (skill_id IS NULL OR kind IS NULL))
)
SELECT f.adds, f.already, f.minutes, f.first, f.last, f.skills, w.rows, w.errors,
       f.kinds_out + (SELECT count(*) FROM judged WHERE left_out)
  FROM (SELECT count(*) FILTER (WHERE new) AS adds, count(*) FILTER (WHERE is_in) AS already,
               coalesce(sum(minutes) FILTER (WHERE new), 0)::bigint AS minutes,
               min(day) FILTER (WHERE new) AS first, max(day) FILTER (WHERE new) AS last,
               count(DISTINCT skill_id) FILTER (WHERE new) AS skills,
               count(*) FILTER (WHERE barred AND NOT is_in AND kind_out) AS kinds_out
          FROM (SELECT *, NOT is_in AND NOT barred AS new FROM fated) each) f,
       (SELECT count(*) AS rows, coalesce(sum(many), 0)::bigint AS errors FROM wrong) w
"""  # noqa: S608 - made of constants
_NEW: Final = f"""
CREATE TEMPORARY TABLE progress_adding ON COMMIT DROP AS
WITH {_JUDGED}, {_FATED}
SELECT row_number() OVER (ORDER BY id) AS at, skill_id, day, minutes, kind, note
  FROM fated WHERE NOT is_in AND NOT barred
"""  # noqa: S608 - as above
_LAID_OUT: Final = """
SELECT count(*), coalesce(sum(minutes), 0)::bigint, min(day), max(day),
       coalesce(array_agg(DISTINCT skill_id), '{}')
  FROM progress_adding
"""
_ERRORS: Final = f"""
WITH {_JUDGED}, {_FATED_BARRED}, errors AS (
    SELECT line, last_line, "character", "column", stands, code, hint
      FROM progress_importfault WHERE source_id = %(source)s
    UNION ALL SELECT line, line, skill_at, 'skill', skill, 'no skill', '' FROM judged
     WHERE NOT left_out AND skill_id IS NULL AND skill <> ''
    UNION ALL SELECT line, line, kind_at, 'kind', kind_said, 'no kind', '' FROM judged
     WHERE NOT left_out AND kind IS NULL AND kind_said <> ''
    UNION ALL SELECT line, line, 0, 'kind', kind, 'not by file', '' FROM fated
     WHERE barred AND NOT is_in AND NOT kind_out
)
SELECT * FROM errors ORDER BY line, "character", "column", code
"""  # noqa: S608 - as above
# Those that nothing was chosen for come first: where there are many, others follow the chosen ones.
_NAMES: Final = """
SELECT lower(skill), min(skill), count(*), count(*) OVER () FROM progress_importrow
 WHERE source_id = %(source)s AND skill_id IS NULL AND skill <> ''
 GROUP BY 1 ORDER BY lower(skill) = ANY(%(chosen)s), 3 DESC, 1 LIMIT %(most)s
"""
_KINDS: Final = """
SELECT lower(kind_said), min(kind_said), count(*), count(*) OVER () FROM progress_importrow
 WHERE source_id = %(source)s AND kind = '' AND kind_said <> ''
 GROUP BY 1 ORDER BY lower(kind_said) = ANY(%(chosen)s), 3 DESC, 1 LIMIT %(most)s
"""
_BARRED: Final = f"""
WITH {_JUDGED}, {_FATED_BARRED}
SELECT kind, count(*), bool_or(kind_out) FROM fated WHERE barred AND NOT is_in GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - as above
FETCHED_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rows of a file would do, choices taken in."""

    adds: int
    already: int
    minutes: int  # of what would be added, as are the days and skills
    first_day: date | None
    last_day: date | None
    skills: int
    bad_rows: int  # of those that could be read as rows
    errors: int  # that choices can mend
    left_out: int


class LaidOut(NamedTuple):
    """What is about to be added."""

    rows: int
    minutes: int
    first_day: date | None
    last_day: date | None
    skill_ids: list[int]


class Error(NamedTuple):
    """One thing that is wrong, as reading or judging found it."""

    line: int
    last_line: int
    character: int
    column: str
    stands: str
    code: str
    hint: str


class Said(NamedTuple):
    """What a file says where it names no skill or kind, and on how many rows."""

    key: str  # in lower case, as choices go by
    said: str
    rows: int
    all_said: int  # how many different ones there are


class Barred(NamedTuple):
    """A kind that no file can add, on rows that are not in the log already."""

    kind: str
    rows: int
    left_out: bool


def judge(source: ProgressImport) -> Judgement:
    """Return what the rows of a file would do; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, _asked(source))
        return Judgement(*cursor.fetchone())


def lay_out_new(source: ProgressImport) -> LaidOut:
    """Put what is new into a table of this transaction, in the order of the file; two SQL statements."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, _asked(source))
        cursor.execute(_LAID_OUT)
        return LaidOut(*cursor.fetchone())


def errors_of(source: ProgressImport, *, most: int) -> list[Error]:
    """Return what is wrong, in the order of the file, at most so much of it; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_ERRORS} LIMIT %(most)s", {**_asked(source), "most": most})
        return [Error(*row) for row in cursor.fetchall()]


def stream_errors(source: ProgressImport) -> Iterator[Error]:
    """Yield everything that is wrong, in the order of the file, some thousand in memory at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ERRORS, _asked(source))
        while rows := cursor.fetchmany(FETCHED_AT_ONCE):
            yield from (Error(*row) for row in rows)


def names_of(source: ProgressImport, *, most: int) -> list[Said]:
    """Return the names that match no skill, open ones first, then those on most rows; one statement."""
    return _said(_NAMES, source, most, list(source.choices.get("skills", {})))


def kinds_of(source: ProgressImport, *, most: int) -> list[Said]:
    """Return the words that are no kind, open ones first, then those on most rows; one statement."""
    return _said(_KINDS, source, most, list(source.choices.get("kinds", {})))


def barred_of(source: ProgressImport) -> list[Barred]:
    """Return which kinds no file can add, where the file has them; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BARRED, _asked(source))
        return [Barred(*row) for row in cursor.fetchall()]


def _said(statement: str, source: ProgressImport, most: int, chosen: list[str]) -> list[Said]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"source": source.pk, "most": most, "chosen": chosen})
        return [Said(*row) for row in cursor.fetchall()]


def _asked(source: ProgressImport) -> dict[str, Any]:
    skills: Mapping[str, int] = source.choices.get("skills", {})
    kinds: Mapping[str, str] = source.choices.get("kinds", {})
    barred: Sequence[str] = sorted(NOT_BY_FILE)
    return {
        "source": source.pk,
        "learner": source.learner_id,
        "skills": list(skills),
        "skills_mean": list(skills.values()),
        "kinds": list(kinds),
        "kinds_mean": list(kinds.values()),
        "not_by_file": barred,
        "kinds_out": [kind for kind in barred if kinds.get(kind) == ""],
    }
