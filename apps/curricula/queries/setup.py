"""Set-up as its pages print it: questions by domain, and the chart so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from django.utils.translation import ngettext

from apps.curricula.logic import setup
from apps.curricula.logic.claims import claimed
from apps.curricula.logic.outlook import HELD, Totals
from apps.curricula.logic.setup import Page, Survey
from apps.curricula.queries.outlook import Chart, chart_of, states_of
from apps.curricula.queries.roadmap import Balance, balance_of
from apps.curricula.queries.survey import recorded, survey_for, survey_of
from apps.progress.logic.standing import Standing
from apps.skills.models import RoleChoice
from apps.skills.queries import DomainCard, RoleCard, SkillCard, Snapshot, snapshot
from apps.users.models import User

TOOLS_NAMED: Final = 3


class NoRoleChosen(LookupError):  # noqa: N818 - it says what the learner has to do
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
    def missing(self) -> bool:
        """Whether something asked for was not answered."""
        return any(question.missing for group in self.groups for question in group.questions)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every page of set-up stands on."""

    chart: Chart
    survey: Survey
    stored: Mapping[int, tuple[int, bool]]  # on record: skill id to level, and whether it was inferred
    today: date

    @property
    def said(self) -> dict[int, int]:
        return {skill: level for skill, (level, guess) in self.stored.items() if not guess}

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
    role, said = _role(ground), ground.said
    way = list(setup.pages(said, survey=ground.survey))
    if not way:
        return None
    page = way[_place(way, number, said)]
    heard = said | _by_id(typed or {}, ground.catalogue)
    groups = _groups(page, ground, heard, marked=typed is not None)
    last = page.number == len(way) and all(skill in said for skill in page.questions)
    return SetupPage(
        page.number, role, groups, page.settled, len(ground.survey.subjects), last, _so_far(ground, heard)
    )


def so_far(*, learner: User, typed: Mapping[str, int], today: date) -> SoFar:
    """Return what answers by slug, on top of those on record, would make of the chart; four statements."""
    ground = _ground(learner, today=today)
    return _so_far(ground, ground.said | _by_id(typed, ground.catalogue))


def _ground(learner: User, *, today: date) -> _Ground:
    chart = chart_of(learner, today=today)
    survey = survey_for(chart.catalogue, role=chart.decisions.role)
    return _Ground(chart, survey, recorded(learner, catalogue=chart.catalogue), today)


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
    chart = _with_answers(ground, heard)
    held = sum(standing.held for standing in chart.standings.values())
    strips = tuple(_strip(domain, chart) for domain in chart.catalogue.domains)
    heel = chart.outlook.heel
    side = "" if heel is None or heel.even else "DevOps" if heel.degrees > 0 else "ML"
    return SoFar(strips, held, len(chart.catalogue.skills), balance_of(chart), side)


def _with_answers(ground: _Ground, heard: Mapping[int, int]) -> Chart:
    """Return the chart as it will be once the answers are saved."""
    chart, touched = ground.chart, dict(ground.chart.standings)
    for skill, (level, _guess) in setup.changes(heard, ground.stored, survey=ground.survey).items():
        before = ground.stored.get(skill, (setup.NEW, True))[0]
        standing = touched.pop(skill, None)
        after = claimed(skill, level=level, before=before, standing=standing, today=ground.today)
        if after is not None:
            touched[skill] = after
    return replace(
        chart,
        standings=touched,
        states=states_of(chart.catalogue, touched),
        outlook=replace(chart.outlook, totals=_totals(chart.catalogue, touched)),
    )


def _totals(catalogue: Snapshot, touched: Mapping[int, Standing]) -> Totals:
    """Return the sums that the balance looks at."""
    mastered = {skill: standing.mastery for skill, standing in touched.items()}
    leaning = sum(catalogue.skills[skill].ml_weight * mastery for skill, mastery in mastered.items())
    held = sum(standing.held for standing in touched.values())
    return Totals(sum(mastered.values()), leaning, held, waiting=0)


def _strip(domain: DomainCard, chart: Chart) -> Strip:
    states = tuple(chart.states[skill] for skill in domain.skills)
    held = sum(state in HELD for state in states)
    says = ngettext(
        "%(name)s: %(held)d of %(many)d skill held", "%(name)s: %(held)d of %(many)d skills held", len(states)
    ) % {"name": domain.name, "held": held, "many": len(states)}
    return Strip(domain.code, states, says)


@dataclass(frozen=True, slots=True)
class RoleOption:
    """A role to choose."""

    slug: str
    name: str
    summary: str
    low: int  # per cent ML
    high: int
    skills: int


@dataclass(frozen=True, slots=True)
class AimPage:
    """The first step of set-up."""

    roles: tuple[RoleOption, ...]
    chosen: str  # slug; empty while none is
    skills: int  # in the catalogue


def aim_page(*, learner: User) -> AimPage:
    """Return the roles and the learner's; two statements."""
    catalogue = snapshot()
    chosen = RoleChoice.objects.filter(learner=learner).values_list("role_id", flat=True).first()
    roles = tuple(
        RoleOption(
            role.slug,
            role.name,
            role.summary,
            round(role.band.low * 100),
            round(role.band.high * 100),
            len(role.skills),
        )
        for role in catalogue.roles.values()
    )
    mine = catalogue.roles.get(chosen) if chosen else None
    return AimPage(roles, mine.slug if mine else "", len(catalogue.skills))


def pages_so_far(*, learner: User) -> int:
    """Return how many pages the answers on record lead to, the next open one included; three statements."""
    catalogue = snapshot()
    survey = survey_of(catalogue, learner=learner)
    stored = recorded(learner, catalogue=catalogue)
    said = {skill: level for skill, (level, guess) in stored.items() if not guess}
    return sum(1 for _page in setup.pages(said, survey=survey))
