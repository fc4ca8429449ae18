"""When a weekly mail is due: at an hour of a day of the learner's own week, once a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

LATEST: Final = timedelta(hours=24)  # after that a weekly mail is not worth sending any more
WEEKS_AHEAD: Final = 60


@dataclass(frozen=True, slots=True)
class Weekly:
    """An hour of a day of each week, in a zone."""

    day: int  # 1 Monday to 7 Sunday
    hour: int
    zone: ZoneInfo


def moment(day: date, *, hour: int, zone: ZoneInfo) -> datetime:
    """Return when an hour of a day comes in a zone.

    An hour that the clocks skip comes as much later as they skip; of one that they repeat, the
    second counts: as PostgreSQL has it.
    """
    local = datetime.combine(day, time(hour), zone)
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def period(day: date) -> str:
    """Return the ISO week of a day, as 2026-W53."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def days_ahead(weekly: Weekly, *, now: datetime) -> Iterator[date]:
    """Yield the days on which the mail is due after a moment, for a year and more."""
    today = now.astimezone(weekly.zone).date()
    first = today - timedelta(days=today.isoweekday() - weekly.day)
    every = (first + timedelta(weeks=week) for week in range(WEEKS_AHEAD))
    return (day for day in every if moment(day, hour=weekly.hour, zone=weekly.zone) > now)


def next_day(weekly: Weekly, *, now: datetime, away: list[tuple[date, date]]) -> date | None:
    """Return the first day ahead on which the mail is due and nobody is away; None within a year."""
    free = (
        day for day in days_ahead(weekly, now=now) if not any(first <= day <= last for first, last in away)
    )
    return next(islice(free, 1), None)
