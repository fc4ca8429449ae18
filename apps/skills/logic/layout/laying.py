"""Puts columns, rows and lines together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from apps.skills.logic.layout.depth import Columns, Needs, depths, drawn_needs, opened_by
from apps.skills.logic.layout.geometry import (
    GAP_Y,
    LANE_PAD,
    MARGIN_LEFT,
    MARGIN_TOP,
    NODE_HEIGHT,
    NODE_WIDTH,
    Chart,
    Lane,
    Node,
    Spot,
    column_x,
    wrap,
)
from apps.skills.logic.layout.lines import edges
from apps.skills.logic.layout.rows import grid, in_order, straightened

# Above this many skills nobody reads lines, and straightening them would take minutes.
FINE_MOST: Final = 600


def lay_out(spots: Mapping[str, Spot], lanes: int) -> Chart:
    """Return the chart of skills, by id, in lanes numbered from the top.

    Every need must be a skill of the chart, and needs must make no circle (graphlib.CycleError).
    Up to 600 skills rows are straightened and lines drawn, in about a second; larger charts keep
    the rows in the order of ids and have no lines, in time that grows with skills and needs.
    """
    needs = drawn_needs(spots)
    lane = {skill: spot.lane for skill, spot in spots.items()}
    fine = len(spots) <= FINE_MOST
    column = Columns(spots, needs).relieved() if fine else depths(needs)
    cells = grid(lane, column, lanes)
    rows = straightened(cells, needs, opened_by(needs)) if fine else in_order(cells)
    bands, bottom = _bands(cells.rows)
    nodes = {
        skill: Node(
            x=column_x(column[skill]),
            y=bands[spot.lane].y + LANE_PAD + rows[skill] * (NODE_HEIGHT + GAP_Y),
            column=column[skill],
            row=rows[skill],
            lane=spot.lane,
            lines=wrap(spot.label),
        )
        for skill, spot in spots.items()
    }
    drawn: Needs = needs if fine else {}
    return Chart(
        nodes=nodes,
        edges=tuple(edges(nodes, drawn)),
        lanes=bands,
        needs=needs,
        columns=cells.columns,
        width=column_x(max(cells.columns - 1, 0)) + NODE_WIDTH + MARGIN_LEFT,
        height=bottom + MARGIN_TOP,
    )


def _bands(rows: Sequence[int]) -> tuple[tuple[Lane, ...], int]:
    y = MARGIN_TOP
    bands = []
    for many in rows:
        height = 2 * LANE_PAD + many * NODE_HEIGHT + (many - 1) * GAP_Y
        bands.append(Lane(y, height))
        y += height
    return tuple(bands), y
