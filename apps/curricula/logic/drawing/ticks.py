"""Which days are named under an axis of time, so that no two names touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

# Units of the drawing that a name needs: "24 Nov" is wider than "Nov" and "2027".
_ROOM_FOR_DAYS, _ROOM_FOR_MONTHS, _ROOM_FOR_YEARS = 54.0, 40.0, 46.0
_DAYS: Final = (1, 2, 7, 14)
_DAYS_NAMED_WITHIN = 92  # a longer axis reads better by months
_MONTHS: Final = (1, 2, 3, 6)
_YEARS: Final = (1, 2, 5, 10, 25, 50)


@dataclass(frozen=True, slots=True)
class Tick:
    """A named day on the axis."""

    day: date
    name: str


def ticks(start: date, end: date, *, width: float, months: Sequence[str]) -> list[Tick]:
    """Return the finest even ticks from start to end whose names have room on the axis.

    `months` are twelve short names, January first. January is named by its year, since an axis
    longer than a year would otherwise say the same word twice.
    """
    days = max(1, (end - start).days)
    a_day = width / days
    for step in _DAYS if days <= _DAYS_NAMED_WITHIN else ():
        if step * a_day >= _ROOM_FOR_DAYS:
            return [Tick(day, _day_name(day, months)) for day in _every(start, end, step)]
    for step in _MONTHS:
        if 28 * step * a_day >= _ROOM_FOR_MONTHS:
            return [Tick(day, _month_name(day, months)) for day in _firsts(start, end, step)]
    step = next((s for s in _YEARS if 365 * s * a_day >= _ROOM_FOR_YEARS), 100)
    return [Tick(day, str(day.year)) for day in _firsts(start, end, 12) if day.year % step == 0]


def _every(start: date, end: date, step: int) -> Iterator[date]:
    for days in range(0, (end - start).days + 1, step):
        yield start + timedelta(days=days)


def _firsts(start: date, end: date, step: int) -> Iterator[date]:
    first = start.year * 12 + start.month - 1 + (start.day > 1)
    for month in range(first, end.year * 12 + end.month):
        if month % step == 0:
            yield date(month // 12, month % 12 + 1, 1)


def _day_name(day: date, months: Sequence[str]) -> str:
    return f"{day.day} {months[day.month - 1]}"


def _month_name(day: date, months: Sequence[str]) -> str:
    return str(day.year) if day.month == 1 else months[day.month - 1]
