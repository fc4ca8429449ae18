"""Columns: which needs are drawn, and how far to the right a skill stands."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from apps.skills.logic.layout.geometry import Spot

Needs = Mapping[str, tuple[str, ...]]


def drawn_needs(spots: Mapping[str, Spot]) -> dict[str, tuple[str, ...]]:
    """Return the needs of each skill without those that another of its needs already implies.

    Sets of ancestors are whole numbers with a bit for each skill: 20,000 skills take 50 MB and
    a word's operation for 64 skills at a time.
    """
    bit = {skill: 1 << at for at, skill in enumerate(spots)}
    above: dict[str, int] = {}
    for skill in TopologicalSorter({skill: spot.needs for skill, spot in spots.items()}).static_order():
        ancestors = 0
        for need in spots[skill].needs:
            ancestors |= above[need] | bit[need]
        above[skill] = ancestors
    return {
        skill: tuple(need for need in spot.needs if not any(above[other] & bit[need] for other in spot.needs))
        for skill, spot in spots.items()
    }


def depths(needs: Needs) -> dict[str, int]:
    """Return the number of needs on the longest way to each skill, in the order of `needs`."""
    found: dict[str, int] = {}
    for skill in TopologicalSorter(needs).static_order():
        found[skill] = 1 + max((found[need] for need in needs[skill]), default=-1)
    return {skill: found[skill] for skill in needs}


def opened_by(needs: Needs) -> dict[str, list[str]]:
    """Return the skills that need each skill directly."""
    opens: dict[str, list[str]] = {skill: [] for skill in needs}
    for skill, needed in needs.items():
        for need in needed:
            opens[need].append(skill)
    return opens


class Columns:
    """Depths that give way: skills with room to the right leave a crowded cell."""

    def __init__(self, spots: Mapping[str, Spot], needs: Needs) -> None:
        """Start from the longest ways."""
        self.lane = {skill: spot.lane for skill, spot in spots.items()}
        self.depth = depths(needs)
        self.opens = opened_by(needs)
        self.last = max(self.depth.values(), default=0)

    def relieved(self) -> dict[str, int]:
        """Return the columns after moving until nothing moves any more."""
        for _ in range(self.last):
            if not self._pass():
                break
        return self.depth

    def _pass(self) -> bool:
        cells: dict[tuple[int, int], list[str]] = {}
        for skill, lane in self.lane.items():
            cells.setdefault((lane, self.depth[skill]), []).append(skill)
        moved = False
        for cell, skills in sorted(cells.items()):
            for skill in sorted(skills, key=lambda each: (len(self.opens[each]), each)):
                moved |= self._move(skill, cell, cells)
        return moved

    def _move(self, skill: str, cell: tuple[int, int], cells: dict[tuple[int, int], list[str]]) -> bool:
        lane, column = cell
        here = len(cells[cell])
        room = min((self.depth[each] for each in self.opens[skill]), default=self.last + 1) - 1
        target = min(
            range(column + 1, room + 1),
            key=lambda each: (len(cells.get((lane, each), ())), each),
            default=None,
        )
        if target is None or here < 3 or len(cells.get((lane, target), ())) > here - 2:
            return False
        cells[cell].remove(skill)
        cells.setdefault((lane, target), []).append(skill)
        self.depth[skill] = target
        return True
