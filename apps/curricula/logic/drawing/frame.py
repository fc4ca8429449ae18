"""The frame of a drawing over time: from days and shares to units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Size:
    """Outer size and the edges of the plot, in units of the drawing."""

    css: str
    width: int
    height: int
    left: float = 38
    top: float = 26

    @property
    def wide(self) -> bool:
        """Whether there is room for whole sentences."""
        return self.css == "wide"

    @property
    def right(self) -> float:
        """The right edge of the plot."""
        return self.width - 10

    @property
    def bottom(self) -> float:
        """The lower edge of the plot."""
        return self.height - 26


WIDE: Final = Size("wide", 720, 268)
NARROW: Final = Size("narrow", 340, 250)


@dataclass(frozen=True, slots=True)
class Frame:
    """Days from left to right, retention from the floor to 1 upwards."""

    size: Size
    start: date
    end: date
    floor: float

    def x(self, day: date) -> float:
        """Return where a day stands; days outside the frame stand at its edge."""
        share = (day - self.start).days / max(1, (self.end - self.start).days)
        return self.size.left + (self.size.right - self.size.left) * min(1.0, max(0.0, share))

    def y(self, level: float) -> float:
        """Return where a share stands; what lies under the floor stands on it."""
        share = (max(level, self.floor) - self.floor) / (1 - self.floor)
        return self.size.top + (self.size.bottom - self.size.top) * (1 - share)
