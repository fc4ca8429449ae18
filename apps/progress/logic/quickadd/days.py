"""Days as people write them: today, yesterday, last Monday, 12 Nov, 2026-11-12, 3 days ago."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from apps.progress.logic.quickadd.spans import Span, blanked

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY: Final = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_MONTH: Final = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR: Final = r"(?:,?\s(?P<year>\d{4}))?"

Reader = Callable[[re.Match[str], date], date | None]


def days(text: str, *, today: date) -> Iterator[tuple[Span, date | None]]:
    """Yield each day that is named, as they stand; None for one that no calendar has.

    A day without a year is the latest such day that is not in the future.
    """
    found: list[tuple[Span, date | None]] = []
    for pattern, read in _PATTERNS:
        named = [(Span(*day.span(), "day"), read(day, today)) for day in pattern.finditer(text)]
        text = blanked(text, (span for span, _ in named))
        found += named
    yield from sorted(found, key=lambda pair: pair[0].start)


def _back(found: re.Match[str], today: date) -> date | None:
    number = 1 if found["number"] in {"a", "one"} else int(found["number"])
    return today - timedelta(days=number * (7 if found["unit"].lower().startswith("w") else 1))


def _weekday(found: re.Match[str], today: date) -> date | None:
    back = (today.weekday() - _WEEKDAYS.index(found["weekday"][:3].lower())) % 7
    # "Monday" on a Monday is today; "last Monday" never is.
    return today - timedelta(days=7 if back == 0 and found["last"] else back)


def _iso(found: re.Match[str], _: date) -> date | None:
    return _calendar(int(found["year"]), int(found["month"]), int(found["day"]))


def _named(found: re.Match[str], today: date) -> date | None:
    month, day = _MONTHS.index(found["month"][:3].lower()) + 1, int(found["day"])
    if found["year"]:
        return _calendar(int(found["year"]), month, day)
    # 29 February may lie up to eight years back.
    past = (_calendar(today.year - back, month, day) for back in range(9))
    return next((one for one in past if one is not None and one <= today), None)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])", re.IGNORECASE)


_PATTERNS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_pattern(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"), _iso),
    (_pattern(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"), _iso),
    (_pattern(r"(?:the )?day before yesterday"), lambda _, today: today - timedelta(days=2)),
    (_pattern(r"(?P<number>\d{1,4}|a|one) (?P<unit>days?|weeks?) ago"), _back),
    (_pattern(r"(?:on )?yesterday"), lambda _, today: today - timedelta(days=1)),
    (_pattern(r"today|this morning|tonight"), lambda _, today: today),
    (_pattern(rf"(?:on )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH}){_YEAR}"), _named),
    (_pattern(rf"(?:on )?(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}"), _named),
    (_pattern(rf"(?:on |this )?(?P<last>last )?(?P<weekday>{_WEEKDAY})"), _weekday),
)
