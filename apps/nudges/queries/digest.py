"""What a learner's weekly digest says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from apps.core.dates import local_day
from apps.core.templatetags.evenkeel import duration
from apps.curricula.logic.next_step import course
from apps.curricula.queries.outlook import Chart, chart_of
from apps.curricula.queries.steps import StepView, step_view
from apps.curricula.queries.words import degrees, leaning
from apps.nudges.logic.silence import Silence
from apps.nudges.logic.slipping import Slip, worth_naming
from apps.nudges.models import MailPreferences, Nudge, NudgeKind
from apps.nudges.queries import words
from apps.nudges.queries.week import Done, OutcomesShown, done_in
from apps.progress.logic.memory import MemoryState
from apps.progress.logic.standing import Standing, due_for_refresh
from apps.progress.logic.worth import importance, loss
from apps.progress.queries.model import curve_of
from apps.users.models import MailState, User

WEEK: Final = timedelta(days=7)
NAMED_MOST: Final = 3  # skills by name in a sentence


@dataclass(frozen=True, slots=True)
class Next:
    """The proposed step."""

    slug: str
    name: str
    act: str  # what the button says
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slipping:
    """A skill that fades or has faded."""

    slug: str
    name: str
    state: str
    says: str  # how, and when
    reason: str


@dataclass(frozen=True, slots=True)
class Balance:
    """How the keel lies."""

    title: str
    ml: int  # per cent
    says: str

    @property
    def devops(self) -> int:
        """The rest, per cent."""
        return 100 - self.ml


@dataclass(frozen=True, slots=True)
class LastWeek:
    """The seven days before the day of the mail."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one weekly digest says."""

    subject: str
    week: int  # ISO number
    first_name: str
    step: Next | None
    slipping: tuple[Slipping, ...]
    balance: Balance | None  # None while it is too early to say
    last_week: LastWeek
    every: str  # on Mondays at 08:00

    @property
    def preview(self) -> str:
        """What mail programs show beside the subject."""
        first = self.step.reasons[0] if self.step and self.step.reasons else ""
        return " ".join([first, *(f"{slip.name}: {slip.says}." for slip in self.slipping)]).strip()


def digest_of(learner: User, *, preferences: MailPreferences, now: datetime) -> Digest | Silence:
    """Return what the digest of a learner says, or why it says nothing; six statements."""
    today = local_day(now, learner.zone)
    chart = chart_of(learner, today=today)
    if chart.decisions.role is None or not chart.standings:
        return Silence("set-up is not finished")
    first = next(iter(course(chart.outlook, steps=1)), None)
    step = step_view(first, chart=chart, today=today) if first else None
    since = _told_on(learner, before=today)
    slipping = _slipping(chart, step, learner=learner, today=today, since=since)
    if step is None and not slipping:
        return Silence("nothing is open and nothing fades")
    return Digest(
        subject=words.subject(step, slipping=[(slip.name, slip.state) for slip in slipping]),
        week=today.isocalendar().week,
        first_name=(learner.name.split() or [learner.email])[0],
        step=_next(step) if step else None,
        slipping=slipping,
        balance=_balance(chart),
        last_week=_last_week(chart, learner=learner, today=today),
        every=words.every_week(preferences.digest_day, preferences.digest_hour),
    )


def _told_on(learner: User, *, before: date) -> date:
    """Return the day of the last digest, or a week before a day where there was none; one statement."""
    ends = Nudge.objects.filter(
        learner=learner, kind=NudgeKind.DIGEST, state__in=(MailState.SENT, MailState.UNKNOWN)
    )
    last = ends.order_by("-finished_at").values_list("finished_at", flat=True).first()
    return local_day(last, learner.zone) if last else before - WEEK


def _next(step: StepView) -> Next:
    if step.refresh:
        act = _("Refresh it, %s") % duration(step.minutes)
    elif step.state == "learning":
        act = _("Go on: a sitting of %s") % duration(step.first_sitting)
    else:
        act = _("Start: a sitting of %s") % duration(step.first_sitting)
    return Next(step.slug, step.name, act, tuple(words.reason(why) for why in step.because))


def _slipping(
    chart: Chart, step: StepView | None, *, learner: User, today: date, since: date
) -> tuple[Slipping, ...]:
    """Return the skills worth naming; the step itself is named already."""
    held = [standing for standing in chart.standings.values() if standing.held]
    slips = [
        _slip(standing, chart=chart, today=today)
        for standing in held
        if step is None or standing.skill_id != step.skill
    ]
    chosen = worth_naming(slips, today=today, since=since)
    return tuple(_named(slip.skill, chart=chart, learner=learner, today=today) for slip in chosen)


def _slip(standing: Standing, *, chart: Chart, today: date) -> Slip:
    outlook = chart.outlook
    prospect = outlook.prospects[standing.skill_id]
    waiting = outlook.reach.waiting(standing.skill_id, among=outlook.totals.waiting)
    memory = MemoryState(standing.stability, standing.difficulty, standing.last_day)
    return Slip(
        skill=standing.skill_id,
        due_on=standing.due_on,
        importance=importance(asked_for=prospect.in_role, waiting=waiting),
        loss=loss(memory, today=today, curve=curve_of(standing.model_id)),
    )


def _named(skill: int, *, chart: Chart, learner: User, today: date) -> Slipping:
    standing, card = chart.standings[skill], chart.catalogue.skills[skill]
    refresh = due_for_refresh(last_day=standing.last_day, due=standing.due_on, ageing=card.ageing)
    return Slipping(
        slug=card.slug,
        name=card.name,
        state=standing.state,
        says=words.slip(standing, refresh=refresh, target=learner.target_retention, today=today),
        reason=words.last_used(
            standing,
            target=learner.target_retention,
            minutes=chart.outlook.prospects[skill].minutes_left,
            today=today,
        ),
    )


def _balance(chart: Chart) -> Balance | None:
    heel, role = chart.outlook.heel, chart.decisions.role
    if heel is None or role is None:
        return None
    ml = round(heel.ml_share * 100)
    said = {"ml": ml, "ops": 100 - ml, "low": round(role.band.low * 100), "high": round(role.band.high * 100)}
    title = (
        _("Balance: even keel, %s") % leaning(heel) if heel.even else _("Balance: heeling %s") % leaning(heel)
    )
    says = _("ML %(ml)d%%, DevOps %(ops)d%%; the band of your role is %(low)d to %(high)d%% ML.") % said
    even = _("Even keel is within %s.") % degrees(heel.even_within)
    return Balance(title, ml, f"{says} {even}")


def _last_week(chart: Chart, *, learner: User, today: date) -> LastWeek:
    done = done_in(learner, first=today - WEEK, last=today - timedelta(days=1))
    title = _("Last week") if today.weekday() == 0 else _("The last seven days")
    said = {"minutes": duration(done.minutes), "planned": duration(learner.minutes_a_week)}
    worked = (
        _("%(minutes)s of the %(planned)s you planned.")
        if learner.minutes_a_week
        else _("%(minutes)s logged.")
    )
    return LastWeek(title, (worked % said, *_outcomes(chart, done), *_practised(chart, done)))


def _outcomes(chart: Chart, done: Done) -> Sequence[str]:
    known = [shown for shown in done.outcomes if shown.skill in chart.catalogue.skills]
    return [_outcome(shown, chart=chart) for shown in known[:NAMED_MOST]]


def _outcome(shown: OutcomesShown, *, chart: Chart) -> str:
    said = {
        "name": chart.catalogue.skills[shown.skill].name,
        "shown": shown.shown,
        "many": shown.many,
        "news": words.count(shown.news),
    }
    return _("%(name)s: %(shown)d of %(many)d outcomes, %(news)s more than before.") % said


def _practised(chart: Chart, done: Done) -> Sequence[str]:
    names = [
        chart.catalogue.skills[skill].name for skill in done.practised if skill in chart.catalogue.skills
    ]
    if not names:
        return []
    rest = len(names) - NAMED_MOST
    listed = ", ".join(names[:NAMED_MOST])
    if rest > 0:
        return [_("Practised: %(names)s and %(rest)s more.") % {"names": listed, "rest": words.count(rest)}]
    return [_("Practised: %s.") % listed]
