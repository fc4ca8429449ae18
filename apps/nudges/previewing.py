"""Makes the next digest of a learner without sending it: the same content, the same letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.core.dates import local_day, long_day
from apps.nudges.composing import compose
from apps.nudges.kinds import KINDS
from apps.nudges.logic.silence import Silence
from apps.nudges.models import NudgeKind
from apps.nudges.queries.settings import next_digest, preferences_of
from apps.nudges.queries.words import WEEKDAYS
from apps.users.gateways.smtp import Letter
from apps.users.models import Absence, User


@dataclass(frozen=True, slots=True)
class Preview:
    """What the next digest would be."""

    wanted: bool  # it is turned on
    when: str  # Monday 30 November; empty where it comes on no day within a year
    letter: Letter | None
    silence: str  # why there is no letter


def preview_of(learner: User, *, now: datetime) -> Preview:
    """Return a learner's next digest from what is known now, on or off; eight statements."""
    today = local_day(now, learner.zone)
    preferences = preferences_of(learner)
    away = list(Absence.objects.not_over(today).filter(user=learner))
    wanted = preferences.digest and not preferences.stopped
    following = next_digest(preferences, learner=learner, away=away, now=now, anyhow=True)
    if following is None:
        return Preview(wanted, "", None, "")
    kind, local = KINDS[NudgeKind.DIGEST], following.astimezone(learner.zone)
    when = f"{WEEKDAYS[local.weekday()]} {long_day(local.date(), today=today)}"
    content = kind.content(learner, preferences=preferences, now=following)
    if isinstance(content, Silence):
        return Preview(wanted, when, None, content.reason)
    return Preview(wanted, when, compose(kind, learner=learner, content=content, key="preview"), "")
