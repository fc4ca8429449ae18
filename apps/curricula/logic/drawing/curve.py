"""Retention over time, drawn: what has faded so far, what will, and what practice today would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from apps.curricula.logic.drawing.frame import NARROW, WIDE, Frame, Size
from apps.curricula.logic.drawing.labels import Box, Label, along, place
from apps.curricula.logic.drawing.strokes import Point, number, polyline, text
from apps.curricula.logic.drawing.ticks import ticks

_POINTS_MOST = 90  # of one stretch of the curve: beyond it the eye sees no corner
_LEAST_AHEAD = 10  # days drawn past the last thing worth seeing
_DRAWN_FROM = 0.4  # lowest retention on the axis, while nothing falls under it
_LABEL_CLEARANCE = 13.0


@dataclass(frozen=True, slots=True)
class CurveWords:
    """The texts on the drawing, in the reader's language."""

    title: str  # the whole picture as a sentence or two, for those who do not see it
    today: str  # "Today, 82%"
    under: str  # "under the target"
    due: str  # "5 Dec"
    due_says: str  # "falls under", or "due for a refresh" where the cap binds
    after: str  # "with practice today: 23 Mar"; empty without `stability_after`
    after_short: str  # "23 Mar"
    months: tuple[str, ...]  # twelve short names, January first


@dataclass(frozen=True, slots=True)
class Span:
    """From one practice to the next: a day, the days until the next (or today), the stability."""

    start: date
    days: int
    stability: float
    elapsed: int = 0  # days the curve had run at the start: partial practice does not return to 100 %


@dataclass(frozen=True, slots=True)
class RetentionCurve:
    """One skill's memory, past and ahead. Stability in days, shares 0 to 1."""

    today: date
    target: float
    state: str
    spans: tuple[Span, ...]  # oldest first; may be empty
    stability: float
    last_day: date  # the day the present curve starts from
    due_on: date
    stability_after: float | None  # if a practice happened today
    decay: float
    factor: float
    words: CurveWords
    elapsed_after: int = 0  # days already run on the curve after such a practice
    due_after: date | None = None  # None: when the target is met

    def stretches(self) -> tuple[Span, ...]:
        """Return what to draw of the past: without a practice, the curve since its first day."""
        since = max(0, (self.today - self.last_day).days)
        return self.spans or (Span(self.last_day, since, self.stability),)

    def now(self, on: date) -> float:
        """Return retention on a day if nothing is done."""
        return self._at((on - self.last_day).days, self.stability)

    def past(self, span: Span, on: date) -> float:
        """Return retention within a past span."""
        return self._at(span.elapsed + (on - span.start).days, span.stability)

    def after(self, on: date) -> float | None:
        """Return retention on a day if a practice happened today; None where none is proposed."""
        if self.stability_after is None:
            return None
        return self._at(self.elapsed_after + (on - self.today).days, self.stability_after)

    def again_on(self) -> date | None:
        """Return the day a practice today would be due again."""
        if self.stability_after is None or self.due_after is not None:
            return self.due_after
        days = self.stability_after / self.factor * (self.target ** (1 / self.decay) - 1)
        return self.today + timedelta(days=max(0, int(days) - self.elapsed_after))

    def _at(self, elapsed: int, stability: float) -> float:
        return float((1 + self.factor * max(0, elapsed) / stability) ** self.decay)


def retention_curve(curve: RetentionCurve, *, wide: bool) -> str:
    """Return the drawing, 720 × 268 when wide, else 340 × 250; the style sheet shows the one that fits.

    The axis of retention starts at 40 %, or at 0 where the curve comes near that. Time runs from
    the first practice to some days past the last due day, and its names never touch.
    """
    frame = _frame(curve, WIDE if wide else NARROW)
    size = frame.size
    return (
        f'<svg class="{size.css}" data-state="{escape(curve.state)}" viewBox="0 0 {size.width} {size.height}"'
        f' role="img" aria-label="{escape(curve.words.title)}">{_ground(curve, frame)}{_time(curve, frame)}'
        f"{_lines(curve, frame)}{_marks(curve, frame)}{_words(curve, frame)}</svg>"
    )


def _frame(curve: RetentionCurve, size: Size) -> Frame:
    stretches = curve.stretches()
    start = min((curve.today, *(span.start for span in stretches)))
    last = max(curve.today, curve.due_on, curve.again_on() or curve.today)
    end = last + timedelta(days=max(_LEAST_AHEAD, (last - start).days // 9))
    ends = [curve.past(span, span.start + timedelta(days=span.days)) for span in stretches]
    lowest = min([curve.now(end), *ends])
    return Frame(size, start, end, floor=_DRAWN_FROM if lowest > _DRAWN_FROM + 0.03 else 0.0)


def _ground(curve: RetentionCurve, frame: Frame) -> str:
    size, target = frame.size, frame.y(curve.target)
    levels = (0.4, 0.6, 0.8, 1.0) if frame.floor else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    rules = "".join(
        f'<path class="c-grid" d="M{number(size.left)} {number(frame.y(level))}H{number(size.right)}"/>'
        + (_level(level, frame) if abs(frame.y(level) - target) >= _LABEL_CLEARANCE else "")
        for level in levels
    )
    return (
        f'<rect class="c-under" x="{number(size.left)}" y="{number(target)}"'
        f' width="{number(size.right - size.left)}" height="{number(size.bottom - target)}"/>{rules}'
        f"{_level(curve.target, frame, css='strong')}"
        f'<path class="c-target" d="M{number(size.left)} {number(target)}H{number(size.right)}"/>'
        f"{text(curve.words.under, (size.left + 6, size.bottom - 8))}"
    )


def _level(level: float, frame: Frame, css: str = "") -> str:
    return text(f"{level:.0%}", (frame.size.left - 6, frame.y(level) + 4), anchor="end", css=css)


def _time(curve: RetentionCurve, frame: Frame) -> str:
    size = frame.size
    named = ticks(frame.start, frame.end, width=size.right - size.left, months=curve.words.months)
    return (
        f'<path class="c-axis" d="M{number(size.left)} {number(size.bottom)}H{number(size.right)}"/>'
        + "".join(
            f'<path class="c-axis" d="M{number(frame.x(tick.day))} {number(size.bottom)}v5"/>'
            + text(tick.name, (frame.x(tick.day), size.bottom + 18), anchor="middle")
            for tick in named
            if frame.x(tick.day) <= size.width - 18
        )
    )


def _lines(curve: RetentionCurve, frame: Frame) -> str:
    past = "".join(polyline(_past_points(curve, span, frame)) for span in curve.stretches())
    practised = _if_points(curve, frame)
    return (
        f'<path class="c-past" d="{past}"/><path class="c-next" d="{polyline(_next_points(curve, frame))}"/>'
        + (f'<path class="c-if" d="{polyline(practised)}"/>' if practised else "")
    )


def _past_points(curve: RetentionCurve, span: Span, frame: Frame) -> list[Point]:
    end = span.start + timedelta(days=span.days)
    return [(frame.x(day), frame.y(curve.past(span, day))) for day in _days(span.start, end)]


def _next_points(curve: RetentionCurve, frame: Frame) -> list[Point]:
    return [(frame.x(day), frame.y(curve.now(day))) for day in _days(curve.today, frame.end)]


def _if_points(curve: RetentionCurve, frame: Frame) -> list[Point]:
    points = [
        (frame.x(day), frame.y(level))
        for day in _days(curve.today, frame.end)
        if (level := curve.after(day)) is not None
    ]
    return [(frame.x(curve.today), frame.y(curve.now(curve.today))), *points] if points else []


def _days(start: date, end: date) -> Iterator[date]:
    """Yield days from start to end, close together first: the curve bends most there."""
    length = max(0, (end - start).days)
    many = min(length, _POINTS_MOST)
    shown = -1
    for point in range(many + 1):
        day = round(length * (point / many) ** 2) if many else 0
        if day > shown:
            shown = day
            yield start + timedelta(days=day)


def _marks(curve: RetentionCurve, frame: Frame) -> str:
    dots = "".join(
        _dot(frame.x(span.start), frame.y(curve.past(span, span.start)), 3.5) for span in curve.spans
    )
    x, y = _due_point(curve, frame)
    again = curve.again_on()
    level = curve.after(again) if again else None
    there = _dot(frame.x(again), frame.y(level), 4) if again and level is not None else ""
    return f'{dots}<path class="c-cross" d="M{number(x - 7)} {number(y - 6)}h14l-7 12z"/>{there}'


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle class="c-dot" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'


def _due_point(curve: RetentionCurve, frame: Frame) -> tuple[float, float]:
    return frame.x(curve.due_on), frame.y(curve.now(curve.due_on))


def _words(curve: RetentionCurve, frame: Frame) -> str:
    x = frame.x(curve.today)
    size = frame.size
    return (
        f'<path class="c-now" d="M{number(x)} {number(size.top - 8)}V{number(size.bottom)}"/>'
        f"{Label(curve.words.today, x, size.top - 13, css='strong', prefer='end').markup(size)}"
        + "".join(label.markup(size) for label in place(_named(curve, frame), size, _crowded(curve, frame)))
    )


def _named(curve: RetentionCurve, frame: Frame) -> list[Label]:
    """Return the words at the two due days, the nearer first."""
    x, y = _due_point(curve, frame)
    wide = frame.size.wide
    says = curve.words.due_says if wide else ""
    named = [Label(curve.words.due, x - 4, y + 30, css="c-word", second=says)]
    again = curve.again_on()
    if again is not None:
        words = curve.words.after if wide else curve.words.after_short
        named.append(
            Label(
                words,
                frame.x(again) + 4,
                frame.y(curve.after(again) or curve.target) + 22,
                css="c-if-word",
                prefer="end",
            )
        )
    return named


def _crowded(curve: RetentionCurve, frame: Frame) -> list[Box]:
    """Return the places that words must leave free: along every line."""
    size, target = frame.size, frame.y(curve.target)
    lines = [_past_points(curve, span, frame) for span in curve.stretches()]
    lines += [_next_points(curve, frame), _if_points(curve, frame)]
    return [
        Box(size.left, target - 2, size.right, target + 2),
        *(box for line in lines for box in along(line)),
    ]
