"""The roadmap: what comes next, how the keel lies, and the chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.dates import ago, short_day
from apps.core.words import STATE_WORDS
from apps.curricula.logic import listing
from apps.curricula.logic.drawing import heel_gauge, sides_bar
from apps.curricula.logic.next_step import Step, course
from apps.curricula.queries.outlook import Chart, chart_of
from apps.curricula.queries.steps import StepView, step_view
from apps.curricula.queries.words import degrees, leaning, list_words
from apps.progress.logic.standing import STATES, due_for_refresh
from apps.skills.logic import chart as drawn
from apps.skills.logic.balance import Band, Heel
from apps.skills.queries import Snapshot
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many skills are in a state."""

    state: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How far what is held now leans."""

    gauge: str  # SVG; empty while there is no verdict
    sides: str  # SVG; empty while nothing is mastered
    leaning: str
    even: bool
    even_within: str
    ml_percent: int
    devops_percent: int
    band: tuple[int, int] | None  # per cent


@dataclass(frozen=True, slots=True)
class RoadmapPage:
    """Everything the roadmap prints."""

    role: str
    skills: int
    started: bool  # anything logged, shown or said
    first: StepView | None
    legs: tuple[StepView, ...]
    counts: tuple[StateCount, ...]
    balance: Balance
    chart: str
    list: str
    target_percent: int
    next_due: str  # of a chart with nothing to do: the day and skill that comes up first


def roadmap_page(*, learner: User, today: date, catalogue: Snapshot | None = None) -> RoadmapPage:
    """Return the roadmap of a learner: three statements, or two with the catalogue at hand."""
    chart = chart_of(learner, today=today, catalogue=catalogue)
    return _page(chart, course(chart.outlook), learner=learner, today=today)


def _page(chart: Chart, steps: Sequence[Step], *, learner: User, today: date) -> RoadmapPage:
    views = tuple(step_view(step, chart=chart, today=today) for step in steps)
    return RoadmapPage(
        role=chart.decisions.role.name if chart.decisions.role else "",
        skills=len(chart.catalogue.skills),
        started=bool(chart.standings),
        first=views[0] if views else None,
        legs=views[1:],
        counts=counts_of(chart),
        balance=balance_of(chart),
        chart=_drawn(chart, steps, target=learner.target_retention),
        list=_listed(chart, steps, learner=learner, today=today),
        target_percent=round(learner.target_retention * 100),
        next_due=_next_due(chart, today=today),
    )


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The parts of the roadmap that another course changes."""

    page: RoadmapPage
    nodes: str  # SVG groups of the steps before and now
    course: str  # SVG group


def course_ids(*, learner: User, today: date) -> tuple[int, ...]:
    """Return the skills of the course as it stands; three statements."""
    return tuple(step.skill for step in course(chart_of(learner, today=today).outlook))


def redrawn(*, learner: User, today: date, before: Sequence[int]) -> Redrawn:
    """Return what changes on a shown roadmap whose course was another before; three statements."""
    chart = chart_of(learner, today=today)
    steps = course(chart.outlook)
    segments, place = chart.catalogue.chart, {step.skill: number for number, step in enumerate(steps, 1)}
    nodes = "".join(
        drawn.node_markup(
            segments, skill, _mark(chart, skill), target=learner.target_retention, step=place.get(skill)
        )
        for skill in sorted({*before, *place} & segments.nodes.keys())
    )
    return Redrawn(
        page=_page(chart, steps, learner=learner, today=today),
        nodes=nodes.replace(' id="n-', ' hx-swap-oob="true" id="n-'),
        course=drawn.course_markup(segments, list(place)).replace("<g ", '<g hx-swap-oob="true" ', 1),
    )


def counts_of(chart: Chart) -> tuple[StateCount, ...]:
    """Return how many skills are in each of the six states."""
    many = Counter(chart.states.values())
    return tuple(StateCount(state, str(STATE_WORDS[state]), many[state]) for state in STATES)


def balance_of(chart: Chart) -> Balance:
    """Return the balance panel; no gauge under five held skills or without a role."""
    totals, role, heel = chart.outlook.totals, chart.decisions.role, chart.outlook.heel
    share = totals.leaning / totals.mastery if totals.mastery else None
    band = role.band if role else None
    ml = round(share * 100) if share is not None else 0
    return Balance(
        gauge=_gauge(heel) if heel else "",
        sides=_sides(share, band) if share is not None else "",
        leaning=leaning(heel) if heel else "",
        even=bool(heel and heel.even),
        even_within=degrees(band.even_within) if band else "",
        ml_percent=ml,
        devops_percent=100 - ml,
        band=(round(band.low * 100), round(band.high * 100)) if band else None,
    )


def _gauge(heel: Heel) -> str:
    title = _("Heeling %(leaning)s; even keel is within %(even)s") % {
        "leaning": leaning(heel),
        "even": degrees(heel.even_within),
    }
    return heel_gauge(degrees=heel.degrees, even_within=heel.even_within, title=title)


def _sides(share: float, band: Band | None) -> str:
    title = _("ML %(ml)d%%, DevOps %(ops)d%%") % {"ml": round(share * 100), "ops": 100 - round(share * 100)}
    return sides_bar(ml_share=share, band=(band.low, band.high) if band else None, title=title)


def _drawn(chart: Chart, steps: Sequence[Step], *, target: float) -> str:
    marks = {skill: _mark(chart, skill) for skill in chart.states}
    on_course = [step.skill for step in steps]
    return drawn.join(chart.catalogue.chart, marks=marks, course=on_course, target=target)


def _mark(chart: Chart, skill: int) -> drawn.Mark:
    return drawn.Mark(chart.states[skill], chart.level(skill))


def _listed(chart: Chart, steps: Sequence[Step], *, learner: User, today: date) -> str:
    words = list_words()
    lanes = _lanes(chart.catalogue, get_language() or "en", words)
    place = {step.skill: number for number, step in enumerate(steps, 1)}
    now = {
        skill: _now(skill, chart=chart, learner=learner, today=today, place=place) for skill in chart.states
    }
    first = listing.lane_of(lanes, steps[0].skill) if steps else None
    return listing.join(
        lanes,
        now=now,
        words=words,
        target=learner.target_retention,
        open_lanes=frozenset([first] if first else []),
    )


def _now(skill: int, *, chart: Chart, learner: User, today: date, place: Mapping[int, int]) -> listing.Now:
    standing = chart.standings.get(skill)
    if standing is None:
        return listing.Now(chart.states[skill], None, step=place.get(skill))
    late = standing.due_on < today
    due = ago(standing.due_on, today=today) if late else short_day(standing.due_on, today=today)
    ageing = chart.catalogue.skills[skill].ageing
    return listing.Now(
        standing.state,
        chart.level(skill),
        at_target=standing.held and standing.retention >= learner.target_retention,
        due=due if standing.held else "",
        refresh=standing.state == "fading"
        and due_for_refresh(last_day=standing.last_day, due=standing.due_on, ageing=ageing),
        step=place.get(skill),
    )


def _next_due(chart: Chart, *, today: date) -> str:
    held = [standing for standing in chart.standings.values() if standing.held]
    if not held:
        return ""
    first = min(held, key=lambda standing: (standing.due_on, standing.skill_id))
    name = chart.catalogue.skills[first.skill_id].name
    return _("%(skill)s on %(day)s") % {"skill": name, "day": short_day(first.due_on, today=today)}


_cut: dict[tuple[int, str], tuple[listing.LaneParts, ...]] = {}


def _lanes(catalogue: Snapshot, language: str, words: listing.Words) -> tuple[listing.LaneParts, ...]:
    """Return the list's fixed parts, cut once for each catalogue and language."""
    key = (catalogue.id, language)
    if key not in _cut:
        url = reverse("skill", kwargs={"slug": "slug"}).replace("slug", "%s")
        lanes = [
            listing.Lane(domain.code, domain.name, tuple(_row(catalogue, skill) for skill in domain.skills))
            for domain in catalogue.domains
        ]
        for old in [known for known in _cut if known[0] != catalogue.id]:
            _cut.pop(old, None)
        _cut[key] = listing.parts(lanes, words=words, url=url)
    return _cut[key]


def _row(catalogue: Snapshot, skill: int) -> listing.Listed:
    card = catalogue.skills[skill]
    needs = tuple(catalogue.skills[needed].short for needed in card.needs)
    return listing.Listed(skill, card.slug, card.name, needs, len(card.opens))
