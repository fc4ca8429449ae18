"""What learners will notice of a change of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from apps.skills.logic.catalogue.changelist import ChangeRow
from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.reach import Reach

ORDER = ("slow", "medium", "fast")
NOBODY = Reach()


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that learners notice, as numbers and names."""

    kind: Literal["retired", "renamed", "sooner", "later", "outcomes", "needs", "list", "gone"]
    name: str  # of the skill or role
    many: int  # learners it happens to, or their due days
    plus: int = 0
    minus: int = 0
    old: str = ""
    new: str = ""


def notices(
    rows: list[ChangeRow],
    *,
    before: Contents,
    reach: Mapping[str, Reach],
    aims: Mapping[str, int],
) -> list[Notice]:
    """Return what the learners who are there notice: by the rows of a diff, in their order.

    `reach` by the id a skill has until then, `aims` by role: how many learners aim at it.
    """
    skills = {skill.id: skill.name for skill in before.skills}
    roles = {role.id: role.name for role in before.roles}
    found: list[Notice] = []
    for row in rows:
        if row.role:
            found += _of_role(row, roles.get(row.role, row.name), aims.get(row.role, 0))
        elif row.skill:
            name = skills.get(row.skill, row.skill)
            found += _of_skill(row, name, reach.get(row.skill, NOBODY))
    return found


def _of_role(row: ChangeRow, name: str, many: int) -> Iterator[Notice]:
    if many and row.kind == "list":
        yield Notice("list", name, many, plus=len(row.plus), minus=len(row.minus))
    elif many and row.kind == "retired":
        yield Notice("gone", name, many)


def _of_skill(row: ChangeRow, name: str, reach: Reach) -> Iterator[Notice]:
    if row.kind in {"retired", "merged"} and reach.holders:
        yield Notice("retired", name, reach.holders)
    elif row.kind == "renamed" and reach.learners:
        yield Notice("renamed", name, reach.learners, old=row.skill, new=row.name)
    elif row.kind == "needs" and row.plus and reach.learners:
        yield Notice("needs", name, reach.learners, plus=len(row.plus))
    elif row.section == "outcomes" and row.plus and reach.holders:
        yield Notice("outcomes", name, reach.holders, plus=len(row.plus))
    elif row.section == "skills":
        for change in row.changes:
            if change.field == "ageing" and reach.moving:
                sooner = ORDER.index(change.new) > ORDER.index(change.old)
                kind: Literal["sooner", "later"] = "sooner" if sooner else "later"
                yield Notice(kind, name, reach.moving, old=change.old, new=change.new)
