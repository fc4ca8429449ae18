"""What a learner may record as the proof of a lab, and what a reviewer may say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from apps.progress.logic.entries import NewEntry, faults

NAME_MOST: Final = 100
COMMENT_MOST: Final = 2000
# No name has these, and addresses and markup cannot do without them.
NOT_IN_NAMES: Final = frozenset("<>/\\@")

ProofField = Literal["day", "minutes", "note", "link"]
ProofFault = Literal[
    "missing", "future", "too early", "too small", "too large", "too long", "characters", "address"
]
NameFault = Literal["missing", "too long", "characters"]
ReviewState = Literal["open", "expired", "revoked", "accepted", "not yet", "taken back"]

PROOF_FIELDS: Final[tuple[ProofField, ...]] = ("day", "minutes", "note", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProof:
    """What a learner kept of a lab."""

    day: date  # the learner's local date
    minutes: int = 0
    note: str = ""
    link: str = ""
    form_token: UUID | None = None  # of the form it came with: a form sent twice is recorded once


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer says."""

    name: str
    accepted: bool
    comment: str = ""


def proof_faults(proof: NewProof, *, today: date) -> dict[ProofField, ProofFault]:
    """Return what is wrong with a proof by field; empty where nothing is."""
    entry = NewEntry(
        skill_id=0,
        day=proof.day,
        minutes=proof.minutes,
        kind="built",
        note=proof.note,
        link=proof.link,
    )
    told = faults(entry, today=today)
    found: dict[ProofField, ProofFault] = {
        field: told[field]  # type: ignore[misc]  # the faults left out are those of the kind
        for field in PROOF_FIELDS
        if field in told
    }
    if not (proof.note.strip() or proof.link):
        found["note"] = "missing"
    return found


def plain_name(text: str) -> str:
    """Return a name on one line, blanks made one."""
    return " ".join(text.split())


def name_fault(name: str) -> NameFault | None:
    """Return what is wrong with the name of a reviewer: some letter or digit, and nothing of an address."""
    if not any(sign.isalnum() for sign in name):
        return "missing"
    if len(name) > NAME_MOST:
        return "too long"
    return "characters" if NOT_IN_NAMES & set(name) else None


def review_state(
    *, verdict: str, revoked: bool, taken_back: bool, expires_at: datetime, now: datetime
) -> ReviewState:
    """Return where a review stands."""
    if verdict == "accepted":
        return "taken back" if taken_back else "accepted"
    if verdict == "not yet":
        return "not yet"
    if revoked:
        return "revoked"
    return "open" if now < expires_at else "expired"
