"""Days as people write them: 5 December, 5 Dec, 12 days ago."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """Return the calendar date that a moment falls on in a zone."""
    return now.astimezone(zone).date()


def next_monday(day: date) -> date:
    """Return the Monday after a day; of a Monday, the one a week later."""
    return day + timedelta(days=7 - day.weekday())


def short_day(day: date, *, today: date) -> str:
    """Return a day as 5 Dec, with the year where it is not this one."""
    return _written(day, "j M" if day.year == today.year else "j M Y", get_language() or "en")


def long_day(day: date, *, today: date) -> str:
    """Return a day as 5 December, with the year where it is not this one."""
    return _written(day, "j F" if day.year == today.year else "j F Y", get_language() or "en")


def ago(day: date, *, today: date) -> str:
    """Return how long ago a day was: today, yesterday, 12 days ago."""
    days = (today - day).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%d day ago", "%d days ago", days) % days


@lru_cache(maxsize=4096)
def _written(day: date, form: str, language: str) -> str:  # noqa: ARG001 - the language is part of the key
    return date_format(day, form)
