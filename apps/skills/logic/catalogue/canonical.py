"""One order for everything in a catalogue, so that the same catalogue makes the same text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.entries import SkillEntry

Places = Mapping[str, int]


def canonical(contents: Contents, *, former: Mapping[str, str]) -> Contents:
    """Return a catalogue as it is read back once it is stored.

    Domains keep their order, skills stand by domain, and all that names skills follows theirs.
    `former` leads from every id that was to the one that is.
    """
    domains = {domain.id: at for at, domain in enumerate(contents.domains)}
    ordered = sorted(contents.skills, key=lambda skill: domains[skill.domain])
    places = {skill.id: at for at, skill in enumerate(ordered)}
    was: dict[str, list[str]] = defaultdict(list)
    for old in sorted(former):
        was[former[old]].append(old)
    return replace(
        contents,
        pitfalls=tuple(sorted(contents.pitfalls, key=lambda pitfall: pitfall.number)),
        skills=tuple(_skill(skill, tuple(was[skill.id]), places) for skill in ordered),
        resources=tuple(sorted(contents.resources, key=lambda resource: places[resource.skill])),
        labs=tuple(sorted(contents.labs, key=lambda lab: places[lab.skill])),
        roles=tuple(
            role.model_copy(update={"target_mastery": dict(sorted(role.target_mastery.items()))})
            for role in contents.roles
        ),
        certifications=tuple(
            entry.model_copy(update={"skills": _in_order(entry.skills, places)})
            for entry in contents.certifications
        ),
    )


def _skill(skill: SkillEntry, was: tuple[str, ...], places: Places) -> SkillEntry:
    needs = tuple(sorted(skill.prerequisites, key=lambda edge: places[edge.id]))
    return skill.model_copy(update={"was": was, "prerequisites": needs})


def _in_order(skills: tuple[str, ...], places: Places) -> tuple[str, ...]:
    return tuple(sorted(skills, key=places.__getitem__))
