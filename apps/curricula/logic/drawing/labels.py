"""Words on a drawing, moved until they cover neither a line nor one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from apps.curricula.logic.drawing.frame import Size
from apps.curricula.logic.drawing.strokes import Point, text

_LETTER = 6.2  # mean width of a letter at 12.5 units, condensed
_LINE = 15.0


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether the two share a point."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """One or two lines of words at a point; `y` is the first base line."""

    words: str
    x: float
    y: float
    css: str = ""
    second: str = ""
    prefer: Literal["start", "end"] = "start"

    @property
    def width(self) -> float:
        """About how wide the words are."""
        return _LETTER * max(len(self.words), len(self.second))

    def anchor(self, size: Size) -> Literal["start", "end"]:
        """Return which end stands at the point, so that the words stay inside the drawing."""
        if self.prefer == "end":
            return "end" if self.x - self.width >= 0 else "start"
        return "start" if self.x + self.width <= size.width else "end"

    def box(self, size: Size) -> Box:
        """Return the room that the words take."""
        lines = 2 if self.second else 1
        left = self.x - self.width if self.anchor(size) == "end" else self.x
        return Box(left, self.y - 11, left + self.width, self.y + 4 + _LINE * (lines - 1))

    def markup(self, size: Size) -> str:
        """Return the text elements."""
        anchor = self.anchor(size)
        return text(self.words, (self.x, self.y), anchor=anchor, css=self.css) + text(
            self.second, (self.x, self.y + _LINE), anchor=anchor
        )


def along(points: Sequence[Point]) -> list[Box]:
    """Return boxes that cover a line through the points, and a little on both sides of it."""
    return [
        Box(x - 3, y - 5, x + 3, y + 5)
        for (ax, ay), (bx, by) in pairwise(points)
        for many in [1 + int(max(abs(bx - ax), abs(by - ay)) / 6)]
        for x, y in [(ax + (bx - ax) * k / many, ay + (by - ay) * k / many) for k in range(many + 1)]
    ]


def place(labels: Sequence[Label], size: Size, crowded: Iterable[Box]) -> list[Label]:
    """Return the labels, each moved down, or else up, to the nearest free place; the first chooses."""
    taken = list(crowded)
    placed: list[Label] = []
    for label in labels:
        free = next((moved for moved in _tries(label, size) if _free(moved.box(size), taken)), label)
        taken.append(free.box(size))
        placed.append(free)
    return placed


def _tries(label: Label, size: Size) -> Iterable[Label]:
    for down in range(0, int(size.height), 4):
        if label.y + down + _LINE <= size.bottom - 4:
            yield replace(label, y=label.y + down)
    for up in range(4, int(size.height), 4):
        if label.y - up - 11 >= size.top:
            yield replace(label, y=label.y - up)


def _free(box: Box, taken: Iterable[Box]) -> bool:
    return not any(box.meets(other) for other in taken)
