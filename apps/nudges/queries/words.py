"""The sentences of a mail, in plain text: its HTML and its text say the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.dates import ago, long_day
from apps.core.templatetags.evenkeel import duration, percent
from apps.curricula.queries.steps import Because, StepView
from apps.progress.logic.standing import Standing

WEEKDAYS: Final[tuple[Promise, ...]] = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
EVERY: Final[tuple[Promise, ...]] = (
    gettext_lazy("on Mondays"),
    gettext_lazy("on Tuesdays"),
    gettext_lazy("on Wednesdays"),
    gettext_lazy("on Thursdays"),
    gettext_lazy("on Fridays"),
    gettext_lazy("on Saturdays"),
    gettext_lazy("on Sundays"),
)


def every_week(day: int, hour: int) -> str:
    """Return a day of the week, 1 to 7, and an hour: on Mondays at 08:00."""
    return _("%(day)s at %(hour)02d:00") % {"day": EVERY[day - 1], "hour": hour}


def reason(why: Because) -> str:
    """Return a reason for a step as one sentence, as the roadmap gives it."""
    return _REASONS[why.kind](why)


def _chosen(_why: Because) -> str:
    return _("You put it first.")


def _rests(why: Because) -> str:
    return _("%(name)s comes right after and rests on it.") % {"name": why.links[0].name}


def _slips(why: Because) -> str:
    words = (
        _("You hold it at about %(share)d%%: it was due on %(day)s.")
        if why.count < 0
        else _("You hold it at about %(share)d%%: it is due on %(day)s.")
    )
    return words % {"share": percent(why.share), "day": why.before}


def _waits(why: Because) -> str:
    many = (
        ngettext("%d skill of your role waits on it", "%d skills of your role wait on it", why.count)
        % why.count
    )
    if not why.links:
        return f"{many}."
    names = ", ".join(link.name for link in why.links)
    return _("%(many)s, among them %(names)s.") % {"many": many, "names": names}


def _started(why: Because) -> str:
    return _("You have started: %d%% is shown.") % percent(why.share)


def _holds(why: Because) -> str:
    if not why.count:
        return _("It needs nothing first.")
    words = ngettext("You hold the one skill it needs.", "You hold the %d skills it needs.", why.count)
    return words % why.count if "%d" in words else words


def _leans(why: Because) -> str:
    if why.before == why.after:
        return _("It leaves your keel at %s.") % why.after
    return _("It takes your keel from %(before)s to %(after)s.") % {
        "before": why.before,
        "after": why.after,
    }


def _counters(why: Because) -> str:
    return _("It works against: %s.") % "; ".join(why.names)


_REASONS: Final = {
    "chosen": _chosen,
    "rests": _rests,
    "slips": _slips,
    "waits": _waits,
    "started": _started,
    "holds": _holds,
    "leans": _leans,
    "counters": _counters,
}


def slip(standing: Standing, *, refresh: bool, target: float, today: date) -> str:
    """Return how a skill slips and when: Fading, falls under 80% on 30 November."""
    said = {"target": percent(target), "day": long_day(standing.due_on, today=today)}
    if standing.state == "faded":
        words = (
            _("Faded, due for a refresh since %(day)s")
            if refresh
            else _("Faded, under %(target)d%% since %(day)s")
        )
    elif standing.state == "fading":
        words = (
            _("Fading, due for a refresh on %(day)s")
            if refresh
            else _("Fading, falls under %(target)d%% on %(day)s")
        )
    else:
        words = _("Due for a refresh on %(day)s") if refresh else _("Falls under %(target)d%% on %(day)s")
    return words % said


def last_used(standing: Standing, *, target: float, minutes: int, today: date) -> str:
    """Return why a skill is named: when it was last used, what is left of it, what a refresh takes."""
    said = {
        "ago": ago(standing.touched_on, today=today),
        "share": percent(standing.retention),
        "time": duration(minutes),
    }
    # Rounded, a faded skill can seem to be at the target still.
    if standing.retention < target and said["share"] == percent(target):
        words = _("Last used %(ago)s; a little under %(share)d%% now. A refresh takes about %(time)s.")
    else:
        words = _("Last used %(ago)s; about %(share)d%% now. A refresh takes about %(time)s.")
    return words % said


def many_slip(states: Sequence[str]) -> str:
    """Return how many skills slip: two skills fading."""
    many, number = count(len(states)), len(states)
    if all(state == "faded" for state in states):
        return ngettext("%s skill faded", "%s skills faded", number) % many
    if any(state == "faded" for state in states):
        return ngettext("%s skill fading or faded", "%s skills fading or faded", number) % many
    return ngettext("%s skill fading", "%s skills fading", number) % many


def subject(step: StepView | None, *, slipping: Sequence[tuple[str, str]]) -> str:
    """Return what the mail says in one line: the next step, and what fades, as name and state of each."""
    fades = many_slip([state for _name, state in slipping])
    if step is None:
        names = ", ".join(name for name, _state in slipping)
        return _("Your week: %(fades)s, %(names)s") % {"fades": fades, "names": names}
    first = _("refresh %s") % step.name if step.refresh else _("%s next") % step.name
    if not slipping:
        return _("Your week: %s") % first
    return _("Your week: %(first)s, %(fades)s") % {"first": first, "fades": fades}


def count(number: int) -> str:
    """Return a small number as a word."""
    return {1: _("one"), 2: _("two"), 3: _("three")}.get(number, str(number))
