"""What the nudges app keeps about a person: what they want to be sent, and what they were sent."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.nudges.models import MailPreferences, Nudge
from apps.users.personal_data import Part

NUMBER: Final = "the number of the row; nothing outside refers to it"
STOPS: Final = "it holds a link that stops the mail for whoever opens it, and goes some days after sending"
MACHINERY: Final = "how far the machinery got with the row; says nothing about the person"

PARTS: Final = (
    Part(
        model=MailPreferences,
        owner="learner",
        name="mail-preferences",
        about=_("What you want to be sent, when, and which days are quiet (1 Monday to 7 Sunday)."),
        fields=("digest", "digest_day", "digest_hour", "digest_since", "quiet_days", "stopped"),
    ),
    Part(
        model=Nudge,
        owner="learner",
        name="digests",
        about=_("The mails that were planned for you by the calendar, and how each ended."),
        fields=("kind", "period", "due_at", "state", "to", "subject", "finished_at", "error"),
        left_out={
            "id": NUMBER,
            "text": STOPS,
            "html": STOPS,
            **dict.fromkeys(
                (
                    "made_at",
                    "expires_at",
                    "attempts",
                    "next_try_at",
                    "lease_until",
                    "fence",
                    "handed_over",
                ),
                MACHINERY,
            ),
        },
    ),
)
