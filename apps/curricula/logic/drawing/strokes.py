"""Numbers and texts as they stand in SVG."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

Point = tuple[float, float]


def number(value: float) -> str:
    """Return a coordinate to a tenth of a unit, without trailing zeros."""
    short = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def polyline(points: Iterable[Point]) -> str:
    """Return path data that joins points by straight lines."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def text(words: str, at: Point, *, anchor: str = "start", css: str = "") -> str:
    """Return a text element; nothing at all where there are no words."""
    if not words:
        return ""
    marked = f' class="{css}"' if css else ""
    x, y = at
    return f'<text{marked} x="{number(x)}" y="{number(y)}" text-anchor="{anchor}">{escape(words)}</text>'
