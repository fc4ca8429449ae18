"""Asking somebody to review the proof of a lab, their answer, and the learner's ways back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from apps.progress.logic.proofs import Answer, name_fault, review_state
from apps.progress.models import Kind, LabReview, Verdict
from apps.progress.operations.errors import (
    NameRefusedError,
    OwnReviewError,
    ReviewClosedError,
    ReviewNotFound,
    ReviewsOpenError,
)
from apps.progress.operations.moved import Proved
from apps.progress.operations.proofs import as_it_was, entry_of, head_of, own_proof, written
from apps.progress.operations.writing import Writing, begin
from apps.users.models import User

log = structlog.get_logger(__name__)

NONCE_BYTES = 16


@transaction.atomic
def ask_review(*, learner: User, proof_id: int, now: datetime, by: User) -> LabReview:
    """Open a link by which somebody may review a proof, once, within 30 days.

    Raises ProofNotFound unless the proof is this learner's and stands, ReviewsOpenError where as many
    links as the settings allow are open.
    """
    writing = begin(learner, now=now)
    proof = own_proof(writing, proof_id)
    if LabReview.objects.open(now).filter(proof__learner=learner).count() >= settings.REVIEWS_OPEN_MOST:
        raise ReviewsOpenError
    row = LabReview.objects.create(
        proof=proof,
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        asked_at=now,
        expires_at=now + timedelta(days=settings.REVIEW_LINK_DAYS),
    )
    log.info("review_asked", learner=learner.pk, by=by.pk, proof=proof.pk, review=row.pk)
    return row


@transaction.atomic
def revoke_review(*, learner: User, review_id: int, now: datetime, by: User) -> None:
    """Close a link before anybody answered; doing it twice changes nothing.

    Raises ReviewNotFound unless the link is this learner's, and for one that was answered.
    """
    writing = begin(learner, now=now)
    row = _own(writing, review_id)
    if row.verdict != Verdict.NONE:
        raise ReviewNotFound(review_id)
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        log.info("review_revoked", learner=learner.pk, by=by.pk, review=row.pk)


@transaction.atomic
def answer_review(*, nonce: str, answer: Answer, now: datetime, by: User | None) -> LabReview:
    """Record what a reviewer says; an acceptance changes the proof's line of the log from built to accepted.

    `by` is whoever was signed in, often nobody. A link takes one answer: of two at once the second is
    too late. Raises ReviewNotFound for a link that nobody opened, ReviewClosedError for one that
    takes no answer any more, OwnReviewError for the learner, NameRefusedError for a name that is none.
    """
    learner = User.objects.filter(lab_proofs__reviews__nonce=nonce, is_active=True).first()
    if learner is None:
        raise ReviewNotFound
    writing = begin(learner, now=now)
    row = LabReview.objects.select_related("proof__lab__skill", "proof__learner").get(nonce=nonce)
    _refuse_closed(row, now=now)
    if by is not None and by.pk == learner.pk:
        raise OwnReviewError
    if name_fault(answer.name) is not None:
        raise NameRefusedError
    row.verdict = Verdict.ACCEPTED if answer.accepted else Verdict.NOT_YET
    row.reviewer_name, row.comment, row.reviewer, row.answered_at = answer.name, answer.comment, by, now
    row.save(update_fields=["verdict", "reviewer_name", "comment", "reviewer", "answered_at"])
    log.info("review_answered", learner=learner.pk, by=by and by.pk, review=row.pk, accepted=answer.accepted)
    _tell_log(writing, row, now=now)
    return row


@transaction.atomic
def take_back_review(*, learner: User, review_id: int, now: datetime, by: User) -> Proved:
    """Let an acceptance count no longer: without another the proof's line says built again.

    Doing it twice changes nothing. Raises ReviewNotFound unless the review is of this learner's proof
    that stands, and accepted it.
    """
    writing = begin(learner, now=now)
    row = _own(writing, review_id)
    if row.verdict != Verdict.ACCEPTED:
        raise ReviewNotFound(review_id)
    if row.taken_back_at is not None:
        return Proved((), row.proof_id)
    row.taken_back_at = now
    row.save(update_fields=["taken_back_at"])
    log.info("review_taken_back", learner=learner.pk, by=by.pk, review=row.pk)
    if row.proof.reviews.accepting().exists():
        return Proved((), row.proof_id)
    head = head_of(row.proof)
    built = row.proof.entries.filter(kind=Kind.BUILT, withdrawn=False).order_by("-pk")[0]
    return written(writing, row.proof, as_it_was(built, replaces=head, now=now))


def _tell_log(writing: Writing, row: LabReview, *, now: datetime) -> None:
    head = head_of(row.proof)
    if row.verdict == Verdict.ACCEPTED and head.kind != Kind.ACCEPTED:
        written(writing, row.proof, entry_of(row.proof, Kind.ACCEPTED, replaces=head, now=now))
    else:
        # The log says the same; the page of the lab does not.
        User.objects.filter(pk=writing.learner.pk).update(page_version=F("page_version") + 1)


def _refuse_closed(row: LabReview, *, now: datetime) -> None:
    state = review_state(
        verdict=row.verdict,
        revoked=row.revoked_at is not None,
        taken_back=row.taken_back_at is not None,
        expires_at=row.expires_at,
        now=now,
    )
    if state != "open":
        raise ReviewClosedError(state)


def _own(writing: Writing, review_id: int) -> LabReview:
    rows = LabReview.objects.filter(proof__learner=writing.learner, proof__withdrawn_at__isnull=True)
    row = rows.select_related("proof__lab").filter(pk=review_id).first()
    if row is None:
        raise ReviewNotFound(review_id)
    return row
