"""The measures of the chart, in pixels, and what stands on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

NODE_WIDTH: Final = 150
NODE_HEIGHT: Final = 34
GAP_X: Final = 36  # gutter between columns
GAP_Y: Final = 11  # gap between rows
LANE_PAD: Final = 9
MARGIN_LEFT: Final = 14
MARGIN_TOP: Final = 8
TRACK: Final = 3.5  # distance between parallel lines
CORNER: Final = 5  # radius
LABEL_WIDTH: Final = 20  # characters a line of a label


@dataclass(frozen=True, slots=True)
class Spot:
    """A skill that wants a place: its label, its lane from the top, and what it needs."""

    label: str
    lane: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A skill on the chart; x and y are its upper left corner."""

    x: int
    y: int
    column: int
    row: int
    lane: int
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Height at which lines leave and enter."""
        return self.y + NODE_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a skill to one that needs it: an SVG path."""

    source: str
    target: str
    path: str
    same_lane: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the chart."""

    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Where everything stands. Needs are those that are drawn: without what another one implies."""

    nodes: Mapping[str, Node]
    edges: Sequence[Edge]
    lanes: Sequence[Lane]
    needs: Mapping[str, tuple[str, ...]]
    columns: int
    width: int
    height: int


def column_x(column: int) -> int:
    """Return the left edge of a column of nodes."""
    return MARGIN_LEFT + column * (NODE_WIDTH + GAP_X)


def wrap(label: str, width: int = LABEL_WIDTH) -> tuple[str, ...]:
    """Return a label as one or two lines, broken nearest its middle.

    Breaks stand after spaces, else after dashes and slashes; a label without any is cut short.
    """
    if len(label) <= width:
        return (label,)
    cuts = [at + 1 for at, sign in enumerate(label) if sign == " "] or [
        at + 1 for at, sign in enumerate(label[:-1]) if sign in "–-/"
    ]
    if not cuts:
        return (label[: width - 1] + "…",)
    cut = min(cuts, key=lambda at: max(at, len(label) - at))
    return (label[:cut].strip(), label[cut:].strip())
