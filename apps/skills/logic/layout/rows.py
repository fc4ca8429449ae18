"""Rows inside lanes: barycentre sweeps that straighten lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from apps.skills.logic.layout.depth import Needs

# Weights of neighbours in the same and in other lanes, and numbers of sweeps, that are tried;
# none wins on every graph, and all together take a fraction of a second for 125 skills.
SAME: Final = (2, 4, 9)
FAR: Final = (0.02, 0.3, 1)
SWEEPS: Final = (11, 16, 23)
LANE_GAP: Final = 0.4  # between lanes, in rows
FAR_COST: Final = 0.08  # a bend between lanes disturbs less than one inside

Cell = tuple[int, int]  # lane, column


@dataclass(frozen=True, slots=True)
class Grid:
    """Skills in their cells, in the order of their ids."""

    cells: Mapping[Cell, Sequence[str]]
    lane: Mapping[str, int]
    lanes: int
    columns: int
    rows: Sequence[int]  # of each lane: its fullest cell
    base: Sequence[float] = field(default=())  # rows above each lane


def grid(lane: Mapping[str, int], column: Mapping[str, int], lanes: int) -> Grid:
    """Return the cells that lanes and columns make."""
    cells: dict[Cell, list[str]] = {}
    for skill in sorted(lane):
        cells.setdefault((lane[skill], column[skill]), []).append(skill)
    rows = [1] * lanes
    for (at, _), skills in cells.items():
        rows[at] = max(rows[at], len(skills))
    base = [0.0]
    for many in rows:
        base.append(base[-1] + many + LANE_GAP)
    return Grid(cells, lane, lanes, max(column.values(), default=-1) + 1, rows, base)


def in_order(cells: Grid) -> dict[str, int]:
    """Return rows as the skills come, without looking at lines."""
    return {skill: row for skills in cells.cells.values() for row, skill in enumerate(skills)}


def straightened(cells: Grid, needs: Needs, opens: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the rows, of all weightings tried, whose lines bend least."""
    tried = (
        _Arrangement(cells, needs, opens, same, far).after(sweeps)
        for same, far, sweeps in product(SAME, FAR, SWEEPS)
    )
    return min(tried, key=lambda rows: _bend(rows, cells, needs))


def _bend(rows: Mapping[str, int], cells: Grid, needs: Needs) -> float:
    def at(skill: str) -> float:
        return cells.base[cells.lane[skill]] + rows[skill]

    return sum(
        (1 if cells.lane[need] == cells.lane[skill] else FAR_COST) * abs(at(need) - at(skill))
        for skill, needed in needs.items()
        for need in needed
    )


class _Arrangement:
    """Rows under one weighting; each sweep follows the lines in the other direction."""

    def __init__(
        self, cells: Grid, needs: Needs, opens: Mapping[str, Sequence[str]], same: float, far: float
    ) -> None:
        self.grid, self.needs, self.opens = cells, needs, opens
        self.same, self.far = same, far
        self.cells = {cell: list(skills) for cell, skills in cells.cells.items()}
        self.row = in_order(cells)
        self.order = sorted(self.cells, key=lambda cell: (cell[1], cell[0]))
        self.back = sorted(self.cells, key=lambda cell: (-cell[1], cell[0]))

    def after(self, sweeps: int) -> dict[str, int]:
        """Return the rows after a number of sweeps."""
        for sweep in range(sweeps):
            rightwards = sweep % 2 == 0
            for cell in self.order if rightwards else self.back:
                self._settle(cell, rightwards=rightwards)
        return self.row

    def _settle(self, cell: Cell, *, rightwards: bool) -> None:
        skills = self.cells[cell]
        goals = {skill: self._goal(skill, cell[0], rightwards=rightwards) for skill in skills}
        skills.sort(key=lambda skill: (goals[skill], skill))
        slots = nearest_slots([goals[skill] for skill in skills], self.grid.rows[cell[0]])
        self.row.update(zip(skills, slots, strict=True))

    def _goal(self, skill: str, lane: int, *, rightwards: bool) -> float:
        """Return the row, not yet whole, at which the skill's lines would be straightest."""
        needs, opens = self.needs[skill], self.opens[skill]
        near = (needs or opens) if rightwards else (opens or needs)
        if not near:
            return self.row[skill]
        base, where = self.grid.base, self.grid.lane
        total = weights = 0.0
        for other in near:
            weight = self.same if where[other] == lane else self.far
            weights += weight
            total += weight * (base[where[other]] + self.row[other] - base[lane])
        return max(0, min(self.grid.rows[lane] - 1, total / weights))


def nearest_slots(goals: Sequence[float], rows: int) -> tuple[int, ...]:
    """Return distinct rising rows below `rows`, together nearest the goals, which rise.

    The uppermost rows of equals. Dynamic programming: time goes with goals × rows.
    """
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (rows + 1)
    for at, goal in enumerate(goals):
        # best[k]: the goals so far in rows below k.
        following: list[tuple[float, tuple[int, ...]]] = [(float("inf"), ())] * (at + 1)
        for row in range(at, rows):
            cost, slots = best[row]
            # Rounded, so that sums that differ in their last bit count as equal.
            taken = (round(cost + abs(row - goal), 9), (*slots, row))
            following.append(min(following[-1], taken))
        best = following
    return best[rows][1]
