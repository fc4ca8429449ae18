"""What happens to a planned mail: claimed, handed over, settled, and its texts erased in the end."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from apps.nudges.kinds import KINDS
from apps.nudges.models import Nudge
from apps.users.logic.mail import Outcome
from apps.users.operations import dispatch
from apps.users.operations.dispatch import LEASE

__all__ = ["LEASE", "Claim", "blank_nudges", "claim_nudge", "hand_over", "release_nudges", "settle_nudge"]

Claim: TypeAlias = dispatch.Claim[Nudge]


def claim_nudge(*, now: datetime) -> Claim | None:
    """Claim the mail that is longest due; None where nobody waits."""
    return dispatch.claim(among=Nudge.objects.all(), now=now)


def hand_over(*, claim: Claim) -> bool:
    """Note that the server is about to have the message; False where the claim was lost.

    False as well where the learner stopped the mail while it was being sent: the last moment counts.
    """
    wanted = Nudge.objects.filter(
        KINDS[claim.mail.kind].chosen, learner__is_active=True, learner__mail_preferences__stopped=False
    )
    return dispatch.hand_over(claim=claim, among=wanted)


def settle_nudge(*, claim: Claim, outcome: Outcome, now: datetime, **sent: str) -> bool:
    """Write down how a try ended, with what was sent; False where somebody else claimed the mail since."""
    return dispatch.settle(claim=claim, among=Nudge.objects.all(), outcome=outcome, now=now, **sent)


def release_nudges(*, now: datetime) -> int:
    """End the claims whose workers are gone and return how many."""
    return dispatch.release(among=Nudge.objects.all(), now=now)


def blank_nudges(*, before: datetime) -> int:
    """Erase the texts of mails that ended before a moment, and return how many."""
    return dispatch.blank(among=Nudge.objects.all(), before=before)
