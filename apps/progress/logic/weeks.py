"""Weeks of the calendar: Monday to Sunday, numbered as ISO 8601 does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_WRITTEN: Final = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
BAR_HIGHEST: Final = 58.0  # of a drawing of 40 × 64 whose axis lies at 62
AXIS: Final = 62.0


@dataclass(frozen=True, slots=True)
class Week:
    """One week, by its Monday."""

    monday: date

    @property
    def number(self) -> int:
        """The number of the week in its year, 1 to 53."""
        return self.monday.isocalendar().week

    @property
    def written(self) -> str:
        """The week as 2026-W48."""
        year, number, _ = self.monday.isocalendar()
        return f"{year:04d}-W{number:02d}"

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days."""
        return tuple(self.monday + timedelta(days=day) for day in range(7))

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def earlier(self) -> Week:
        """The week before it."""
        return Week(self.monday - timedelta(days=7))

    @property
    def later(self) -> Week:
        """The week after it."""
        return Week(self.monday + timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of a week as a bar: minutes, and where they are drawn from top down."""

    day: date
    minutes: int
    top: float
    height: float


def week_of(day: date) -> Week:
    """Return the week of a day."""
    return Week(day - timedelta(days=day.weekday()))


def week_written(text: str) -> Week:
    """Return the week that is written as 2026-W48; raises ValueError for anything else."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        message = "a week is written as 2026-W48"
        raise ValueError(message)
    return Week(date.fromisocalendar(int(found[1]), int(found[2]), 1))


def bars(week: Week, minutes: Mapping[date, int], *, goal: int) -> tuple[Bar, ...]:
    """Return a bar for each day on one scale: the longest day, or a third of the goal if that is more."""
    scale = max([1.0, goal / 3, *(float(minutes.get(day, 0)) for day in week.days)])
    heights = {day: round(BAR_HIGHEST * minutes.get(day, 0) / scale, 1) for day in week.days}
    return tuple(
        Bar(day, minutes.get(day, 0), round(AXIS - height, 1), height) for day, height in heights.items()
    )
