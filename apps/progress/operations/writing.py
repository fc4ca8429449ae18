"""How every write of one learner's progress begins and ends: a lock, the states it touches, a replay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from django.db import connection
from django.db.models import F

from apps.core.dates import local_day
from apps.progress.logic.record import About, Derived, Line, derive
from apps.progress.logic.standing import Standing
from apps.progress.models import MemoryState
from apps.progress.operations.moved import Change
from apps.progress.queries.model import Model, active_model
from apps.progress.queries.record import about, lines_of
from apps.progress.queries.standings import standing_of
from apps.users.models import User

# Writers share this lock, an import of the catalogue takes it alone: a state computed from the
# old catalogue can then never be saved after the import has gone through all states.
CATALOGUE_LOCK: Final = 0x4B45454C
# One array a column: for many rows much quicker than a value a column and row, for one row as quick.
_SAVE: Final = """
INSERT INTO progress_memorystate (
    learner_id, skill_id, stability, difficulty, last_day, due_on, coverage, held, verified, touched_on,
    model_id
)
SELECT * FROM unnest(
    %s::bigint[], %s::bigint[], %s::float8[], %s::float8[], %s::date[], %s::date[], %s::float8[],
    %s::boolean[], %s::boolean[], %s::date[], %s::bigint[]
)
ON CONFLICT (learner_id, skill_id) DO UPDATE SET
    (stability, difficulty, last_day, due_on, coverage, held, verified, touched_on, model_id) = (
        excluded.stability, excluded.difficulty, excluded.last_day, excluded.due_on, excluded.coverage,
        excluded.held, excluded.verified, excluded.touched_on, excluded.model_id
    )
"""


@dataclass(frozen=True, slots=True)
class Writing:
    """A write in progress: the learner's row is locked until the transaction ends."""

    learner: User  # read under the lock
    today: date  # the learner's local date
    model: Model


def begin(learner: User, *, now: datetime) -> Writing:
    """Lock a learner's row until the transaction ends and return what every write needs; three statements.

    Whoever writes for this learner next waits here, so nothing read later can be stale.
    """
    share_catalogue()
    locked = User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    return Writing(locked, local_day(now, locked.zone), active_model())


def share_catalogue() -> None:
    """Keep imports of the catalogue out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CATALOGUE_LOCK])


def lock_states(writing: Writing, skill_ids: Iterable[int]) -> dict[int, Standing]:
    """Lock the learner's states of some skills in id order; return where they stood; one statement."""
    rows = MemoryState.objects.filter(learner=writing.learner, skill__in=set(skill_ids)).order_by("pk")
    locked = rows.select_for_update(no_key=True)
    return {row.skill_id: standing_of(row, today=writing.today) for row in locked}


def settle(writing: Writing, before: Mapping[int, Standing], skill_ids: Sequence[int]) -> tuple[Change, ...]:
    """Replay some skills, save their states, mark the learner's pages as old; return what changed.

    Five statements, four where no state vanishes. The order of the skills is kept.
    """
    lines = lines_of(writing.learner.pk, skill_ids=skill_ids)
    derived = derive_each(lines, known=about(skill_ids), targets=_targets(writing), model=writing.model)
    rows = {row.skill_id: row for row in derived}
    save_states(rows.values())
    if gone := set(before) & set(skill_ids) - set(rows):
        MemoryState.objects.filter(learner=writing.learner, skill__in=gone).delete()
    User.objects.filter(pk=writing.learner.pk).update(page_version=F("page_version") + 1)
    return tuple(
        Change(
            skill,
            before.get(skill),
            standing_of(rows[skill], today=writing.today) if skill in rows else None,
        )
        for skill in dict.fromkeys(skill_ids)
    )


def derive_each(
    lines: Iterable[Line], *, known: Mapping[int, About], targets: Mapping[int, float], model: Model
) -> Iterator[MemoryState]:
    """Yield the state of each learner and skill from lines that lie together, unsaved."""
    for (learner_id, skill_id), group in groupby(lines, key=lambda line: (line.learner_id, line.skill_id)):
        found = derive(list(group), about=known[skill_id], target=targets[learner_id], curve=model.curve)
        if found is not None:
            yield _row(learner_id, skill_id, found, model_id=model.id)


def save_states(rows: Collection[MemoryState]) -> None:
    """Save states, new ones and changed ones alike; one statement, none for no rows."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, [list(column) for column in zip(*map(_columns, rows), strict=True)])


def _targets(writing: Writing) -> dict[int, float]:
    return {writing.learner.pk: writing.learner.target_retention}


def _row(learner_id: int, skill_id: int, found: Derived, *, model_id: int) -> MemoryState:
    return MemoryState(
        learner_id=learner_id,
        skill_id=skill_id,
        stability=found.memory.stability,
        difficulty=found.memory.difficulty,
        last_day=found.memory.last_day,
        due_on=found.due_on,
        coverage=found.coverage,
        held=found.held,
        verified=found.verified,
        touched_on=found.touched_on,
        model_id=model_id,
    )


def _columns(row: MemoryState) -> tuple[object, ...]:
    return (
        row.learner_id,
        row.skill_id,
        row.stability,
        row.difficulty,
        row.last_day,
        row.due_on,
        row.coverage,
        row.held,
        row.verified,
        row.touched_on,
        row.model_id,
    )
