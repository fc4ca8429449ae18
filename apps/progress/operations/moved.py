"""What a write changed, from and to."""

from __future__ import annotations

from dataclasses import dataclass

from apps.progress.logic.standing import Standing


@dataclass(frozen=True, slots=True)
class Change:
    """One skill before and after a write; None where it was, or is, untouched."""

    skill_id: int
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a write changed: first the skill it was about, then what else moved with it."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Logged(Moved):
    """What a write to the log changed, and the row it added."""

    evidence_id: int
    skill_id: int


@dataclass(frozen=True, slots=True)
class Recorded(Moved):
    """What recording, correcting or withdrawing a certificate changed."""

    certificate_id: int


@dataclass(frozen=True, slots=True)
class Proved(Moved):
    """What recording a proof, or a change of what is said of it, moved."""

    proof_id: int
