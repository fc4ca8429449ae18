"""Writes entries of the log as CSV, YAML and JSON, piece by piece; read again, CSV and YAML say the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Final, NamedTuple

from apps.core.formulas import neutral
from apps.progress.logic.files.found import COLUMNS

AT_ONCE: Final = 500
# What YAML reads only where it is escaped, and what some readers take for the end of a line.
_ESCAPED: Final = re.compile(
    "[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]"
)


class Entry(NamedTuple):
    """What is handed out of an entry: the five columns of a file, and what else JSON tells."""

    skill: str  # slug
    day: date
    minutes: int
    kind: str
    note: str
    name: str  # of the skill
    domain: str  # code
    link: str
    logged_at: datetime


def csv_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    yield b"\xef\xbb\xbf" + (",".join(COLUMNS) + "\r\n").encode()
    yield from _pieces(entries, _csv)


def yaml_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a YAML file: the same fields under `entries`."""
    running = _pieces(entries, _yaml)
    first = next(running, b"")
    yield b"entries:\n" + first if first else b"entries: []\n"
    yield from running


def json_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a JSON file, which tells more: the name and domain of the skill, the link, when it was logged."""
    yield b'{"entries": ['
    between = b"\n"
    for piece in _pieces(entries, _json):
        yield between + piece
        between = b",\n"
    yield b"\n]}\n"


def _pieces(entries: Iterable[Entry], write: Callable[[list[Entry]], str]) -> Iterator[bytes]:
    running = iter(entries)
    while batch := list(islice(running, AT_ONCE)):
        yield write(batch).encode()


def _csv(entries: list[Entry]) -> str:
    sheet = io.StringIO(newline="")
    csv.writer(sheet, lineterminator="\r\n").writerows(
        (neutral(entry.skill), entry.day.isoformat(), entry.minutes, entry.kind, neutral(entry.note))
        for entry in entries
    )
    return sheet.getvalue()


def _yaml(entries: list[Entry]) -> str:
    return "".join(
        f"- skill: {quoted(entry.skill)}\n  date: {entry.day.isoformat()}\n  minutes: {entry.minutes}\n"
        f"  kind: {entry.kind}\n  note: {quoted(entry.note)}\n"
        for entry in entries
    )


def quoted(text: str) -> str:
    """Return a text as YAML reads it back, whatever it holds."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_ESCAPED.sub(_escape, plain)}"'


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _json(entries: list[Entry]) -> str:
    return ",\n".join(
        json.dumps(
            {
                "skill": entry.skill,
                "name": entry.name,
                "domain": entry.domain,
                "date": entry.day.isoformat(),
                "minutes": entry.minutes,
                "kind": entry.kind,
                "note": entry.note,
                "link": entry.link,
                "logged_at": entry.logged_at.isoformat(),
            },
            ensure_ascii=False,
        )
        for entry in entries
    )
