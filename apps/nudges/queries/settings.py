"""The settings of mail as their page prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from apps.core.dates import local_day, long_day
from apps.nudges.logic.schedule import Weekly, moment, next_day
from apps.nudges.models import MailPreferences, Nudge
from apps.nudges.queries.words import WEEKDAYS
from apps.users.models import Absence, MailState, User


@dataclass(frozen=True, slots=True)
class Away:
    """A holiday or a time on call."""

    id: int
    kind: str
    days: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """What stands now, what went last, what goes next."""

    preferences: MailPreferences
    last: str  # of the last mail: day and time; empty where none was sent
    next_at: datetime | None  # when the next one is due; None where none is wanted
    next: str  # the same in words
    away: tuple[Away, ...]
    address: str


@dataclass(frozen=True, slots=True)
class StopPage:
    """What stands of somebody's mail, for whoever holds a link from it: nothing of the learner but a hint."""

    masked: str  # m•••@example.org
    digest: bool
    stopped: bool


def preferences_of(learner: User) -> MailPreferences:
    """Return what a learner decided, or what stands while nothing was; one statement."""
    return MailPreferences.objects.filter(learner=learner).first() or MailPreferences(learner=learner)


def mail_page(learner: User, *, now: datetime) -> MailPage:
    """Return the settings of mail; three statements."""
    today = local_day(now, learner.zone)
    preferences = preferences_of(learner)
    away = list(Absence.objects.not_over(today).filter(user=learner))
    following = next_digest(preferences, learner=learner, away=away, now=now)
    return MailPage(
        preferences=preferences,
        last=_last(learner, today=today),
        next_at=following,
        next=_when(following, learner=learner, today=today) if following else "",
        away=tuple(
            Away(absence.pk, absence.get_kind_display(), _span(absence.first, absence.last, today=today))
            for absence in away
        ),
        address=learner.email,
    )


def next_digest(
    preferences: MailPreferences, *, learner: User, away: list[Absence], now: datetime, anyhow: bool = False
) -> datetime | None:
    """Return when the next digest is due; None where none is wanted, unless it is asked for anyhow."""
    if not anyhow and (preferences.stopped or not preferences.digest):
        return None
    weekly = Weekly(preferences.digest_day, preferences.digest_hour, learner.zone)
    day = next_day(weekly, now=now, away=[(absence.first, absence.last) for absence in away])
    return moment(day, hour=weekly.hour, zone=weekly.zone) if day else None


def stop_page(preferences: MailPreferences, *, address: str) -> StopPage:
    """Return what the page behind a link from a mail says; no statement."""
    return StopPage(masked(address), preferences.digest, preferences.stopped)


def masked(address: str) -> str:
    """Return enough of an address for its owner to know it: m•••@example.org."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


def _last(learner: User, *, today: date) -> str:
    ended = Nudge.objects.filter(learner=learner, state=MailState.SENT).order_by("-finished_at")
    last = ended.values_list("finished_at", flat=True).first()
    return _when(last, learner=learner, today=today) if last else ""


def _when(at: datetime, *, learner: User, today: date) -> str:
    local = at.astimezone(learner.zone)
    return _("%(weekday)s %(day)s, %(time)s") % {
        "weekday": WEEKDAYS[local.weekday()],
        "day": long_day(local.date(), today=today),
        "time": f"{local:%H:%M}",
    }


def _span(first: date, last: date, *, today: date) -> str:
    if first == last:
        return long_day(first, today=today)
    return _("%(first)s to %(last)s") % {
        "first": long_day(first, today=today),
        "last": long_day(last, today=today),
    }
