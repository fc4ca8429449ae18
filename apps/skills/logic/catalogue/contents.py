"""A whole catalogue as values: what is stored, or what an import wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.skills.logic.catalogue.entries import (
    CertificationEntry,
    DomainEntry,
    Edition,
    LabEntry,
    OutcomeEntry,
    PitfallEntry,
    ResourceEntry,
    RoleEntry,
    SkillEntry,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The sections of a catalogue that are stored, each in its order."""

    edition: Edition = field(default_factory=Edition)
    pitfalls: tuple[PitfallEntry, ...] = ()
    domains: tuple[DomainEntry, ...] = ()
    skills: tuple[SkillEntry, ...] = ()
    resources: tuple[ResourceEntry, ...] = ()
    labs: tuple[LabEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()
    certifications: tuple[CertificationEntry, ...] = ()
    role_skills: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the tables hold: the catalogue of today and what was retired from it."""

    contents: Contents = field(default_factory=Contents)
    retired: Mapping[str, frozenset[str]] = field(default_factory=dict)  # section to ids
    retired_outcomes: frozenset[tuple[str, str]] = frozenset()  # skill and outcome
    retired_resources: frozenset[tuple[str, str]] = frozenset()  # skill and address
    labs: Mapping[str, str] = field(default_factory=dict)  # every lab's id to that of its skill
    former: Mapping[str, str] = field(
        default_factory=dict
    )  # former id to the id of its skill, retired or not

    def retired_in(self, section: str) -> frozenset[str]:
        """Return the ids that were retired from a section."""
        return self.retired.get(section, frozenset())


def outcomes_of(skills: tuple[SkillEntry, ...]) -> dict[tuple[str, str], OutcomeEntry]:
    """Return the outcomes of skills by skill and outcome id, in their order."""
    return {(skill.id, outcome.id): outcome for skill in skills for outcome in skill.outcomes}


def edges_of(skills: tuple[SkillEntry, ...]) -> dict[tuple[str, str], float]:
    """Return how far a skill practises one it needs, by skill and needed skill."""
    return {(skill.id, edge.id): edge.encompasses for skill in skills for edge in skill.prerequisites}
