"""What a kind of mail consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from apps.nudges.logic.silence import Silence
from apps.nudges.models import MailPreferences
from apps.users.models import User


class Says(Protocol):
    """Returns what a mail says to a learner at a moment, or why it says nothing."""

    def __call__(self, learner: User, *, preferences: MailPreferences, now: datetime) -> Content | Silence:
        """Return it."""


class Content(Protocol):
    """What a mail says, as frozen values for its templates."""

    @property
    def subject(self) -> str:
        """The subject of the mail."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mail: who gets one and when, whether they want it, and what it says."""

    name: str  # a NudgeKind
    # Yields learner_id, period, due_at, expires_at of all whose time has come by %(now)s; names %(latest)s.
    candidates: str
    template: str  # of HTML and text, without their endings
    list_name: str  # for List-Id
    chosen: Q  # of nudges whose learner wants the kind
    is_chosen: Callable[[MailPreferences], bool]
    content: Says
