"""Whether a mail that was planned may still go, asked again when it is about to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that can keep a mail from going."""

    active: bool  # the account is open
    confirmed: bool  # the learner proved that the address is theirs
    stopped: bool  # they stopped every e-mail
    wanted: bool  # they want this kind
    away: str  # holiday or on call, in words; empty where neither
    quiet: bool  # today is one of their quiet days
    late: bool  # its time is over


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a mail does not go, and the state that it ends in."""

    verdict: Literal["suppressed", "cancelled"]
    reason: str


def hindrance(found: Circumstances) -> Hindrance | None:
    """Return why a mail may not go, the weightiest reason first; None where it may."""
    reasons = (
        (not found.active, Hindrance("suppressed", "the account is closed")),
        (not found.confirmed, Hindrance("suppressed", "the address is not confirmed")),
        (found.stopped, Hindrance("suppressed", "every e-mail is stopped")),
        (not found.wanted, Hindrance("cancelled", "it is turned off")),
        (found.late, Hindrance("cancelled", "it could not go in time")),
        (bool(found.away), Hindrance("cancelled", f"away: {found.away}")),
        (found.quiet, Hindrance("cancelled", "a quiet day")),
    )
    return next((reason for holds, reason in reasons if holds), None)
