"""How the outbox stands, and whether a mail in it may still go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef

from apps.core.dates import local_day
from apps.nudges.kinds import KINDS
from apps.nudges.logic.consent import Circumstances
from apps.nudges.models import MailPreferences, Nudge
from apps.users.models import Absence, MailState, User

STREAMS: Final = 2  # batches at work at once, at most
LIVELY: Final = timedelta(minutes=1)  # a batch that claimed nothing for longer is not at work


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail is for, as they stand now."""

    learner: User
    preferences: MailPreferences
    circumstances: Circumstances


def reader_of(nudge: Nudge, *, now: datetime) -> Reader:
    """Return whom a mail is for, and what may keep it from them; two statements."""
    mine = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
    people = User.objects.select_related("mail_preferences").annotate(confirmed=Exists(mine))
    learner = people.get(pk=nudge.learner_id)
    preferences = getattr(learner, "mail_preferences", None) or MailPreferences(learner=learner)
    today = local_day(now, learner.zone)
    circumstances = Circumstances(
        active=learner.is_active,
        confirmed=learner.confirmed,
        stopped=preferences.stopped,
        wanted=KINDS[nudge.kind].is_chosen(preferences),
        away=_away(learner, today),
        quiet=today.isoweekday() in preferences.quiet_days,
        late=now > nudge.expires_at,
    )
    return Reader(learner, preferences, circumstances)


def _away(learner: User, today: date) -> str:
    absence = Absence.objects.on(today).filter(user=learner).first()
    return absence.get_kind_display().lower() if absence else ""


def streams_missing(*, now: datetime, lease: timedelta) -> int:
    """Return how many batches should be started for what is due: none where enough are at work."""
    due = Nudge.objects.due(now).order_by()[:STREAMS].count()
    claimed = Nudge.objects.filter(state=MailState.SENDING, lease_until__gt=now + lease - LIVELY)
    return max(0, min(due, STREAMS) - claimed.count()) if due else 0
