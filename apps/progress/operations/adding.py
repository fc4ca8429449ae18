"""Rows of a file into the log, and out of it again: set by set, in one transaction, of any number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import connection
from django.db.models import F

from apps.progress.logic import grading
from apps.progress.logic.entries import BY_HAND
from apps.progress.logic.record import Line
from apps.progress.models import Evidence, ImplicitPractice, MemoryState, ProgressImport
from apps.progress.operations.rebuild import STATES_AT_ONCE
from apps.progress.operations.staging import Beat
from apps.progress.operations.writing import Writing, derive_each, save_states
from apps.progress.queries.catalogue import practised_by_each
from apps.progress.queries.record import about, stream_lines
from apps.progress.queries.staged import lay_out_new
from apps.users.models import User

AT_ONCE: Final = 5000
_ADD: Final = """
WITH new AS (
    INSERT INTO progress_evidence (
        learner_id, skill_id, day, minutes, kind, note, link, visibility, withdrawn, source_import_id,
        logged_at
    )
    SELECT %(learner)s, skill_id, day, minutes, kind, note, '', 'private', false, %(source)s, %(now)s
      FROM progress_adding WHERE at > %(after)s AND at <= %(after)s + %(many)s ORDER BY at
    RETURNING id, skill_id, kind
)
INSERT INTO progress_implicitpractice (learner_id, cause_id, skill_id, factor)
SELECT %(learner)s, new.id, f.under, f.share * w.weight
  FROM new
  JOIN unnest(%(skills)s::bigint[], %(unders)s::bigint[], %(shares)s::float8[]) AS f(skill, under, share)
    ON f.skill = new.skill_id
  JOIN unnest(%(kinds)s::text[], %(weights)s::float8[]) AS w(kind, weight) ON w.kind = new.kind
 ORDER BY new.id, f.under
"""
_TAKE_OUT: Final = """
INSERT INTO progress_evidence (
    learner_id, skill_id, day, minutes, kind, grade, note, link, visibility, certificate_id, source_import_id,
    replaces_id, withdrawn, logged_at
)
SELECT learner_id, skill_id, day, minutes, kind, grade, note, link, visibility, certificate_id,
       source_import_id, id, true, %(now)s
  FROM progress_evidence e
 WHERE source_import_id = %(source)s AND id > %(after)s AND id <= %(last)s AND NOT withdrawn
   AND NOT EXISTS (SELECT 1 FROM progress_evidence later WHERE later.replaces_id = e.id)
 ORDER BY id LIMIT %(many)s
RETURNING replaces_id
"""
# Entries that stand now in the place of imported ones, by whatever number of corrections.
_BY_HAND: Final = """
WITH RECURSIVE chain AS (
    SELECT later.id, later.withdrawn, later.source_import_id FROM progress_evidence e
      JOIN progress_evidence later ON later.replaces_id = e.id
     WHERE e.source_import_id = %(source)s AND e.replaces_id IS NULL
    UNION ALL
    SELECT later.id, later.withdrawn, later.source_import_id
      FROM chain JOIN progress_evidence later ON later.replaces_id = chain.id
)
SELECT count(*) FROM chain
 WHERE NOT withdrawn AND source_import_id IS NULL
   AND NOT EXISTS (SELECT 1 FROM progress_evidence later WHERE later.replaces_id = chain.id)
"""
# So that keys are checked chunk by chunk, and not for all rows in one long last second.
_AT_ONCE: Final = "SET CONSTRAINTS ALL IMMEDIATE"
_ROOMY: Final = "SET LOCAL work_mem = '64MB'"


def add_staged(writing: Writing, source: ProgressImport, *, now: datetime, beat: Beat) -> None:
    """Add what is new among the staged rows of an import, and note on it what that was; not saved.

    What is held is what was held before the first of them, as for several entries of one write.
    """
    _prepare()
    new = lay_out_new(source)
    held = MemoryState.objects.of(writing.learner).filter(held=True)
    flows = _flows(new.skill_ids, set(held.values_list("skill_id", flat=True)))
    asked = {"learner": writing.learner.pk, "source": source.pk, "now": now, **flows, **_weights()}
    with connection.cursor() as cursor:
        for after in range(0, new.rows, AT_ONCE):
            cursor.execute(_ADD, {**asked, "after": after, "many": AT_ONCE})
            beat(min(after + AT_ONCE, new.rows))
        cursor.execute("DROP TABLE progress_adding")
    source.already += source.adds - new.rows  # the log may have got some of them since it was judged
    source.adds, source.minutes = new.rows, new.minutes
    source.first_day, source.last_day = new.first_day, new.last_day
    source.skills = resettle(writing, [*new.skill_ids, *flows["unders"]], beat=lambda: beat(new.rows))


def take_out(writing: Writing, source: ProgressImport, *, now: datetime, beat: Beat) -> tuple[int, int]:
    """Withdraw what stands of an import, each row by one in its place; return how many, and skills moved."""
    _prepare()
    rows = Evidence.objects.filter(source_import=source)
    own = list(rows.order_by().values_list("skill_id", flat=True).distinct())
    causes = ImplicitPractice.objects.filter(cause__source_import=source)
    shaken = list(causes.order_by().values_list("skill_id", flat=True).distinct())
    # The rows that this writes come after it, and bear the same import.
    last = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
    done = after = 0
    with connection.cursor() as cursor:
        while True:
            asked = {"after": after, "last": last, "many": AT_ONCE}
            cursor.execute(_TAKE_OUT, {"source": source.pk, "now": now, **asked})
            replaced = [row[0] for row in cursor.fetchall()]
            if not replaced:
                break
            done, after = done + len(replaced), max(replaced)
            beat(done)
    return done, resettle(writing, [*own, *shaken], beat=lambda: beat(done))


def edited_by_hand(source: ProgressImport) -> int:
    """Return how many entries stand in the place of imported ones that were corrected; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_HAND, {"source": source.pk})
        (many,) = cursor.fetchone()
    return int(many)


def resettle(writing: Writing, skill_ids: Sequence[int], *, beat: Callable[[], None]) -> int:
    """Replay some skills of a learner however long their log is; return how many states stand.

    As `writing.settle`, but in bounded memory, and without saying what changed.
    """
    skills = list(dict.fromkeys(skill_ids))
    targets = {writing.learner.pk: writing.learner.target_retention}
    lines = _beating(stream_lines([writing.learner.pk], skill_ids=skills), beat)
    rows = derive_each(lines, known=about(skills), targets=targets, model=writing.model)
    stand: set[int] = set()
    while batch := list(islice(rows, STATES_AT_ONCE)):
        save_states(batch)
        stand.update(row.skill_id for row in batch)
    gone = set(skills) - stand
    MemoryState.objects.filter(learner=writing.learner, skill__in=gone).delete()
    User.objects.filter(pk=writing.learner.pk).update(page_version=F("page_version") + 1)
    return len(stand)


def _prepare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ROOMY)
        cursor.execute(_AT_ONCE)


def _flows(skills: Sequence[int], held: set[int]) -> dict[str, list[int] | list[float]]:
    """Return how far each skill practises each held one under it, as three columns."""
    flows = [
        (skill, under, share)
        for skill, below in practised_by_each(skills).items()
        for under, share in below.items()
        if under in held
    ]
    return {
        "skills": [skill for skill, _, _ in flows],
        "unders": [under for _, under, _ in flows],
        "shares": [share for _, _, share in flows],
    }


def _weights() -> dict[str, list[str] | list[float]]:
    """Return what each kind that a file may add weighs, where it is a success, as two columns."""
    worths = {kind: grading.worth(kind) for kind in sorted(BY_HAND)}
    success = {kind: worth.weight for kind, worth in worths.items() if worth.success}
    return {"kinds": list(success), "weights": list(success.values())}


def _beating(lines: Iterator[Line], beat: Callable[[], None]) -> Iterator[Line]:
    """Yield the lines, and give a sign of life with every few thousand."""
    for number, line in enumerate(lines):
        if not number % AT_ONCE:
            beat()
        yield line
