"""A CSV file of the log, read row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from typing import Final

from apps.core.formulas import original
from apps.progress.logic.files.cells import Reading, row
from apps.progress.logic.files.found import COLUMNS, Fault, FileRefused, Row, shown
from apps.progress.logic.files.lines import Line, lines
from apps.progress.logic.files.records import Record, Records

_DATE: Final = COLUMNS.index("date")


def read_csv(pieces: Iterable[bytes], *, reading: Reading) -> Iterator[Row | Fault]:
    """Yield the rows of a file and what is wrong with them, in the order of the file.

    Raises FileRefused where nothing more can be read.
    """
    records = Records(_without_hint(lines(pieces)))
    found = iter(records)
    order = _header(next(found, None))
    records.is_row = partial(_looks_like_a_row, at=order[_DATE])
    for record in found:
        if isinstance(record, Fault):
            yield _named(record, order)
        elif len(record.cells) != len(COLUMNS):
            if any(cell.strip() for cell in record.cells):
                yield _miscounted(record)
        elif any(record.cells):
            yield from _read(record, order, reading)


def _read(record: Record, order: tuple[int, ...], reading: Reading) -> Iterator[Row | Fault]:
    cells = record.cells
    skill, day, minutes, kind, note = (cells[at] for at in order)
    made, faults = row(
        (skill, day, minutes, kind, original(note)),
        lines=(record.line, record.last_line),
        spot=lambda at: record.spot(order[at]),
        reading=reading,
    )
    yield made
    yield from faults


def _without_hint(found: Iterator[Line]) -> Iterator[Line]:
    """Yield the lines without the one that tells Excel its separator."""
    for line in found:
        if line.number == 1 and line.text.lower().startswith("sep="):
            continue
        yield line


def _header(record: Record | Fault | None) -> tuple[int, ...]:
    """Return the place of each column; raises FileRefused where the first row does not name them."""
    if record is None:
        raise FileRefused(Fault(0, 0, 0, "", "", "empty file"))
    if isinstance(record, Fault):
        raise FileRefused(record._replace(column=""))
    names = [cell.strip().lower() for cell in record.cells]
    if (fault := _separator(record) or _columns(record, names)) is not None:
        raise FileRefused(fault)
    return tuple(names.index(column) for column in COLUMNS)


def _separator(record: Record) -> Fault | None:
    written = ",".join(record.cells)
    for sign, code in ((";", "semicolons"), ("\t", "tabs")):
        if sign in written and written.count(sign) >= len(record.cells):
            return Fault(record.line, record.line, 0, "", shown(written), code)
    return None


def _columns(record: Record, names: list[str]) -> Fault | None:
    line, written = record.line, shown(",".join(record.cells))
    if not set(names) & set(COLUMNS):
        return Fault(line, line, 0, "", written, "no header")
    for at, name in enumerate(names):
        if name not in COLUMNS:
            close = get_close_matches(name, set(COLUMNS) - set(names), n=1, cutoff=0.5)
            hint = close[0] if close else ""
            return Fault(*_at(record, at), "", shown(record.cells[at]), "unknown column", hint)
        if name in names[:at]:
            return Fault(*_at(record, at), "", shown(record.cells[at]), "column twice")
    missing = [column for column in COLUMNS if column not in names]
    return Fault(line, line, 0, "", written, "column missing", ", ".join(missing)) if missing else None


def _at(record: Record, at: int) -> tuple[int, int, int]:
    line, character = record.spot(at)
    return line, line, character


def _named(fault: Fault, order: tuple[int, ...]) -> Fault:
    """Return a fault with the name of its column in place of its number."""
    if not fault.column:
        return fault
    at = int(fault.column)
    return fault._replace(column=COLUMNS[order.index(at)] if at in order else "")


def _miscounted(record: Record) -> Fault:
    return Fault(
        record.line, record.last_line, 0, "", shown(",".join(record.cells)), "cells", str(len(record.cells))
    )


def _looks_like_a_row(text: str, *, at: int) -> bool:
    cells = text.split(",")
    if len(cells) < len(COLUMNS):
        return False
    day = cells[at].strip()
    return len(day) >= len("1.1.2025") and day[:1].isdigit() and day[-1:].isdigit()
