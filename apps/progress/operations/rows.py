"""Rows that other code hands over, as many as it likes: the same way into the log as a file's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import structlog
from django.db import transaction

from apps.progress.logic.entries import BY_HAND, NewEntry, faults
from apps.progress.logic.files.cells import NOT_BY_FILE
from apps.progress.models import FileFormat, ImportState, ProgressImport
from apps.progress.operations.adding import add_staged
from apps.progress.operations.errors import EntryRefusedError, SkillNotFound
from apps.progress.operations.staging import clear_staged, stage_new
from apps.progress.operations.writing import begin
from apps.skills.models import Skill
from apps.users.models import User

log = structlog.get_logger(__name__)


class NewRow(NamedTuple):
    """One row to add."""

    skill_id: int
    day: date  # the learner's local date
    minutes: int
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of some rows."""

    import_id: int
    added: int
    already: int  # equal to entries that stood
    skills: int  # whose states were replayed


@transaction.atomic
def import_rows(
    *, learner: User, rows: Iterable[NewRow], now: datetime, by: User, name: str = "rows"
) -> Imported:
    """Add rows to a learner's log, all or none, in bounded memory; what the log holds already is left out.

    It can be undone as a whole like any import, under its name. Raises EntryRefusedError for a row
    that cannot be, SkillNotFound for a skill that never was in the catalogue.
    """
    writing = begin(learner, now=now)
    source = ProgressImport.objects.create(
        learner=writing.learner,
        name=name,
        format=FileFormat.ROWS,
        state=ImportState.DONE,
        asked_at=now,
        finished_at=now,
        staged=False,
    )
    skills = set(Skill.objects.values_list("pk", flat=True))
    source.rows = stage_new(source, _right(rows, skills, today=writing.today))
    source.adds = source.rows
    add_staged(writing, source, now=now, beat=_unwatched)
    clear_staged(source)
    source.save()
    log.info("rows_imported", learner=learner.pk, by=by.pk, source=source.pk, rows=source.adds)
    return Imported(source.pk, source.adds, source.already, source.skills)


def _right(rows: Iterable[NewRow], skills: set[int], *, today: date) -> Iterator[NewRow]:
    for row in rows:
        if row.skill_id not in skills:
            raise SkillNotFound(row.skill_id)
        if row.kind in NOT_BY_FILE or row.kind not in BY_HAND:
            raise EntryRefusedError({"kind": "checked" if row.kind in NOT_BY_FILE else "unknown"})
        entry = NewEntry(
            skill_id=row.skill_id, day=row.day, minutes=row.minutes, kind=row.kind, note=row.note
        )
        if found := faults(entry, today=today):
            raise EntryRefusedError(found)
        yield row


def _unwatched(_: int) -> None:
    """Nobody waits for it."""
