"""Balance, drawn: a hull that heels to the heavier side, and the split of the two sides as a bar."""

from __future__ import annotations

from html import escape
from math import cos, radians, sin

from apps.curricula.logic.drawing.strokes import number, text
from apps.skills.logic.balance import NEEDLE_STOPS

_PIVOT_X, _PIVOT_Y, _RADIUS = 150.0, 128.0, 112.0
_BAR_WIDTH, _BAR_HEIGHT = 300.0, 14.0
_WATERLINE = "M2 140H78M222 140H298M18 149h54M228 149h54"
_NEEDLE = '<path class="heel-mast" d="M150 128V38"/><path class="heel-tip" d="M144.5 42h11l-5.5 -14z"/>'
_HULL = '<path class="heel-hull" d="M84 124H216C212 150 186 161 156 162V174H144V162C114 161 88 150 84 124Z"/>'


def heel_gauge(
    *, degrees: float | None, even_within: float, title: str, sides: tuple[str, str] = ("ML", "DevOps")
) -> str:
    """Return the gauge: a hull seen from behind whose mast points to the heel.

    Positive degrees lean to ML and are drawn to the left. The mast stops at 30 degrees; None (too
    early to say) draws the hull upright and without its mast. Even keel is `even_within` degrees to
    either side.
    """
    return (
        f'<svg viewBox="0 -10 300 188" role="img" aria-label="{escape(title)}">{_scale(even_within)}'
        f'{_hull(degrees)}<path class="heel-water" d="{_WATERLINE}"/>'
        f"{text(sides[0], (2, 130))}{text(sides[1], (298, 130), anchor='end')}</svg>"
    )


def sides_bar(*, ml_share: float, band: tuple[float, float] | None, title: str) -> str:
    """Return the split as a bar: ML solid, DevOps hatched, the role's band as two ticks.

    All shares 0 to 1; what lies outside is drawn at the end of the bar.
    """
    x = _BAR_WIDTH * min(1.0, max(0.0, ml_share))
    ticks = "".join(f"M{number(_BAR_WIDTH * end)} -3v20" for end in band or ())
    marks = f'<path class="side-mid" d="{ticks}" vector-effect="non-scaling-stroke"/>' if ticks else ""
    # Half a unit in, so that the outline of the hatched part is not cut off by the edge.
    rest = max(0.0, _BAR_WIDTH - 1 - x)
    return (
        f'<svg viewBox="0 0 300 14" preserveAspectRatio="none" role="img" aria-label="{escape(title)}">'
        f'<rect class="side-ml" width="{number(x)}" height="{number(_BAR_HEIGHT)}"/>'
        f'<rect class="side-ops" x="{number(x + 0.5)}" y=".5" width="{number(rest)}" height="13"'
        f' vector-effect="non-scaling-stroke"/>{marks}</svg>'
    )


def _scale(even_within: float) -> str:
    even = min(NEEDLE_STOPS, max(0.0, even_within))
    ticks = "".join(_tick(angle) for angle in range(-30, 31, 5))
    numbers = "".join(
        text(f"{abs(angle)}°", _on_rim(angle, _RADIUS + 11), anchor="middle") for angle in range(-30, 31, 10)
    )
    return (
        f'<path class="heel-ok" d="{_arc(-even, even, _RADIUS - 4)}"/>'
        f'<path class="heel-scale" d="{_arc(-NEEDLE_STOPS, NEEDLE_STOPS, _RADIUS)}"/>'
        f'<g class="heel-scale">{ticks}</g>{numbers}'
    )


def _hull(degrees: float | None) -> str:
    if degrees is None:
        return _HULL
    # The scale runs from ML on the left; SVG turns clockwise for positive angles.
    turn = -max(-NEEDLE_STOPS, min(NEEDLE_STOPS, degrees))
    return f'<g transform="rotate({number(turn)} 150 128)">{_NEEDLE}{_HULL}</g>'


def _tick(angle: int) -> str:
    inner = _RADIUS - (9 if angle % 10 == 0 else 5)
    return f'<path d="M{_point(angle, _RADIUS)}L{_point(angle, inner)}"/>'


def _arc(start: float, end: float, radius: float) -> str:
    size = number(radius)
    return f"M{_point(start, radius)}A{size} {size} 0 0 1 {_point(end, radius)}"


def _point(angle: float, radius: float) -> str:
    x, y = _on_rim(angle, radius)
    return f"{number(x)} {number(y)}"


def _on_rim(angle: float, radius: float) -> tuple[float, float]:
    turn = radians(angle)
    return _PIVOT_X + radius * sin(turn), _PIVOT_Y - radius * cos(turn)
