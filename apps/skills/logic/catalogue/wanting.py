"""What the catalogue shall be after an import: the files' sections, else what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from apps.skills.logic.catalogue.contents import Contents, Stored
from apps.skills.logic.catalogue.entries import (
    CertificationEntry,
    DomainEntry,
    Edition,
    LabEntry,
    PitfallEntry,
    ResourceEntry,
    RoleEntry,
    SkillEntry,
)
from apps.skills.logic.catalogue.renames import Renames
from apps.skills.logic.catalogue.sheet import Sheet
from apps.skills.logic.graph import Placed, role_skills


def wanted_contents(sheet: Sheet, stored: Stored, renames: Renames) -> Contents:
    """Return the catalogue that the sheet makes of the stored one.

    Sections that are in no file are taken as stored, with skills by their new ids and without
    those that leave.
    """
    have = stored.contents
    contents = Contents(
        edition=_edition(sheet.edition, have.edition),
        pitfalls=sheet.entries("pitfalls", PitfallEntry) or have.pitfalls,
        domains=sheet.entries("domains", DomainEntry) if "domains" in sheet.sections else have.domains,
        skills=sheet.entries("skills", SkillEntry) if "skills" in sheet.sections else have.skills,
        resources=sheet.entries("resources", ResourceEntry),
        labs=sheet.entries("labs", LabEntry),
        roles=sheet.entries("roles", RoleEntry),
        certifications=sheet.entries("certifications", CertificationEntry),
    )
    left = _Left({skill.id for skill in contents.skills}, renames.renamed)
    if "resources" not in sheet.sections:
        contents = replace(contents, resources=left.owned(have.resources))
    if "labs" not in sheet.sections:
        contents = replace(contents, labs=left.owned(have.labs))
    if "roles" not in sheet.sections:
        contents = replace(contents, roles=left.roles(have.roles))
    if "certifications" not in sheet.sections:
        contents = replace(contents, certifications=left.certifications(have.certifications))
    return replace(contents, role_skills=skills_of_roles(contents))


def _edition(said: Edition, stored: Edition) -> Edition:
    return Edition.model_construct(version=said.version or stored.version, as_of=said.as_of or stored.as_of)


Owned = TypeVar("Owned", ResourceEntry, LabEntry)


class _Left:
    """Adapts stored entries to skills that were renamed or leave."""

    def __init__(self, skills: set[str], renamed: Mapping[str, str]) -> None:
        self.skills = skills
        self.renamed = renamed

    def _ids(self, skills: tuple[str, ...]) -> tuple[str, ...]:
        moved = (self.renamed.get(skill, skill) for skill in skills)
        return tuple(skill for skill in moved if skill in self.skills)

    def owned(self, entries: tuple[Owned, ...]) -> tuple[Owned, ...]:
        moved = ((entry, self._ids((entry.skill,))) for entry in entries)
        return tuple(
            entry if ids[0] == entry.skill else entry.model_copy(update={"skill": ids[0]})
            for entry, ids in moved
            if ids
        )

    def roles(self, entries: tuple[RoleEntry, ...]) -> tuple[RoleEntry, ...]:
        return tuple(entry.model_copy(update={"skills": self._ids(entry.skills)}) for entry in entries)

    def certifications(self, entries: tuple[CertificationEntry, ...]) -> tuple[CertificationEntry, ...]:
        return tuple(entry.model_copy(update={"skills": self._ids(entry.skills)}) for entry in entries)


def skills_of_roles(contents: Contents) -> dict[str, frozenset[str]]:
    """Return the skills that each role asks for: its authors' list, else the computed one."""
    placed = [
        Placed(skill.id, skill.domain, skill.level, position)
        for position, skill in enumerate(contents.skills)
    ]
    needs = {skill.id: [edge.id for edge in skill.prerequisites] for skill in contents.skills}
    return {
        role.id: frozenset(role.skills)
        or frozenset(role_skills(placed, targets=role.target_mastery, needs=needs))
        for role in contents.roles
    }
