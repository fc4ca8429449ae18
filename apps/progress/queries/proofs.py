"""Proofs of labs and what others said of them, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch, QuerySet

from apps.core.dates import local_day, long_day
from apps.progress.logic.proofs import ReviewState, review_state
from apps.progress.models import LabProof, LabReview
from apps.skills.models import Lab
from apps.users.models import User

# No sign of a nonce, so that the two parts of a token fall apart in one way only.
_SEPARATOR: Final = "."
_SALT: Final = "progress.review"


class UnknownToken(LookupError):  # noqa: N818 - named like the others that become a 404
    """Nobody signed this."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as its learner sees it: never anonymous."""

    id: int
    state: ReviewState
    token: str  # of its link; empty unless it is open
    asked: str
    expires: str
    answered: str
    name: str
    account: str  # name and address of whoever was signed in, often empty
    comment: str


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A proof with what was said of it."""

    id: int
    lab: str
    lab_id: int
    skill: str
    slug: str  # of the skill; empty once it or the lab has left the catalogue
    day: str
    minutes: int
    note: str
    link: str
    reviews: tuple[ReviewRow, ...]  # the newest first

    @property
    def accepted(self) -> ReviewRow | None:
        """The newest acceptance that stands."""
        return next((review for review in self.reviews if review.state == "accepted"), None)

    @property
    def waiting(self) -> int:
        """How many links wait for an answer."""
        return sum(review.state == "open" for review in self.reviews)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reviewer sees, and nothing else."""

    learner_id: int
    learner: str
    skill: str
    lab: str
    check_do: str
    check_expect: str
    wanted: str  # what the lab says is to be kept
    note: str
    link: str
    state: ReviewState


def token_of(nonce: str) -> str:
    """Return what the link of a review carries."""
    return Signer(salt=_SALT, sep=_SEPARATOR).sign(nonce)


def nonce_of(token: str) -> str:
    """Return the nonce in a token of ours. Raises UnknownToken for any other."""
    try:
        return Signer(salt=_SALT, sep=_SEPARATOR).unsign(token)
    except BadSignature as error:
        raise UnknownToken from error


def asked_by(nonce: str, *, now: datetime) -> Asked | None:
    """Return what the link with a nonce asks about, or None where nobody asks; one statement.

    A closed account asks nothing.
    """
    rows = LabReview.objects.filter(nonce=nonce, proof__learner__is_active=True)
    row = rows.select_related("proof__learner", "proof__lab__skill").first()
    if row is None:
        return None
    proof, lab = row.proof, row.proof.lab
    return Asked(
        learner_id=proof.learner_id,
        learner=proof.learner.name,
        skill=lab.skill.name,
        lab=lab.title,
        check_do=lab.check_do,
        check_expect=lab.check_expect,
        wanted=lab.proof,
        note=proof.note,
        link=proof.link,
        state=_state(row, now=now),
    )


def proofs_of_lab(learner: User, lab_id: int, *, now: datetime) -> tuple[ProofRow, ...]:
    """Return a learner's proofs of a lab, the newest first; two statements, one where there is none."""
    rows = _with_reviews(learner).filter(lab=lab_id).order_by("-day", "-pk")
    return tuple(_rows(rows, learner, now=now).values())


def proof_of(learner: User, proof_id: int, *, now: datetime) -> ProofRow | None:
    """Return a learner's proof that stands; None for any other. Two statements, one where there is none."""
    return _rows(_with_reviews(learner).filter(pk=proof_id), learner, now=now).get(proof_id)


def own_proof_row(learner: User, proof_id: int) -> LabProof | None:
    """Return the row of a learner's proof that stands, with its lab; None for any other. One statement."""
    rows = LabProof.objects.of(learner).standing().select_related("lab__skill")
    return rows.filter(pk=proof_id).first()


def lab_to_prove(lab_id: int) -> Lab | None:
    """Return a lab of the catalogue with its skill; None for any other. One statement."""
    rows = Lab.objects.current().filter(skill__retired_at__isnull=True).select_related("skill")
    return rows.filter(pk=lab_id).first()


def _with_reviews(learner: User) -> QuerySet[LabProof]:
    reviews = LabReview.objects.select_related("reviewer").order_by("-pk")
    rows = LabProof.objects.of(learner).standing().select_related("lab__skill")
    return rows.prefetch_related(Prefetch("reviews", reviews))


def _rows(rows: Iterable[LabProof], learner: User, *, now: datetime) -> Mapping[int, ProofRow]:
    return {row.pk: _row(row, learner, now=now) for row in rows}


def _row(row: LabProof, learner: User, *, now: datetime) -> ProofRow:
    today = local_day(now, learner.zone)
    return ProofRow(
        id=row.pk,
        lab=row.lab.title,
        lab_id=row.lab_id,
        skill=row.lab.skill.name,
        slug="" if row.lab.retired_at or row.lab.skill.retired_at else row.lab.skill.slug,
        day=long_day(row.day, today=today),
        minutes=row.minutes,
        note=row.note,
        link=row.link,
        reviews=tuple(_review(review, learner, today=today, now=now) for review in row.reviews.all()),
    )


def _review(row: LabReview, learner: User, *, today: date, now: datetime) -> ReviewRow:
    state = _state(row, now=now)

    def day(moment: datetime | None) -> str:
        return long_day(local_day(moment, learner.zone), today=today) if moment else ""

    return ReviewRow(
        id=row.pk,
        state=state,
        token=token_of(row.nonce) if state == "open" else "",
        asked=day(row.asked_at),
        expires=day(row.expires_at),
        answered=day(row.answered_at),
        name=row.reviewer_name,
        account=f"{row.reviewer.name}, {row.reviewer.email}" if row.reviewer else "",
        comment=row.comment,
    )


def _state(row: LabReview, *, now: datetime) -> ReviewState:
    return review_state(
        verdict=row.verdict,
        revoked=row.revoked_at is not None,
        taken_back=row.taken_back_at is not None,
        expires_at=row.expires_at,
        now=now,
    )
