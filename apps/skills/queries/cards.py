"""The catalogue as pages read it: frozen cards, tied together by ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.skills.logic.balance import Band
from apps.skills.logic.chart import ChartSegments


@dataclass(frozen=True, slots=True)
class LabCard:
    """A skill's lab, as other pages name it."""

    title: str
    minutes: int
    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkillCard:
    """A skill of today's catalogue."""

    id: int
    slug: str
    name: str
    short: str
    domain: str  # code
    level: str  # foundation, practitioner or advanced
    ml_weight: float  # 0: all DevOps, 1: all ML
    minutes: int
    ageing: str  # fast, medium or slow
    pitfalls: tuple[int, ...]  # numbers
    summary: str
    tools: tuple[str, ...]
    needs: tuple[int, ...]  # in the catalogue's order, as `opens`
    opens: tuple[int, ...]
    encompasses: Mapping[int, float]  # needed skill to how far this one practises it
    outcomes: int
    column: int  # of the chart, from 0
    lab: LabCard | None = None


@dataclass(frozen=True, slots=True)
class DomainCard:
    """A domain with at least one skill."""

    id: int
    slug: str
    code: str
    name: str
    short: str
    ml_share: float  # mean of its skills' weights
    skills: tuple[int, ...]  # by column, then name


@dataclass(frozen=True, slots=True)
class RoleCard:
    """A role of today's catalogue."""

    id: int
    slug: str
    name: str
    summary: str
    band: Band
    skills: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)  # one a catalogue: told apart, and hashed, by identity
class Snapshot:
    """The whole catalogue of a moment. Only current rows; retired ones are not in it."""

    id: int  # of the import that made it; 0 before the first
    version: int
    as_of: str  # ISO day, empty where the files say none
    skills: dict[int, SkillCard]  # in the catalogue's order
    by_slug: dict[str, int]
    former: dict[str, int]  # slugs of old to the skills that bear them no more
    domains: tuple[DomainCard, ...]  # by ML share, highest first: the chart from its top
    roles: dict[int, RoleCard]
    pitfalls: dict[int, str]  # number to name
    chart: ChartSegments
