"""Recording the proof of a lab, its correction, its withdrawal, and the way back.

One line of the log stands for a proof. It says *built* until somebody else accepts the proof, and
*accepted* from then on: one piece of work is never two.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from apps.progress.logic.proofs import NewProof, proof_faults
from apps.progress.models import Evidence, Kind, LabProof
from apps.progress.operations.appending import Addition, again, append, implied_by, weighed
from apps.progress.operations.errors import (
    LabNotFound,
    ProofAcceptedError,
    ProofNotFound,
    ProofRefusedError,
)
from apps.progress.operations.moved import Proved
from apps.progress.operations.writing import Writing, begin
from apps.progress.queries.catalogue import practised_by
from apps.skills.models import Lab
from apps.users.models import User

log = structlog.get_logger(__name__)


@transaction.atomic
def record_proof(*, learner: User, lab_id: int, proof: NewProof, now: datetime, by: User) -> Proved:
    """Record what a learner kept of a lab, and log it as built.

    A proof with the form token of an earlier one is that one: nothing is written again.
    Raises LabNotFound for one outside the catalogue, ProofRefusedError for what cannot be.
    """
    writing = begin(learner, now=now)
    if (earlier := _same_form(writing, proof)) is not None:
        return Proved((), earlier.pk)
    lab = Lab.objects.current().filter(pk=lab_id, skill__retired_at__isnull=True).first()
    if lab is None:
        raise LabNotFound(lab_id)
    _refuse_faults(writing, proof)
    row = LabProof(learner=writing.learner, lab=lab, form_token=proof.form_token, recorded_at=now)
    _say(row, proof)
    row.save(force_insert=True)
    log.info("proof_recorded", learner=learner.pk, by=by.pk, proof=row.pk)
    return written(writing, row, entry_of(row, Kind.BUILT, replaces=None, now=now))


@transaction.atomic
def correct_proof(*, learner: User, proof_id: int, proof: NewProof, now: datetime, by: User) -> Proved:
    """Change what a proof says. Links that ask for a review of what it said before are revoked.

    Raises ProofNotFound unless it is this learner's and stands, ProofAcceptedError while somebody's
    acceptance of it stands, ProofRefusedError for what cannot be.
    """
    writing = begin(learner, now=now)
    row = own_proof(writing, proof_id)
    _refuse_faults(writing, proof)
    if row.reviews.accepting().exists():
        raise ProofAcceptedError
    said = _said(row)
    _say(row, proof)
    if said == _said(row):
        return Proved((), row.pk)
    row.save(update_fields=["day", "minutes", "note", "link"])
    row.reviews.open(now).update(revoked_at=now)
    log.info("proof_corrected", learner=learner.pk, by=by.pk, proof=row.pk)
    return written(writing, row, entry_of(row, Kind.BUILT, replaces=head_of(row), now=now))


@transaction.atomic
def withdraw_proof(*, learner: User, proof_id: int, now: datetime, by: User) -> Proved:
    """Take a proof out of the log and revoke its links; doing it twice changes nothing.

    What reviewers said stays with it. Raises ProofNotFound unless the proof is this learner's.
    """
    writing = begin(learner, now=now)
    row = _any_own(writing, proof_id)
    if row.withdrawn_at is not None:
        return Proved((), row.pk)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    row.reviews.open(now).update(revoked_at=now)
    head = head_of(row)
    gone = again(head, now=now, replaces=head)
    gone.withdrawn = True
    log.info("proof_withdrawn", learner=learner.pk, by=by.pk, proof=row.pk)
    return written(writing, row, Addition(gone, {}))


@transaction.atomic
def restore_proof(*, learner: User, proof_id: int, now: datetime, by: User) -> Proved:
    """Take the withdrawal of a proof back; the log says again what it said, and its links stay revoked.

    Doing it twice changes nothing. Raises ProofNotFound unless the proof is this learner's.
    """
    writing = begin(learner, now=now)
    row = _any_own(writing, proof_id)
    head = head_of(row)
    if row.withdrawn_at is None or head.replaces is None:
        return Proved((), row.pk)
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    log.info("proof_restored", learner=learner.pk, by=by.pk, proof=row.pk)
    return written(writing, row, as_it_was(head.replaces, replaces=head, now=now))


def own_proof(writing: Writing, proof_id: int) -> LabProof:
    """Return the learner's proof that stands; raises ProofNotFound for any other."""
    row = _any_own(writing, proof_id)
    if row.withdrawn_at is not None:
        raise ProofNotFound(proof_id)
    return row


def head_of(row: LabProof) -> Evidence:
    """Return the last word of the log on a proof."""
    return row.entries.select_related("replaces").get(replaced_by__isnull=True)


def entry_of(row: LabProof, kind: Kind, *, replaces: Evidence | None, now: datetime) -> Addition:
    """Return the line of the log that stands for a proof, with the practice it implies today."""
    entry = Evidence(
        learner=row.learner,
        skill_id=row.lab.skill_id,
        day=row.day,
        minutes=row.minutes,
        kind=kind,
        note=row.note,
        link=row.link,
        proof=row,
        replaces=replaces,
        logged_at=now,
    )
    return Addition(entry, weighed(practised_by(entry.skill_id) or {}, entry))


def as_it_was(said: Evidence, *, replaces: Evidence, now: datetime) -> Addition:
    """Return a line that says what an earlier one said, and implies the same."""
    implied = implied_by([said]).get(said.pk, {})
    return Addition(again(said, now=now, replaces=replaces), implied, as_it_was=True)


def written(writing: Writing, row: LabProof, addition: Addition) -> Proved:
    """Add the line of a proof."""
    return Proved(append(writing, [addition]), row.pk)


def _any_own(writing: Writing, proof_id: int) -> LabProof:
    row = LabProof.objects.of(writing.learner).select_related("lab").filter(pk=proof_id).first()
    if row is None:
        raise ProofNotFound(proof_id)
    return row


def _say(row: LabProof, proof: NewProof) -> None:
    row.day, row.minutes, row.note, row.link = proof.day, proof.minutes, proof.note, proof.link


def _said(row: LabProof) -> tuple[object, ...]:
    return (row.day, row.minutes, row.note, row.link)


def _refuse_faults(writing: Writing, proof: NewProof) -> None:
    if found := proof_faults(proof, today=writing.today):
        raise ProofRefusedError(found)


def _same_form(writing: Writing, proof: NewProof) -> LabProof | None:
    if proof.form_token is None:
        return None
    return LabProof.objects.of(writing.learner).filter(form_token=proof.form_token).first()
