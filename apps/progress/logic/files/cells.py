"""What the cells of a row say: skill, date, minutes, kind and note, each strictly."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from apps.core.text import HIDDEN
from apps.progress.logic.entries import BY_HAND, EARLIEST, MINUTES_MOST, NOTE_MOST
from apps.progress.logic.files.found import COLUMNS, Fault, Row, shown, spelled
from apps.progress.logic.quickadd.kinds import DEEDS, HINTS

SKILL_MOST: Final = 200
# Written by a check that was answered and by a reviewer: a file may hold them, and cannot make them.
NOT_BY_FILE: Final = frozenset({"checked", "accepted"})
KINDS: Final = frozenset(BY_HAND) | NOT_BY_FILE
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[./-]?(\d{1,2})[./-]?(\d{1,2})(?:[T ].*)?", re.ASCII)
_MINUTES: Final = {str(many): many for many in range(MINUTES_MOST + 1)}
_NUMBER: Final = re.compile(r"(\d{1,4})(?:\.0+)?(?: ?(?:m|min|mins|minutes))?", re.ASCII)
_HOURS: Final = re.compile(r"(\d{1,2})(?::| ?h ?)(\d{2})?(?: ?m(?:in)?)?", re.ASCII)
_MEANT: Final = {
    **{phrase: kind for table in (DEEDS, HINTS) for kind, said in table.items() for phrase in said},
    "youtube": "watched", "youtubed": "watched", "film": "watched", "podcast": "attended", "lab": "built",
    "blog": "read", "documentation": "read", "udemy": "course", "coursera": "course", "exercise": "applied",
    "project": "built", "mentor": "explained", "certs": "certified",
}  # fmt: skip


Finding = tuple[int, str, str]  # place of the cell, code, hint


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cells of one learner's file are held against."""

    names: Mapping[str, int]  # skills by what they go by, folded
    today: date  # of the learner


def fold(text: str) -> str:
    """Return a name without what does not matter: case, and blanks around and between words."""
    return " ".join(text.lower().split())


def row(
    cells: tuple[str, str, str, str, str],
    *,
    lines: tuple[int, int],
    spot: Callable[[int], tuple[int, int]],
    reading: Reading,
) -> tuple[Row, list[Fault]]:
    """Return the row that five cells make, in the order of COLUMNS, and what is wrong with them.

    A skill or a kind that is not known is no fault here: a choice can mend it.
    """
    skill, said, time, kind, note = cells
    found: list[Finding] = []
    skill_id = reading.names.get(skill) or reading.names.get(fold(skill))
    if skill_id is None and (fault := _skill_fault(skill)):
        found.append((0, fault, ""))
    day = _day(said.strip(), reading.today, found)
    minutes = _MINUTES.get(time.strip())
    if minutes is None:
        minutes = _unusual_minutes(time.strip(), found)
    known = kind if kind in KINDS else fold(kind)
    if not known:
        found.append((3, "empty", ""))
    if not note.isprintable() or len(note) > NOTE_MOST:
        _look_at_note(note, found)
    is_kind, whole = known in KINDS, not found
    made = Row(
        *lines,
        skill_id,
        shown_name(skill) if skill_id is None else "",
        spot(0)[1] if skill_id is None else 0,
        day,
        minutes,
        known if is_kind else "",
        "" if is_kind else shown_name(kind),
        0 if is_kind else spot(3)[1],
        note if whole else "",
        whole,
    )
    return made, [_fault(one, cells, spot, last_line=lines[1]) for one in found]


def shown_name(text: str) -> str:
    """Return a name as it can be stored, shown and chosen for; the empty one for what can be none."""
    return "" if len(text) > SKILL_MOST else spelled(text)


def meant_kind(said: str) -> str:
    """Return the kind that a word may stand for, or nothing."""
    word = fold(said)
    if word in _MEANT:
        return _MEANT[word]
    close = get_close_matches(word[:40], [*sorted(BY_HAND), *_MEANT], n=1, cutoff=0.72)
    return (_MEANT.get(close[0]) or close[0]) if close else ""


def _fault(
    found: Finding, cells: tuple[str, ...], spot: Callable[[int], tuple[int, int]], *, last_line: int
) -> Fault:
    at, code, hint = found
    line, character = spot(at)
    # Only a note goes over several lines.
    last = max(line, last_line) if COLUMNS[at] == "note" else line
    return Fault(line, last, character, COLUMNS[at], shown(cells[at]), code, hint)


def _skill_fault(skill: str) -> str:
    if not skill.strip():
        return "empty"
    return "long skill" if len(skill) > SKILL_MOST else ""


def _day(said: str, today: date, found: list[Finding]) -> date | None:
    try:
        day = date.fromisoformat(said) if _ISO.fullmatch(said) else None
    except ValueError:
        day = None
    if day is None:
        found.append((1, "date" if said else "empty", _better_day(said)))
    elif day > today:
        found.append((1, "future", today.isoformat()))
    elif day < EARLIEST:
        found.append((1, "early", ""))
    return day


def _better_day(said: str) -> str:
    """Return how a day that is written otherwise may be meant, both ways where it may be either."""
    if found := _YEAR_LAST.fullmatch(said):
        first, second, year = map(int, found.groups())
        days = [_written(year, second, first), *([_written(year, first, second)] if first <= 12 else [])]
    elif found := _YEAR_FIRST.fullmatch(said):
        days = [_written(*map(int, found.groups()))]
    else:
        return ""
    return " / ".join(dict.fromkeys(day for day in days if day))


def _written(year: int, month: int, day: int) -> str:
    """Return a day as it should be written; where its month has fewer days, the last one."""
    if not (1 <= month <= 12 and 1 <= day <= 31 and year >= EARLIEST.year):
        return ""
    return date(year, month, min(day, monthrange(year, month)[1])).isoformat()


def _unusual_minutes(said: str, found: list[Finding]) -> int | None:
    if said.isascii() and said.isdigit():
        minutes = _MINUTES.get(said.lstrip("0") or "0")
        if minutes is not None:
            return minutes
    found.append((2, "minutes" if said else "empty", _better_minutes(said.lower())))
    return None


def _better_minutes(said: str) -> str:
    if whole := _NUMBER.fullmatch(said):
        minutes = int(whole[1])
    elif hours := _HOURS.fullmatch(said):
        minutes = 60 * int(hours[1]) + int(hours[2] or 0)
    else:
        return ""
    return str(minutes) if minutes <= MINUTES_MOST else ""


def _look_at_note(note: str, found: list[Finding]) -> None:
    hidden = HIDDEN.search(note)
    if hidden:
        found.append((4, "character", f"U+{ord(hidden[0]):04X}"))
    if len(note) > NOTE_MOST:
        found.append((4, "long note", str(len(note))))
