"""Writing the log: an entry, its correction, its withdrawal, and the way back.

Entries of a certificate are not found here: they are written, corrected and withdrawn with it.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from apps.progress.logic.entries import NewEntry, faults
from apps.progress.models import Evidence
from apps.progress.operations.appending import SAID, Addition, again, append, implied_by, weighed
from apps.progress.operations.errors import EntryRefusedError, EvidenceNotFound, SkillNotFound
from apps.progress.operations.moved import Logged
from apps.progress.operations.writing import Writing, begin
from apps.progress.queries.catalogue import practised_by
from apps.users.models import User

log = structlog.get_logger(__name__)


@transaction.atomic
def log_evidence(*, learner: User, entry: NewEntry, now: datetime, by: User) -> Logged:
    """Add an entry to the log and move the states it touches.

    An entry with the form token of an earlier one is that entry: nothing is written again.
    Raises SkillNotFound for a skill outside the catalogue, EntryRefusedError for what cannot be.
    """
    writing = begin(learner, now=now)
    if (earlier := _same_form(writing, entry)) is not None:
        return _unmoved(earlier)
    under = practised_by(entry.skill_id)
    if under is None:
        raise SkillNotFound(entry.skill_id)
    _refuse_faults(writing, entry)
    row = _row(writing, entry, now=now)
    log.info("evidence_logged", learner=learner.pk, by=by.pk, skill=entry.skill_id)
    return _logged(writing, Addition(row, weighed(under, row)))


@transaction.atomic
def correct_evidence(*, learner: User, evidence_id: int, entry: NewEntry, now: datetime, by: User) -> Logged:
    """Put a new entry in the place of one that stands; the old row stays where it is.

    Raises EvidenceNotFound unless the entry is this learner's and stands, SkillNotFound for a
    skill that is neither in the catalogue nor the entry's own, EntryRefusedError for what cannot
    be, a check among it: it stands as it was answered.
    """
    writing = begin(learner, now=now)
    if (earlier := _same_form(writing, entry)) is not None:
        return _unmoved(earlier)
    old = _standing_entry(writing, evidence_id)
    under = practised_by(entry.skill_id)
    if under is None and entry.skill_id != old.skill_id:
        raise SkillNotFound(entry.skill_id)
    _refuse_faults(writing, entry)
    row = _row(writing, entry, now=now)
    row.replaces = old
    log.info("evidence_corrected", learner=learner.pk, by=by.pk, evidence=old.pk)
    return _logged(writing, Addition(row, weighed(under or {}, row)))


@transaction.atomic
def withdraw_evidence(*, learner: User, evidence_id: int, now: datetime, by: User) -> Logged:
    """Take an entry out of the log by a row that replaces it and says nothing in its place.

    Withdrawing what is already withdrawn changes nothing and answers with the withdrawal.
    Raises EvidenceNotFound unless the entry is this learner's and stands, EntryRefusedError for a check.
    """
    writing = begin(learner, now=now)
    earlier = Evidence.objects.of(learner).alone().filter(replaces=evidence_id, withdrawn=True).first()
    if earlier is not None:
        return _unmoved(earlier)
    old = _standing_entry(writing, evidence_id)
    row = again(old, now=now, replaces=old)
    row.withdrawn = True
    log.info("evidence_withdrawn", learner=learner.pk, by=by.pk, evidence=old.pk)
    return _logged(writing, Addition(row, {}))


@transaction.atomic
def restore_evidence(*, learner: User, evidence_id: int, now: datetime, by: User) -> Logged:
    """Undo a correction or a withdrawal, named by the row that it wrote, by a further row.

    The further row says what stood before and implies the same practice. Undoing it in turn does
    again what was undone. Undoing what is already undone changes nothing.
    Raises EvidenceNotFound unless the row is this learner's, replaced one, and is the last word on it.
    """
    writing = begin(learner, now=now)
    head = Evidence.objects.of(learner).alone().select_related("replaces").filter(pk=evidence_id).first()
    if head is None or head.replaces is None:
        raise EvidenceNotFound(evidence_id)
    later = Evidence.objects.of(learner).filter(replaces=head).first()
    if later is not None:
        return _unmoved_if_undone(later, head.replaces)
    row = again(head.replaces, now=now, replaces=head)
    log.info("evidence_restored", learner=learner.pk, by=by.pk, evidence=head.pk)
    implied = implied_by([head.replaces]).get(head.replaces.pk, {})
    return _logged(writing, Addition(row, implied, as_it_was=True))


def undo_evidence(*, learner: User, evidence_id: int, now: datetime, by: User) -> Logged:
    """Undo whatever a row of the log did: take an entry out again, or put back what it replaced.

    Raises EvidenceNotFound unless the row is this learner's and the last word, EntryRefusedError for a check.
    """
    row = Evidence.objects.of(learner).alone().filter(pk=evidence_id).first()
    if row is None:
        raise EvidenceNotFound(evidence_id)
    undo = withdraw_evidence if row.replaces_id is None else restore_evidence
    return undo(learner=learner, evidence_id=evidence_id, now=now, by=by)


def _logged(writing: Writing, addition: Addition) -> Logged:
    changes = append(writing, [addition])
    return Logged(changes, evidence_id=addition.row.pk, skill_id=addition.row.skill_id)


def _row(writing: Writing, entry: NewEntry, *, now: datetime) -> Evidence:
    return Evidence(
        learner=writing.learner,
        skill_id=entry.skill_id,
        day=entry.day,
        minutes=entry.minutes,
        kind=entry.kind,
        note=entry.note,
        link=entry.link,
        visibility=entry.visibility,
        form_token=entry.form_token,
        logged_at=now,
    )


def _standing_entry(writing: Writing, evidence_id: int) -> Evidence:
    old = Evidence.objects.of(writing.learner).current().alone().filter(pk=evidence_id).first()
    if old is None:
        raise EvidenceNotFound(evidence_id)
    if old.grade is not None:
        raise EntryRefusedError({"kind": "checked"})
    return old


def _refuse_faults(writing: Writing, entry: NewEntry) -> None:
    if found := faults(entry, today=writing.today):
        raise EntryRefusedError(found)


def _same_form(writing: Writing, entry: NewEntry) -> Evidence | None:
    if entry.form_token is None:
        return None
    return Evidence.objects.of(writing.learner).filter(form_token=entry.form_token).first()


def _unmoved(row: Evidence) -> Logged:
    return Logged((), evidence_id=row.pk, skill_id=row.skill_id)


def _unmoved_if_undone(later: Evidence, wanted: Evidence) -> Logged:
    """Return the row that already undid a change; raises EvidenceNotFound where it says something else."""
    if any(getattr(later, field) != getattr(wanted, field) for field in SAID):
        raise EvidenceNotFound(later.replaces_id)
    return _unmoved(later)
