"""The rules between entries: ids are unique, names lead somewhere, what needs what makes no circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.cycles import closing_path, cycles
from apps.skills.logic.catalogue.entries import (
    CertificationEntry,
    Entry,
    LabEntry,
    PitfallEntry,
    ReferenceEntry,
    ResourceEntry,
    RoleEntry,
    SkillEntry,
    SourceEntry,
)
from apps.skills.logic.catalogue.faults import Fault
from apps.skills.logic.catalogue.sheet import Located, Sheet, Step

MOST: Final = {
    "pitfalls": 8,
    "domains": 500,
    "skills": 20_000,
    "resources": 200_000,
    "labs": 20_000,
    "roles": 200,
    "certifications": 2_000,
    "references": 500,
    "sources": 2_000,
}
# What tells the entries of a section apart: the keys, and the field that a fault points at.
KEYS: Final[dict[str, tuple[tuple[str, Callable[[Any], object]], ...]]] = {
    "pitfalls": (("number", lambda e: e.number), ("id", lambda e: e.id)),
    "domains": (("id", lambda e: e.id), ("code", lambda e: e.code)),
    "skills": (("id", lambda e: e.id),),
    "resources": (("url", lambda e: (e.skill, e.url)),),
    "labs": (("id", lambda e: e.id), ("skill", lambda e: e.skill)),
    "roles": (("id", lambda e: e.id),),
    "certifications": (("id", lambda e: e.id),),
    "references": (("id", lambda e: e.id),),
    "sources": (("id", lambda e: e.id),),
}


@dataclass(frozen=True, slots=True)
class Known:
    """The names that entries may use: of the files, else of what is stored."""

    pitfalls: AbstractSet[int]
    domains: AbstractSet[str]
    skills: AbstractSet[str]
    outcomes: AbstractSet[str]  # skill/outcome
    former: Mapping[str, str]  # what became of ids that are no more

    def skill_fault(self, skill: str) -> str | None:
        """Return what to say of a skill's id, None when it is known."""
        if skill in self.skills:
            return None
        now = self.former.get(skill)
        return f"names `{skill}`, which is no skill" + (f"; it is `{now}` now" if now else "")


def known_names(sheet: Sheet, stored: Contents, former: Mapping[str, str]) -> Known:
    """Return the names that entries of the sheet may use."""
    skills = sheet.entries("skills", SkillEntry) if "skills" in sheet.sections else stored.skills
    was = {old: skill.id for skill in skills for old in skill.was}
    pitfalls = sheet.entries("pitfalls", PitfallEntry) if "pitfalls" in sheet.sections else stored.pitfalls
    return Known(
        pitfalls={pitfall.number for pitfall in pitfalls},
        domains=sheet.ids.get("domains", {domain.id for domain in stored.domains}),
        skills=sheet.ids.get("skills", {skill.id for skill in stored.skills}),
        outcomes={f"{skill.id}/{outcome.id}" for skill in skills for outcome in skill.outcomes},
        former=dict(former) | was,
    )


def check(sheet: Sheet, *, stored: Contents, former: Mapping[str, str]) -> list[Fault]:
    """Return every rule that the sheet breaks, on top of its own faults."""
    too_many = list(_too_many(sheet))
    if too_many:
        return too_many
    known = known_names(sheet, stored, former)
    return [
        *_repeated(sheet),
        *_skill_faults(sheet, known),
        *_names(sheet, "resources", ResourceEntry, lambda e: [(("skill",), e.skill)], known),
        *_names(sheet, "labs", LabEntry, lambda e: [(("skill",), e.skill)], known),
        *_names(sheet, "roles", RoleEntry, lambda e: _listed(e.skills), known),
        *_names(sheet, "certifications", CertificationEntry, lambda e: _listed(e.skills), known),
        *_names(sheet, "sources", SourceEntry, lambda e: _listed(e.skills), known),
        *_names(sheet, "references", ReferenceEntry, _topic_skills, known),
        *_topics(sheet, known),
        *_role_domains(sheet, known),
        *_left_behind(sheet, stored, known),
        *_missing_pitfalls(sheet, stored),
        *_circles(sheet),
    ]


def _too_many(sheet: Sheet) -> Iterator[Fault]:
    for section, located in sheet.sections.items():
        if len(located) > MOST[section]:
            first = located[MOST[section]].origin
            yield first.fault(f"is one too many: {MOST[section]:,} {section} are allowed")


def _repeated(sheet: Sheet) -> Iterator[Fault]:
    for section, keys in KEYS.items():
        for field, key in keys:
            first: dict[object, Located[Entry]] = {}
            for item in sheet.sections.get(section, ()):
                before = first.setdefault(key(item.entry), item)
                if before is not item:
                    yield item.origin.fault(f"is given twice; first in {before.origin}", field)


def _skill_faults(sheet: Sheet, known: Known) -> Iterator[Fault]:
    claimed: dict[str, Located[SkillEntry]] = {}
    for item in sheet.located("skills", SkillEntry):
        entry, origin = item.entry, item.origin
        if entry.domain not in known.domains:
            yield origin.fault(f"names `{entry.domain}`, which is no domain", "domain")
        for at, number in enumerate(entry.pitfalls):
            if number not in known.pitfalls:
                yield origin.fault(f"names pitfall {number}, which is not there", "pitfalls", at)
        for at, old in enumerate(entry.was):
            if old in known.skills:
                yield origin.fault(f"names `{old}`, which is the id of a skill today", "was", at)
            before = claimed.setdefault(old, item)
            if before is not item:
                yield origin.fault(f"names `{old}`, which {before.origin} says it was", "was", at)
        yield from _prerequisites(item, known)
        yield from _twice(item, "outcomes", [outcome.id for outcome in entry.outcomes])


def _prerequisites(item: Located[SkillEntry], known: Known) -> Iterator[Fault]:
    needed = [edge.id for edge in item.entry.prerequisites]
    yield from _twice(item, "prerequisites", needed)
    for at, skill in enumerate(needed):
        message = known.skill_fault(skill)
        if message:
            yield item.origin.fault(message, "prerequisites", at, "id")


def _twice(item: Located[SkillEntry], field: str, ids: list[str]) -> Iterator[Fault]:
    for at, each in enumerate(ids):
        if each in ids[:at]:
            yield item.origin.fault(f"names `{each}` twice", field, at, "id")


def _listed(skills: tuple[str, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    return ((("skills", at), skill) for at, skill in enumerate(skills))


def _topic_skills(reference: ReferenceEntry) -> Iterator[tuple[tuple[Step, ...], str]]:
    for number, topic in enumerate(reference.topics):
        for at, skill in enumerate(topic.skills):
            yield ("topics", number, "skills", at), skill


def check_labs(sheet: Sheet, labs: Mapping[str, str], renamed: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each lab of the sheet whose id has been that of another skill's lab.

    What was proved by a lab stays with the skill that it trained.
    """
    home = {lab: renamed.get(skill, skill) for lab, skill in labs.items()}
    return [
        item.origin.fault(
            f"is the id of a lab of `{home[item.entry.id]}`; another skill's needs its own", "id"
        )
        for item in sheet.located("labs", LabEntry)
        if home.get(item.entry.id, item.entry.skill) != item.entry.skill
    ]


def _names(
    sheet: Sheet,
    section: str,
    kind: type[Entry],
    named: Callable[[Any], Iterable[tuple[tuple[Step, ...], str]]],
    known: Known,
) -> Iterator[Fault]:
    for item in sheet.located(section, kind):
        for path, skill in named(item.entry):
            message = known.skill_fault(skill)
            if message:
                yield item.origin.fault(message, *path)


def _topics(sheet: Sheet, known: Known) -> Iterator[Fault]:
    for item in sheet.located("references", ReferenceEntry):
        for number, topic in enumerate(item.entry.topics):
            if bool(topic.skills) == (topic.verdict is not None):
                yield item.origin.fault("must have either skills or a verdict", "topics", number)
            if topic.outcome and topic.outcome not in known.outcomes:
                message = f"names `{topic.outcome}`, which is no outcome"
                yield item.origin.fault(message, "topics", number, "outcome")


def _role_domains(sheet: Sheet, known: Known) -> Iterator[Fault]:
    for item in sheet.located("roles", RoleEntry):
        for domain in item.entry.target_mastery:
            if domain not in known.domains:
                message = f"names `{domain}`, which is no domain"
                yield item.origin.fault(message, "target_mastery", domain)


def _left_behind(sheet: Sheet, stored: Contents, known: Known) -> Iterator[Fault]:
    """Stored skills and roles whose domain the files leave out, while they do not bring others."""
    if "domains" not in sheet.sections:
        return
    file = next((item.origin.file for item in sheet.sections["domains"]), "(no file)")
    used = {skill.domain for skill in stored.skills} if "skills" not in sheet.sections else set()
    if "roles" not in sheet.sections:
        used.update(domain for role in stored.roles for domain in role.target_mastery)
    for domain in sorted(used - known.domains):
        yield Fault(file, 0, "domains", f"leave out `{domain}`, which stored skills or roles still name")


def _missing_pitfalls(sheet: Sheet, stored: Contents) -> Iterator[Fault]:
    """Pitfalls stand in learners' pages by number: they may be reworded, never taken away."""
    given = {pitfall.number for pitfall in sheet.entries("pitfalls", PitfallEntry)}
    file = next((item.origin.file for item in sheet.sections.get("pitfalls", ())), "(no file)")
    for pitfall in stored.pitfalls:
        if "pitfalls" in sheet.sections and pitfall.number not in given:
            yield Fault(file, 0, "pitfalls", f"leave out {pitfall.number}; pitfalls are never taken away")


def _circles(sheet: Sheet) -> Iterator[Fault]:
    items = {item.entry.id: item for item in sheet.located("skills", SkillEntry)}
    needs = {skill: [edge.id for edge in item.entry.prerequisites] for skill, item in items.items()}
    for cycle in cycles(needs):
        last = items[cycle[-1]]
        at = needs[cycle[-1]].index(cycle[0])
        message = f"closes a circle: {closing_path(cycle)}"
        yield last.origin.fault(message, "prerequisites", at, "id")
