"""Set-up as its pages print it: questions by domain, and the chart so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.curricula.logic import setup
from apps.curricula.logic.outlook import Outlook, Totals
from apps.curricula.logic.setup import Page, Survey
from apps.curricula.queries.outlook import Chart, Decisions, chart_of, reach_of, states_of
from apps.curricula.queries.roadmap import Balance, balance_of
from apps.curricula.queries.survey import recorded, survey_for
from apps.progress.logic.standing import ASSESSED_COVERAGE, HELD_FROM_LEVEL, Standing
from apps.skills.queries import DomainCard, RoleCard, SkillCard, Snapshot
from apps.users.models import User

TOOLS_NAMED: Final = 3


class NoRoleChosen(LookupError):
    """The questions depend on the role, and none is chosen yet."""


@dataclass(frozen=True, slots=True)
class Question:
    """One skill to place oneself on."""

    slug: str
    name: str
    hint: str
    level: int | None  # what was said, 0 to 3
    missing: bool = False  # asked for, and not answered


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of a domain."""

    slug: str
    code: str
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A domain's skills as a row of shapes."""

    code: str
    states: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the answers make of the chart."""

    strips: tuple[Strip, ...]
    held: int
    many: int
    balance: Balance
    lightens: str  # the side the first steps will lean to; empty on an even keel or too early


@dataclass(frozen=True, slots=True)
class SetupPage:
    """A page of the self-assessment."""

    number: int
    role: RoleCard
    groups: tuple[Group, ...]
    settled: int  # skills that are settled before this page
    many: int  # skills of the role
    last: bool  # nothing is known to come after it
    so_far: SoFar

    @property
    def asked(self) -> tuple[str, ...]:
        """The slugs of the questions."""
        return tuple(question.slug for group in self.groups for question in group.questions)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every page of set-up stands on."""

    chart: Chart
    survey: Survey
    said: Mapping[int, int]  # answers on record, skill id to level

    @property
    def catalogue(self) -> Snapshot:
        return self.chart.catalogue


def setup_page(
    *, learner: User, number: int | None, typed: Mapping[str, int] | None, today: date
) -> SetupPage | None:
    """Return a page of questions, or None when the role asks for nothing; four statements.

    Without a number: the first page with an open question, else the first of all. `typed` are
    answers by slug that were sent and not saved: they stand in place of the record, and what is
    missing among them is marked. Raises NoRoleChosen.
    """
    ground = _ground(learner, today=today)
    role = _role(ground)
    way = list(setup.pages(ground.said, survey=ground.survey))
    if not way:
        return None
    page = way[_place(way, number, ground.said)]
    heard = dict(ground.said) | _by_id(typed or {}, ground.catalogue)
    groups = _groups(page, ground, heard, marked=typed is not None)
    last = page.number == len(way) and all(skill in ground.said for skill in page.questions)
    return SetupPage(
        page.number, role, groups, page.settled, len(ground.survey.subjects), last, _so_far(ground, heard)
    )


def so_far(*, learner: User, typed: Mapping[str, int], today: date) -> SoFar:
    """Return what answers by slug, on top of those on record, would make of the chart; four statements."""
    ground = _ground(learner, today=today)
    return _so_far(ground, dict(ground.said) | _by_id(typed, ground.catalogue))


def _ground(learner: User, *, today: date) -> _Ground:
    chart = chart_of(learner, today=today)
    stored = recorded(learner, catalogue=chart.catalogue)
    said = {skill: level for skill, (level, guess) in stored.items() if not guess}
    return _Ground(chart, survey_for(chart.catalogue, role=chart.decisions.role), said)


def _role(ground: _Ground) -> RoleCard:
    if ground.chart.decisions.role is None:
        raise NoRoleChosen
    return ground.chart.decisions.role


def _place(way: list[Page], number: int | None, said: Mapping[int, int]) -> int:
    if number is not None:
        return min(max(number, 1), len(way)) - 1
    open_ = (place for place, page in enumerate(way) if any(skill not in said for skill in page.questions))
    return next(open_, 0)


def _by_id(typed: Mapping[str, int], catalogue: Snapshot) -> dict[int, int]:
    return {catalogue.by_slug[slug]: level for slug, level in typed.items() if slug in catalogue.by_slug}


def _groups(page: Page, ground: _Ground, heard: Mapping[int, int], *, marked: bool) -> tuple[Group, ...]:
    cards = [ground.catalogue.skills[skill] for skill in page.questions]
    domains = {domain.code: domain for domain in ground.catalogue.domains}
    return tuple(
        _group(domains[code], [(card, heard.get(card.id)) for card in mine], marked=marked)
        for code, mine in groupby(cards, key=lambda card: card.domain)
    )


def _group(domain: DomainCard, mine: list[tuple[SkillCard, int | None]], *, marked: bool) -> Group:
    questions = tuple(
        Question(card.slug, card.name, _hint(card), level, missing=marked and level is None)
        for card, level in mine
    )
    return Group(domain.slug, domain.code, domain.name, questions)


def _hint(card: SkillCard) -> str:
    """Return the tools a skill is known by; its summary where it has none."""
    return ", ".join(card.tools[:TOOLS_NAMED]) or card.summary


def _so_far(ground: _Ground, heard: Mapping[int, int]) -> SoFar:
    levels = setup.inferred(heard, survey=ground.survey) | heard
    chart = _with_answers(ground.chart, levels)
    held = sum(standing.held for standing in chart.standings.values())
    strips = tuple(_strip(domain, chart) for domain in chart.catalogue.domains)
    balance = balance_of(chart)
    heel = chart.outlook.heel
    side = "" if heel is None or heel.even else "DevOps" if heel.degrees > 0 else "ML"
    return SoFar(strips, held, len(chart.catalogue.skills), balance, side)


def _with_answers(chart: Chart, levels: Mapping[int, int]) -> Chart:
    """Return the chart as it would be once the answers are saved."""
    touched = dict(chart.standings)
    for skill, level in levels.items():
        if level > setup.NEW:
            touched[skill] = _claimed(skill, level, touched.get(skill))
    return Chart(
        chart.catalogue,
        touched,
        states_of(chart.catalogue, touched),
        chart.decisions,
        _outlook(chart.catalogue, touched, chart.decisions),
    )


def _claimed(skill: int, level: int, standing: Standing | None) -> Standing:
    """Return the standing after an answer: it adds to what is known and takes nothing away."""
    ...


def _outlook(catalogue: Snapshot, touched: Mapping[int, Standing], decisions: Decisions) -> Outlook:
    """Return as much of the outlook as the balance looks at."""
    ...


def _strip(domain: DomainCard, chart: Chart) -> Strip:
    states = tuple(chart.states[skill] for skill in domain.skills)
    held = sum(state in {"fresh", "fading", "faded"} for state in states)
    says = ngettext(
        "%(name)s: %(held)d of %(many)d skill held", "%(name)s: %(held)d of %(many)d skills held", len(states)
    ) % {"name": domain.name, "held": held, "many": len(states)}
    return Strip(domain.code, states, says)
