"""Which stored skill a skill of the files is: by its id, else by an id that it bore before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from apps.skills.logic.catalogue.entries import SkillEntry


@dataclass(frozen=True, slots=True)
class Renames:
    """What becomes of stored ids."""

    renamed: Mapping[str, str]  # stored id to new id: the row stays and its learners with it
    merged: Mapping[str, str]  # stored id to the skill that says it was it, beside a row of its own
    former: Mapping[str, str]  # every id that leads to another from now on


def match(skills: Iterable[SkillEntry], *, stored: AbstractSet[str], former: Mapping[str, str]) -> Renames:
    """Match skills to stored ids, retired ones included.

    A skill whose id is stored is that skill. Else it takes over the first of its former ids that
    is stored and free, then one that a former id leads to. Other stored ids that it says it was
    are merged into it: their rows retire, and links to them lead on.
    """
    skills = list(skills)
    ids = {skill.id for skill in skills}
    fresh = [skill for skill in skills if skill.id not in stored and skill.was]
    renamed: dict[str, str] = {}
    for found in (_direct, _followed):
        for skill in fresh:
            if skill.id not in renamed.values():
                free = (row for row in found(skill, stored, former) if row not in renamed and row not in ids)
                row = next(free, None)
                if row is not None:
                    renamed[row] = skill.id
    claimed = {old: skill.id for skill in skills for old in skill.was}
    merged = {old: new for old, new in claimed.items() if old in stored and old not in renamed}
    kept = {old: renamed.get(new, new) for old, new in former.items() if old not in ids}
    return Renames(renamed, merged, kept | claimed | renamed)


def _direct(skill: SkillEntry, stored: AbstractSet[str], former: Mapping[str, str]) -> Iterator[str]:
    del former
    return (old for old in skill.was if old in stored)


def _followed(skill: SkillEntry, stored: AbstractSet[str], former: Mapping[str, str]) -> Iterator[str]:
    return (former[old] for old in skill.was if former.get(old) in stored)
