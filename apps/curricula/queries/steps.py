"""Steps in the words of a page: what comes next, the facts behind it, and what else could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.core.dates import long_day
from apps.curricula.logic.next_step import Step, choices, course
from apps.curricula.queries.outlook import Chart, chart_of
from apps.curricula.queries.words import leaning
from apps.progress.logic.standing import State
from apps.users.models import User

EXAMPLES: Final = 2
OTHERS: Final = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A skill to go to."""

    slug: str
    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, as data; the template has the sentence of each kind."""

    kind: str  # chosen, waits, rests, slips, started, holds, leans, counters
    count: int = 0
    links: tuple[Link, ...] = ()
    share: float = 0.0  # 0 to 1
    before: str = ""
    after: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as pages show it."""

    skill: int
    slug: str
    name: str
    code: str
    state: State
    minutes: int
    sittings: int
    first_sitting: int
    refresh: bool  # it is held, and only wants refreshing
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Postponed:
    """A skill put off, and until when."""

    skill: int
    slug: str
    name: str
    until: str


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """What else could come next."""

    first: StepView | None
    others: tuple[StepView, ...]
    postponed: tuple[Postponed, ...]
    chosen: str  # name of the skill the learner put first; empty where none


def step_view(step: Step, *, chart: Chart, today: date) -> StepView:
    """Return a step with its reasons, the strongest first."""
    card = chart.catalogue.skills[step.skill]
    return StepView(
        skill=step.skill,
        slug=card.slug,
        name=card.name,
        code=card.domain,
        state=step.state,
        minutes=step.minutes,
        sittings=step.sittings,
        first_sitting=step.first_sitting,
        refresh=step.reasons.retention is not None,
        because=tuple(_because(step, chart=chart, today=today)),
    )


def choices_page(*, learner: User, today: date) -> ChoicesPage:
    """Return the next step, the best beside it, and what was put off: three statements."""
    chart = chart_of(learner, today=today)
    first = next(iter(course(chart.outlook, steps=1)), None)
    ranked = [
        step for step in choices(chart.outlook, most=OTHERS + 1) if not first or step.skill != first.skill
    ]
    postponed = sorted(chart.decisions.postponed.items(), key=lambda item: (item[1], item[0]))
    return ChoicesPage(
        first=step_view(first, chart=chart, today=today) if first else None,
        others=tuple(step_view(step, chart=chart, today=today) for step in ranked[:OTHERS]),
        postponed=tuple(_postponed(skill, until, chart=chart, today=today) for skill, until in postponed),
        chosen=chart.catalogue.skills[chart.decisions.chosen].name if chart.decisions.chosen else "",
    )


def link(skill: int, *, chart: Chart) -> Link:
    """Return a link to a skill with its state."""
    card = chart.catalogue.skills[skill]
    return Link(card.slug, card.name, chart.states[skill])


def _postponed(skill: int, until: date, *, chart: Chart, today: date) -> Postponed:
    card = chart.catalogue.skills[skill]
    return Postponed(skill, card.slug, card.name, long_day(until, today=today))


def _because(step: Step, *, chart: Chart, today: date) -> list[Because]:
    why, card = step.reasons, chart.catalogue.skills[step.skill]
    found = []
    if why.chosen:
        found.append(Because("chosen"))
    if why.rests_on_it is not None:
        found.append(Because("rests", links=(link(why.rests_on_it, chart=chart),)))
    if why.retention is not None:
        found.append(_slips(step, chart=chart, today=today))
    if why.waiting:
        found.append(Because("waits", count=why.waiting, links=_links(why.examples, chart=chart)))
    if why.retention is None:
        found.append(_open(step))
    if why.heel_before and why.heel_after:
        found.append(Because("leans", before=leaning(why.heel_before), after=leaning(why.heel_after)))
    if card.pitfalls:
        names = tuple(chart.catalogue.pitfalls[number] for number in card.pitfalls)
        found.append(Because("counters", names=names))
    return found


def _slips(step: Step, *, chart: Chart, today: date) -> Because:
    standing = chart.standings[step.skill]
    due = long_day(standing.due_on, today=today)
    return Because(
        "slips",
        count=(standing.due_on - today).days,
        share=standing.retention,
        before=due,
    )


def _open(step: Step) -> Because:
    why = step.reasons
    if step.state == "learning":
        return Because("started", share=why.coverage)
    return Because("holds", count=why.needs)


def _links(skills: Sequence[int], *, chart: Chart) -> tuple[Link, ...]:
    return tuple(link(skill, chart=chart) for skill in skills[:EXAMPLES])
