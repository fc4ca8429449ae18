"""Lines: tracks in gutters and gaps, and the rounded paths along them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from apps.skills.logic.layout.depth import Needs
from apps.skills.logic.layout.geometry import (
    CORNER,
    GAP_X,
    GAP_Y,
    NODE_HEIGHT,
    NODE_WIDTH,
    TRACK,
    Edge,
    Node,
    column_x,
)

GUTTER_TRACKS: Final = 7
GAP_TRACKS: Final = 3
APART: Final = 2  # pixels between the ends of two lines on one track

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Used:
    track: int
    owner: str
    low: float
    high: float


class _Tracks:
    """Parallel lines in the gutters, or in the gaps, of the chart; owners share with themselves."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.used: dict[tuple[int, int], list[_Used]] = {}

    def take(self, channel: tuple[int, int], owner: str, one: float, other: float) -> int:
        """Return the first free track of a channel for a stretch, else the least crowded one."""
        low, high = min(one, other), max(one, other)
        used = self.used.setdefault(channel, [])
        near = [each for each in used if each.low <= high + APART and each.high >= low - APART]
        for track in range(self.most):
            if all(each.owner == owner or each.track != track for each in near):
                break
        else:
            track = min(range(self.most), key=lambda each: _overlap(near, each, low, high))
        used.append(_Used(track, owner, low, high))
        return track


def _overlap(used: list[_Used], track: int, low: float, high: float) -> float:
    return sum(
        min(high, each.high) - max(low, each.low)
        for each in used
        if each.track == track and min(high, each.high) > max(low, each.low)
    )


def off_centre(track: int) -> float:
    """Return how far a track lies from the middle of its channel: 0, right, left, and so on."""
    return (track + 1) // 2 * (1 if track % 2 else -1) * TRACK


class _Router:
    """Finds the way of each line; short lines choose first."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes
        self.gutters = _Tracks(GUTTER_TRACKS)
        self.gaps = _Tracks(GAP_TRACKS)

    def way(self, source: str, target: str) -> list[Point]:
        """Return the corners of a line."""
        start, end = self.nodes[source], self.nodes[target]
        here = (float(start.x + NODE_WIDTH), start.middle)
        there = (float(end.x), end.middle)
        if end.column - start.column > 1:
            return self._around(source, target, here, there)
        if here[1] == there[1]:
            return [here, there]
        x = self._gutter(start.column, source, here[1], there[1])
        return [here, (x, here[1]), (x, there[1]), there]

    def _around(self, source: str, target: str, here: Point, there: Point) -> list[Point]:
        """Run in the gap beside the target's row, so that no node lies in between."""
        start, end = self.nodes[source], self.nodes[target]
        from_above = here[1] <= there[1]
        edge = end.y - GAP_Y / 2 if from_above else end.y + NODE_HEIGHT + GAP_Y / 2
        track = self.gaps.take((round(edge), end.lane), target, here[0], there[0])
        y = edge + off_centre(track) * 0.9
        leaves = self._gutter(start.column, source, here[1], y)
        arrives = self._gutter(end.column - 1, target, y, there[1])
        return [here, (leaves, here[1]), (leaves, y), (arrives, y), (arrives, there[1]), there]

    def _gutter(self, column: int, owner: str, one: float, other: float) -> float:
        track = self.gutters.take((column, 0), owner, one, other)
        return column_x(column) + NODE_WIDTH + GAP_X / 2 + off_centre(track)


def edges(nodes: Mapping[str, Node], needs: Needs) -> Iterator[Edge]:
    """Yield the line of every need, short ones first."""
    router = _Router(nodes)

    def length(pair: tuple[str, str]) -> tuple[int, int, tuple[str, str]]:
        start, end = nodes[pair[0]], nodes[pair[1]]
        return end.column - start.column, abs(start.y - end.y), pair

    pairs = sorted(((need, skill) for skill, needed in needs.items() for need in needed), key=length)
    for source, target in pairs:
        same = nodes[source].lane == nodes[target].lane
        yield Edge(source, target, rounded(router.way(source, target)), same)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def rounded(points: list[Point]) -> str:
    """Return an SVG path through points, its corners rounded."""
    out = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for (before, corner), (_, after) in pairwise(pairwise(points)):
        radius = min(CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
        (x1, y1), (x2, y2) = _towards(corner, before, radius), _towards(corner, after, radius)
        x, y = corner
        out.append(f"L{number(x1)} {number(y1)}Q{number(x)} {number(y)} {number(x2)} {number(y2)}")
    out.append(f"L{number(points[-1][0])} {number(points[-1][1])}")
    return "".join(out)


def _distance(one: Point, other: Point) -> float:
    return abs(other[0] - one[0]) + abs(other[1] - one[1])


def _towards(corner: Point, other: Point, far: float) -> Point:
    return tuple(at + far * ((to > at) - (to < at)) for at, to in zip(corner, other, strict=True))  # type: ignore[return-value]  # two coordinates
