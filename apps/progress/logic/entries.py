"""What a learner may log: the fields of an entry and what each must satisfy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

from apps.progress.logic import grading

MINUTES_MOST: Final = 1440
NOTE_MOST: Final = 2000
LINK_MOST: Final = 2048
EARLIEST: Final = date(1970, 1, 1)
VISIBILITIES: Final = frozenset({"private", "lead"})
# Told by the learner: every kind but a check, which is answered, and what a reviewer accepted.
BY_HAND: Final = frozenset(grading.TABLE) - {"accepted"}

Field = Literal["skill", "day", "minutes", "kind", "note", "link", "visibility"]
Fault = Literal[
    "unknown",
    "future",
    "too early",
    "too small",
    "too large",
    "too long",
    "checked",
    "accepted",
    "characters",
    "address",
]

# Controls other than tab, line feed and carriage return, overrides of the reading direction
# and lone surrogates: nobody types them, and each has been used to make a text lie.
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BLANK: Final = re.compile(r"\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What a learner says they did."""

    skill_id: int
    day: date  # the learner's local date
    minutes: int = 0
    kind: str
    note: str = ""
    link: str = ""
    visibility: str = "private"
    form_token: UUID | None = None  # of the form it came with: a form sent twice is logged once


def faults(entry: NewEntry, *, today: date) -> dict[Field, Fault]:
    """Return what is wrong with an entry by field; empty where nothing is. The skill is not looked at."""
    found: dict[Field, Fault | None] = {
        "day": _day_fault(entry.day, today=today),
        "minutes": _minutes_fault(entry.minutes),
        "kind": _kind_fault(entry.kind),
        "note": _note_fault(entry.note),
        "link": link_fault(entry.link),
        "visibility": None if entry.visibility in VISIBILITIES else "unknown",
    }
    return {field: fault for field, fault in found.items() if fault is not None}


def link_fault(link: str) -> Fault | None:
    """Return what is wrong with a link: empty or an absolute http(s) address without user info is right."""
    if not link:
        return None
    if len(link) > LINK_MOST:
        return "too long"
    if _FORBIDDEN.search(link) or _BLANK.search(link):
        return "characters"
    try:
        parts = urlsplit(link)
        whole = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return "address"
    return None if whole else "address"


def _day_fault(day: date, *, today: date) -> Fault | None:
    if day > today:
        return "future"
    return "too early" if day < EARLIEST else None


def _minutes_fault(minutes: int) -> Fault | None:
    if minutes < 0:
        return "too small"
    return "too large" if minutes > MINUTES_MOST else None


def _kind_fault(kind: str) -> Fault | None:
    if kind in {"checked", "accepted"}:
        return "checked" if kind == "checked" else "accepted"
    return None if kind in BY_HAND else "unknown"


def _note_fault(note: str) -> Fault | None:
    if len(note) > NOTE_MOST:
        return "too long"
    return "characters" if _FORBIDDEN.search(note) else None
