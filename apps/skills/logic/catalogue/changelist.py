"""A diff as rows that people read before they agree to it: one for each thing that changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.diff import Change, Diff, SectionDiff
from apps.skills.logic.catalogue.entries import SkillEntry
from apps.skills.logic.catalogue.merging import SAME
from apps.skills.logic.catalogue.sheet import Sheet

Kind = Literal[
    "added", "back", "renamed", "merged", "leads", "retired", "needs", "list", "changed", "order", "edition"
]
# Sections whose things stand for themselves, and what each is called by.
PLAIN: Final = ("domains", "pitfalls", "roles", "certifications")
# Sections whose things hang on a skill: skill/outcome, skill and address, skill/lab.
OWNED: Final = ("outcomes", "resources", "labs")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that changes."""

    kind: Kind
    section: str  # of the diff; empty for the catalogue itself
    name: str
    plus: tuple[str, ...] = ()  # what comes with it: needs, outcomes, skills of a list
    minus: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    facts: tuple[str, ...] = ()
    place: str = ""  # file:line, where the files name it
    skill: str = ""  # whose learners it touches, by the id it has until then
    role: str = ""  # as above


def rows(diff: Diff, *, wanted: Contents, sheet: Sheet) -> list[ChangeRow]:
    """Return the rows of a diff: what comes and goes first, then what is renamed, then what changes."""
    made = _Rows(diff, wanted, sheet)
    return [
        *made.skills(),
        *made.needs(),
        *made.lists(),
        *made.changed_skills(),
        *(row for section in OWNED for row in made.owned(section)),
        *(row for section in PLAIN for row in made.plain(section)),
        *(ChangeRow("order", "", name) for name in diff.reordered),
        *(ChangeRow("edition", "", change.field, changes=(change,)) for change in diff.edition),
    ]


@dataclass(slots=True)
class _Group:
    """Parts of one thing."""

    plus: list[str] = field(default_factory=list)
    minus: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


class _Rows:
    def __init__(self, diff: Diff, wanted: Contents, sheet: Sheet) -> None:
        self.diff, self.sheet = diff, sheet
        self.entries = {skill.id: skill for skill in wanted.skills}
        self.before = {new: old for old, new in diff.renamed.items()}
        of_skills = diff.section("skills")
        # What hangs on a skill that comes or goes is told with it.
        self.whole = {*of_skills.added, *of_skills.restored, *of_skills.retired}
        self.places = {
            (section, SAME[section](item.entry)): str(item.origin)
            for section in SAME
            for item in sheet.sections.get(section, ())
            if item.origin.place.line
        }

    def skills(self) -> Iterator[ChangeRow]:
        section = self.diff.section("skills")
        for skill in section.added:
            yield self._fresh("added", self.entries[skill])
        for skill in section.restored:
            yield self._fresh("back", self.entries[skill])
        for old, new in self.diff.renamed.items():
            yield ChangeRow("renamed", "skills", new, minus=(old,), place=self._place(new), skill=old)
        for old, new in self.diff.merged.items():
            yield ChangeRow("merged", "skills", old, plus=(new,), place=self._place(new), skill=old)
        for skill in section.retired:
            if skill not in self.diff.merged:
                yield ChangeRow("retired", "skills", skill, skill=self.before.get(skill, skill))
        yield from self._links()

    def _links(self) -> Iterator[ChangeRow]:
        for old, new in self.diff.former.items():
            if old not in self.diff.renamed and old not in self.diff.merged:
                yield ChangeRow("leads", "skills", old, plus=(new,), place=self._place(new))
        for old in self.diff.forgotten:
            yield ChangeRow("leads", "skills", old, place=self._place(old))

    def _fresh(self, kind: Kind, skill: SkillEntry) -> ChangeRow:
        return ChangeRow(
            kind,
            "skills",
            skill.id,
            plus=tuple(edge.id for edge in skill.prerequisites),
            facts=(skill.domain, skill.level),
            place=self._place(skill.id),
            skill=skill.id if kind == "back" else "",
        )

    def needs(self) -> Iterator[ChangeRow]:
        for skill, group in self._grouped("edges").items():
            yield self._of_skill("needs", "edges", skill, group)

    def lists(self) -> Iterator[ChangeRow]:
        roles = self.diff.section("roles")
        for role, group in self._grouped("role skills").items():
            if role not in {*roles.added, *roles.restored, *roles.retired}:
                place = self.places.get(("roles", role), "")
                yield ChangeRow(
                    "list", "roles", role, tuple(group.plus), tuple(group.minus), place=place, role=role
                )

    def changed_skills(self) -> Iterator[ChangeRow]:
        for skill, changes in self.diff.section("skills").changed.items():
            yield self._of_skill("changed", "skills", skill, _Group(changes=list(changes)))

    def owned(self, section: str) -> Iterator[ChangeRow]:
        for skill, group in self._grouped(section).items():
            yield self._of_skill("changed", section, skill, group)

    def plain(self, section: str) -> Iterator[ChangeRow]:
        found = self.diff.section(section)
        role = section == "roles"
        kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
            ("added", found.added),
            ("back", found.restored),
            ("retired", found.retired),
        )
        for kind, names in kinds:
            for name in names:
                where = self._place(name, section)
                yield ChangeRow(kind, section, name, place=where, role=name if role else "")
        for name, changes in found.changed.items():
            where = self._place(name, section)
            told = tuple(changes)
            yield ChangeRow("changed", section, name, changes=told, place=where, role=name if role else "")

    def _of_skill(self, kind: Kind, section: str, skill: str, group: _Group) -> ChangeRow:
        return ChangeRow(
            kind,
            section,
            skill,
            plus=tuple(group.plus),
            minus=tuple(group.minus),
            changes=tuple(group.changes),
            place=self.places.get(("labs", skill), "") if section == "labs" else self._place(skill),
            skill=self.before.get(skill, skill),
        )

    def _grouped(self, name: str) -> Mapping[str, _Group]:
        """Return the parts of a section by what they hang on, without those told with it."""
        found, groups = self.diff.section(name), defaultdict[str, _Group](_Group)
        for owner, part in _split(found, "added", "restored"):
            groups[owner].plus.append(part)
        for owner, part in _split(found, "retired"):
            groups[owner].minus.append(part)
        for label, changes in found.changed.items():
            owner, part = _owner_and_part(label)
            groups[owner].changes += [Change(f"{part} {each.field}", each.old, each.new) for each in changes]
        return {owner: group for owner, group in groups.items() if owner not in self.whole}

    def _place(self, name: str, section: str = "skills") -> str:
        key: object = int(name) if section == "pitfalls" else name
        return self.places.get((section, key), "")


def _split(found: SectionDiff, *kinds: str) -> Iterator[tuple[str, str]]:
    return (_owner_and_part(label) for kind in kinds for label in getattr(found, kind))


def _owner_and_part(label: str) -> tuple[str, str]:
    at = min(label.find(sign) for sign in "/ " if sign in label)
    return label[:at], label[at + 1 :]
