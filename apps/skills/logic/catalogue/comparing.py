"""Compares the stored catalogue with a wanted one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from apps.skills.logic.catalogue.contents import Contents, Stored, edges_of, outcomes_of
from apps.skills.logic.catalogue.diff import Change, Diff, SectionDiff
from apps.skills.logic.catalogue.differing import changes
from apps.skills.logic.catalogue.entries import (
    CertificationEntry,
    DomainEntry,
    Entry,
    RoleEntry,
    SkillEntry,
)
from apps.skills.logic.catalogue.renames import Renames

Key = TypeVar("Key", bound=Hashable)
Identified = TypeVar("Identified", DomainEntry, SkillEntry, RoleEntry, CertificationEntry)
Pair = tuple[str, str]
Moves = Mapping[str, str]


def compare(stored: Stored, wanted: Contents, renames: Renames) -> Diff:
    """Return what turns the stored catalogue into the wanted one.

    Sections of the diff: pitfalls, domains, skills, edges, outcomes, resources, labs, roles, role
    skills and certifications; only those in which something changes.
    """
    moves = renames.renamed
    sections = {**_plain_sections(stored, wanted), **_skill_sections(stored, wanted, moves)}
    ids = {skill.id for skill in wanted.skills}
    return Diff(
        edition=tuple(changes(stored.contents.edition, wanted.edition)),
        sections={name: section for name, section in sections.items() if section},
        renamed=moves,
        merged={old: new for old, new in renames.merged.items() if old not in stored.retired_in("skills")},
        former={old: new for old, new in renames.former.items() if _leads_anew(old, new, stored, moves)},
        forgotten=tuple(sorted(stored.former.keys() & ids)),
        reordered=tuple(_reordered(_orders(stored.contents, moves), _orders(wanted, {}))),
    )


def _leads_anew(old: str, new: str, stored: Stored, moves: Moves) -> bool:
    before = stored.former.get(old)
    return before is None or moves.get(before, before) != new


def _plain_sections(stored: Stored, wanted: Contents) -> dict[str, SectionDiff]:
    have = stored.contents
    return {
        "pitfalls": _entries(
            {p.number: p for p in have.pitfalls}, {p.number: p for p in wanted.pitfalls}, frozenset()
        ),
        "domains": _entries(_by_id(have.domains), _by_id(wanted.domains), stored.retired_in("domains")),
        "roles": _entries(_by_id(have.roles), _by_id(wanted.roles), stored.retired_in("roles")),
        "certifications": _entries(
            _by_id(have.certifications), _by_id(wanted.certifications), stored.retired_in("certifications")
        ),
    }


def _skill_sections(stored: Stored, wanted: Contents, moves: Moves) -> dict[str, SectionDiff]:
    have = stored.contents
    return {
        "skills": _entries(
            {_moved(skill.id, moves): skill for skill in have.skills},
            _by_id(wanted.skills),
            {_moved(skill, moves) for skill in stored.retired_in("skills")},
        ),
        "edges": _edges(
            {(_moved(a, moves), _moved(b, moves)): share for (a, b), share in edges_of(have.skills).items()},
            edges_of(wanted.skills),
        ),
        "outcomes": _entries(
            _owned(outcomes_of(have.skills), moves),
            outcomes_of(wanted.skills),
            {(_moved(skill, moves), outcome) for skill, outcome in stored.retired_outcomes},
        ),
        "resources": _entries(
            _owned({(r.skill, r.url): r for r in have.resources}, moves),
            {(r.skill, r.url): r for r in wanted.resources},
            {(_moved(skill, moves), url) for skill, url in stored.retired_resources},
        ),
        "labs": _entries(
            _owned({(lab.skill, lab.id): lab for lab in have.labs}, moves),
            {(lab.skill, lab.id): lab for lab in wanted.labs},
            {(_moved(skill, moves), lab) for lab, skill in stored.labs.items()},
        ),
        "role skills": _members(_pairs(have.role_skills, moves), _pairs(wanted.role_skills, {})),
    }


def _moved(skill: str, moves: Moves) -> str:
    return moves.get(skill, skill)


def _owned(entries: Mapping[Pair, Entry], moves: Moves) -> dict[Pair, Entry]:
    return {(_moved(skill, moves), rest): entry for (skill, rest), entry in entries.items()}


def _by_id(entries: Sequence[Identified]) -> dict[str, Identified]:
    return {entry.id: entry for entry in entries}


def _pairs(lists: Mapping[str, Iterable[str]], moves: Moves) -> dict[Pair, None]:
    return {(role, _moved(skill, moves)): None for role in lists for skill in sorted(lists[role])}


def _entries(
    stored: Mapping[Key, Entry], wanted: Mapping[Key, Entry], retired: AbstractSet[Key]
) -> SectionDiff:
    new = [key for key in wanted if key not in stored]
    changed = {key: tuple(changes(stored[key], entry)) for key, entry in wanted.items() if key in stored}
    return SectionDiff(
        added=tuple(_label(key) for key in new if key not in retired),
        restored=tuple(_label(key) for key in new if key in retired),
        changed={_label(key): each for key, each in changed.items() if each},
        retired=tuple(_label(key) for key in stored if key not in wanted),
    )


def _edges(stored: Mapping[Pair, float], wanted: Mapping[Pair, float]) -> SectionDiff:
    weights = {
        key: (Change("encompasses", str(stored[key]), str(share)),)
        for key, share in wanted.items()
        if key in stored and stored[key] != share
    }
    members = _members(stored, wanted)
    return SectionDiff(
        members.added,
        changed={_label(key): change for key, change in weights.items()},
        retired=members.retired,
    )


def _members(stored: Mapping[Pair, object], wanted: Mapping[Pair, object]) -> SectionDiff:
    return SectionDiff(
        added=tuple(_label(key) for key in wanted if key not in stored),
        retired=tuple(_label(key) for key in stored if key not in wanted),
    )


def _orders(contents: Contents, moves: Moves) -> dict[str, list[str]]:
    """Return the ids of each list whose order means something, by what to call the list."""
    orders: dict[str, list[str]] = defaultdict(list)
    orders["domains"] = [domain.id for domain in contents.domains]
    orders["roles"] = [role.id for role in contents.roles]
    orders["certifications"] = [certification.id for certification in contents.certifications]
    for skill in contents.skills:
        orders[f"skills of {skill.domain}"].append(_moved(skill.id, moves))
        orders[f"outcomes of {_moved(skill.id, moves)}"] = [outcome.id for outcome in skill.outcomes]
    for resource in contents.resources:
        orders[f"resources of {_moved(resource.skill, moves)}"].append(resource.url)
    return orders


def _reordered(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> Iterator[str]:
    for name, ids in after.items():
        were = before.get(name, [])
        both = set(ids) & set(were)
        if [each for each in ids if each in both] != [each for each in were if each in both]:
            yield name


def _label(key: Hashable) -> str:
    if not isinstance(key, tuple):
        return str(key)
    return " ".join(key) if "://" in key[1] else "/".join(key)
