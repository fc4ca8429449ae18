"""What a learner does with a file: bring it in, choose, start, stop, undo, let it go.

The work itself is a worker's (see import_jobs); each of these only says what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from apps.progress.logic.entries import BY_HAND
from apps.progress.logic.files.cells import NOT_BY_FILE
from apps.progress.models import ImportPiece, ImportState, ProgressImport
from apps.progress.operations.staging import clear_staged
from apps.progress.queries.named import suggestions_for
from apps.progress.queries.staged import judge
from apps.skills.models import Skill
from apps.users.models import User

UNDO_WITHIN: Final = timedelta(days=30)
CHOICES_MOST: Final = 2000
NAME_MOST: Final = 200
PIECE: Final = 512 * 1024  # bytes

log = structlog.get_logger(__name__)


class ImportNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """No such import of this learner."""


class ImportBusyError(ValueError):
    """Another import of this learner is in the hands of a worker; `import_id` names it."""

    def __init__(self, import_id: int) -> None:
        """Keep which."""
        self.import_id = import_id
        super().__init__(import_id)


class ImportRefusedError(ValueError):
    """An import is not where it would have to be for what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that was sent."""

    name: str
    format: Literal["csv", "yaml"]
    pieces: Iterable[bytes]  # each of at most PIECE bytes
    form_token: UUID | None = None
    instead_of: int | None = None  # an import whose choices this one takes over, and which then goes


@dataclass(frozen=True, slots=True)
class Choices:
    """What is meant by what a file says, by the text in lower case."""

    skills: Mapping[str, int] = field(default_factory=dict)  # 0 leaves its rows out
    kinds: Mapping[str, str] = field(default_factory=dict)  # empty leaves its rows out


@transaction.atomic
def open_import(*, learner: User, file: NewFile, now: datetime, by: User) -> int:
    """Store a file for reading and return the number of its import; a form sent twice is one import.

    Raises ImportBusyError while another one of the learner is being read, comes in or is undone.
    """
    mine = ProgressImport.objects.of(learner)
    if file.form_token and (same := mine.filter(form_token=file.form_token).first()) is not None:
        return same.pk
    old = mine.filter(pk=file.instead_of, state=ImportState.READY).first() if file.instead_of else None
    source = ProgressImport(learner=learner, name=file.name[-NAME_MOST:], format=file.format)
    source.form_token, source.choices = file.form_token, old.choices if old else {}
    source.asked_at = source.next_try_at = now
    _alone(source)
    for number, data in enumerate(file.pieces):
        ImportPiece.objects.create(source=source, number=number, data=data)
        source.size += len(data)
    source.save(update_fields=["size"])
    if old is not None:
        _end(old, ImportState.STOPPED, now=now)
    log.info("import_opened", learner=learner.pk, by=by.pk, source=source.pk, size=source.size)
    return source.pk


@transaction.atomic
def choose(*, learner: User, import_id: int, choices: Choices, now: datetime, by: User) -> None:
    """Keep what is meant by names and kinds, and judge the rows again.

    What is no skill of the catalogue and no kind is passed over. Raises ImportNotFound, and
    ImportRefusedError unless the import waits for choices or holds more of them than 2,000.
    """
    source = _own(learner, import_id)
    if source.state != ImportState.READY:
        raise ImportRefusedError
    asked = {skill for skill in choices.skills.values() if skill}
    known = {0, *Skill.objects.filter(pk__in=asked).values_list("pk", flat=True)}
    skills = {said: skill for said, skill in choices.skills.items() if skill in known}
    kinds = {
        said: kind
        for said, kind in choices.kinds.items()
        if (not kind) or (kind in BY_HAND and kind not in NOT_BY_FILE and said not in NOT_BY_FILE)
    }
    source.choices = {
        "skills": {**source.choices.get("skills", {}), **skills},
        "kinds": {**source.choices.get("kinds", {}), **kinds},
    }
    if sum(map(len, source.choices.values())) > CHOICES_MOST:
        raise ImportRefusedError
    keep_judgement(source)
    source.suggestions = suggestions_for(source)
    source.save()
    log.info("import_chosen", learner=learner.pk, by=by.pk, source=source.pk, at=now.isoformat())


@transaction.atomic
def start_import(*, learner: User, import_id: int, now: datetime, by: User) -> None:
    """Ask for the rows of a file to come in; asking twice is asking once.

    Raises ImportNotFound, ImportRefusedError where anything is wrong with the file or nothing in it
    is new, ImportBusyError beside another import.
    """
    source = _own(learner, import_id)
    if source.state in {ImportState.IMPORTING, ImportState.DONE}:
        return
    if source.state != ImportState.READY or source.errors or not source.adds:
        raise ImportRefusedError
    _hand_over(source, ImportState.IMPORTING, total=source.adds, now=now)
    log.info("import_started", learner=learner.pk, by=by.pk, source=source.pk)


@transaction.atomic
def stop_import(*, learner: User, import_id: int, now: datetime, by: User) -> None:
    """Let nothing of a file come in: at once, or as soon as the worker that has it looks up.

    Stopping an undoing leaves all rows in. Raises ImportNotFound. What has ended stays as it is.
    """
    source = _own(learner, import_id)
    if source.state == ImportState.READY:
        _end(source, ImportState.STOPPED, now=now)
    elif source.state in {ImportState.READING, ImportState.IMPORTING, ImportState.UNDOING}:
        source.stop_asked = True
        source.save(update_fields=["stop_asked"])
        if source.lease_until is None or source.lease_until < now:
            end_stopped(source, now=now)
    log.info("import_stopped", learner=learner.pk, by=by.pk, source=source.pk, state=source.state)


@transaction.atomic
def undo_import(*, learner: User, import_id: int, now: datetime, by: User) -> None:
    """Ask for all rows of an import to be taken out again; asking twice is asking once.

    Raises ImportNotFound, ImportRefusedError later than 30 days after it came in, ImportBusyError
    beside another import.
    """
    source = _own(learner, import_id)
    if source.state in {ImportState.UNDOING, ImportState.UNDONE}:
        return
    if undo_until(source, now=now) is None:
        raise ImportRefusedError
    _hand_over(source, ImportState.UNDOING, total=source.adds, now=now)
    log.info("import_undoing", learner=learner.pk, by=by.pk, source=source.pk)


def undo_until(source: ProgressImport, *, now: datetime) -> datetime | None:
    """Return until when an import may be undone as a whole, or None where it may not."""
    if source.state != ImportState.DONE or source.finished_at is None:
        return None
    until = source.finished_at + UNDO_WITHIN
    return until if now < until else None


@transaction.atomic
def forget_imports(*, now: datetime, kept: timedelta, waits: timedelta, most: int) -> int:
    """Erase bytes and rows of imports that ended a while ago, and end those nobody came back to.

    Returns how many were erased, `most` at most.
    """
    for left in ProgressImport.objects.filter(state=ImportState.READY, asked_at__lt=now - waits)[:most]:
        _end(left, ImportState.STOPPED, now=now)
    over = ProgressImport.objects.filter(staged=True, finished_at__lt=now - kept)
    free = over.exclude(state=ImportState.UNDOING).select_for_update(skip_locked=True, no_key=True)
    erased = list(free.order_by("pk")[:most])
    for source in erased:
        clear_staged(source)
        source.pieces.all()._raw_delete("default")  # noqa: SLF001 - the only delete without a collector
        source.staged = False
        source.save(update_fields=["staged"])
    return len(erased)


def keep_judgement(source: ProgressImport) -> None:
    """Judge the rows of a file and note on the import what was found; not saved."""
    found = judge(source)
    source.adds, source.already, source.left_out = found.adds, found.already, found.left_out
    source.minutes, source.skills = found.minutes, found.skills
    source.first_day, source.last_day = found.first_day, found.last_day
    source.bad_rows = found.bad_rows + source.unread
    source.errors = found.errors + source.faults


def end_stopped(source: ProgressImport, *, now: datetime) -> None:
    """End an import that was told to stop; an undoing leaves it as it was."""
    if source.state == ImportState.UNDOING:
        source.state, source.lease_until, source.stop_asked = ImportState.DONE, None, False
        source.save(update_fields=["state", "lease_until", "stop_asked"])
    else:
        _end(source, ImportState.STOPPED, now=now)


def _own(learner: User, import_id: int) -> ProgressImport:
    """Return the learner's import, locked.

    Not their own row, as other writes do: a worker that adds rows holds it until the last one is in,
    and whoever wants to stop it must not wait for that.
    """
    rows = ProgressImport.objects.of(learner).select_for_update(no_key=True)
    source = rows.filter(pk=import_id).first()
    if source is None:
        raise ImportNotFound(import_id)
    return source


def _hand_over(source: ProgressImport, state: ImportState, *, total: int, now: datetime) -> None:
    source.state, source.progress, source.total = state, 0, total
    source.attempts, source.stop_asked, source.next_try_at = 0, False, now
    _alone(source)


def _alone(source: ProgressImport) -> None:
    """Save an import that a worker is to take up; raises ImportBusyError where one has another in hand."""
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        others = ProgressImport.objects.of(source.learner).working().exclude(pk=source.pk)
        other = others.values_list("pk", flat=True).first()
        if other is None:
            raise
        raise ImportBusyError(other) from error


def _end(source: ProgressImport, state: ImportState, *, now: datetime) -> None:
    source.state, source.lease_until, source.finished_at = state, None, now
    source.save(update_fields=["state", "lease_until", "finished_at"])
