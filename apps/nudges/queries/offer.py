"""Whether a learner is offered a digest on their roadmap."""

from __future__ import annotations

from apps.nudges.models import MailPreferences
from apps.users.models import User


def digest_offer(learner: User) -> str | None:
    """Return the template of the offer as long as nothing was decided; one statement."""
    decided = MailPreferences.objects.filter(learner=learner).exists()
    return None if decided else "nudges/offer.html"
