"""Minutes as people write them: 45m, 45 min, 1h, 1h30, 1.5 h, half an hour, 90."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.progress.logic.entries import MINUTES_MOST
from apps.progress.logic.quickadd.spans import Span, blanked

TOO_LONG: Final = MINUTES_MOST + 1  # stands for any longer time: nobody needs to know how much longer

# Every repetition is bounded or of one character class, so that no text takes more than linear time.
_LEAD: Final = r"(?<![\w.,:/#-])"
_HOURS: Final = re.compile(
    _LEAD
    + r"(?P<hours>\d+)(?:[.,](?P<part>\d+))?\s?h(?:ours?|rs?)?"
    + r"(?:\s?(?P<minutes>\d+)\s?m(?:in(?:ute)?s?)?|\s?(?P<bare>\d\d))?(?![\w-])",
    re.IGNORECASE,
)
_MINUTES: Final = re.compile(_LEAD + r"(?P<minutes>\d+)\s?m(?:in(?:ute)?s?)?(?![\w-])", re.IGNORECASE)
_WORDS: Final = re.compile(r"(?<!\w)(?:(half an hour)|(an hour and a half)|(an hour))(?!\w)", re.IGNORECASE)
_BARE: Final = re.compile(r"(?<![\w.,:/#-])(?P<minutes>\d{1,4})(?![\w.:/%-]|,\d)")


def durations(text: str) -> Iterator[tuple[Span, int]]:
    """Yield each time with a unit and its minutes, as they stand; more than a day yields TOO_LONG."""
    found: list[tuple[Span, int]] = []
    for pattern, read in ((_HOURS, _hours), (_MINUTES, _minutes), (_WORDS, _words)):
        times = [
            (Span(*time.span(), "minutes"), min(read(time), TOO_LONG)) for time in pattern.finditer(text)
        ]
        text = blanked(text, (span for span, _ in times))
        found += times
    yield from sorted(found, key=lambda pair: pair[0].start)


def bare_numbers(text: str) -> Iterator[tuple[Span, int]]:
    """Yield each number that stands alone and can be minutes of a day."""
    for found in _BARE.finditer(text):
        if 0 < int(found["minutes"]) <= MINUTES_MOST:
            yield Span(found.start(), found.end(), "minutes"), int(found["minutes"])


def _hours(found: re.Match[str]) -> int:
    whole = _number(found["hours"]) * 60
    if found["part"]:
        # 1.5 h is an hour and a half; three places are finer than a minute already.
        whole += round(int(found["part"][:3]) * 60 / 10 ** len(found["part"][:3]))
    return whole + _number(found["minutes"] or found["bare"] or "0")


def _minutes(found: re.Match[str]) -> int:
    return _number(found["minutes"])


def _words(found: re.Match[str]) -> int:
    return {1: 30, 2: 90, 3: 60}[found.lastindex or 3]


def _number(digits: str) -> int:
    # Python refuses to read thousands of digits, and nobody means them.
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= 4 else TOO_LONG
