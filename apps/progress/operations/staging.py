"""Laying the rows of a file down beside the log, where they can be judged before any of them is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import connection

from apps.progress.logic.files.found import Fault, FileRefused, Row
from apps.progress.models import ImportFault, ImportRow, ProgressImport

ROWS_MOST: Final = 250_000  # of one file
AT_ONCE: Final = 5000
# Faults that stand for a row of which nothing could be read.
ROWLESS: Final = frozenset({"cells", "quote open", "quote inside", "long line", "no mapping"})
_ROW: Final = (
    "source_id", "line", "last_line", "skill_id", "skill", "skill_at", "day", "minutes", "kind", "kind_said",
    "kind_at", "note", "whole",
)  # fmt: skip
_FAULT: Final = ("source_id", "line", "last_line", "character", "column", "stands", "code", "hint")

Beat = Callable[[int], None]  # takes how many rows are done, and raises where the work must end
T = TypeVar("T")


@dataclass(slots=True)
class Staged:
    """What was stored of a file."""

    rows: int = 0  # also those of which nothing could be read
    unread: int = 0
    faults: int = 0
    lines: int = 0  # up to the last that says something


def stage(source: ProgressImport, found: Iterable[Row | Fault], *, beat: Beat) -> Staged:
    """Store what reading a file finds, a refusal among it, and return how much; earlier rows go.

    Belongs into a transaction. Some thousand rows are in memory at a time.
    """
    clear_staged(source)
    done = Staged()
    for batch in _batches(_bounded(found)):
        rows = [(source.pk, *one) for one in batch if isinstance(one, Row)]
        faults = [one for one in batch if isinstance(one, Fault)]
        _copy(ImportRow._meta.db_table, _ROW, rows)  # noqa: SLF001 - Django's public name
        _copy(ImportFault._meta.db_table, _FAULT, [(source.pk, *fault) for fault in faults])  # noqa: SLF001 - as above
        unread = sum(fault.code in ROWLESS for fault in faults)
        done.rows += len(rows) + unread
        done.unread += unread
        done.faults += len(faults)
        done.lines = max(done.lines, *(one.last_line for one in batch))
        beat(done.rows)
    return done


def stage_new(source: ProgressImport, rows: Iterable[tuple[int, date, int, str, str]]) -> int:
    """Store rows that are right already: skill id, day, minutes, kind and note; return how many."""
    many = 0
    for batch in _batches(rows):
        made = [
            (source.pk, 0, 0, skill, "", 0, day, minutes, kind, "", 0, note, True)
            for skill, day, minutes, kind, note in batch
        ]
        _copy(ImportRow._meta.db_table, _ROW, made)  # noqa: SLF001 - Django's public name
        many += len(made)
    return many


def clear_staged(source: ProgressImport) -> None:
    """Take away what was laid down before; two statements."""
    for found in (ImportRow.objects.filter(source=source), ImportFault.objects.filter(source=source)):
        found._raw_delete(found.db)  # noqa: SLF001 - the only delete without a collector


def _bounded(found: Iterable[Row | Fault]) -> Iterator[Row | Fault]:
    """Yield what is found; where reading ends before its time, why as the last fault."""
    rows = 0
    try:
        for one in found:
            rows += isinstance(one, Row)
            if rows > ROWS_MOST:
                yield Fault(one.line, one.line, 0, "", "", "too many rows", str(ROWS_MOST))
                return
            yield one
    except FileRefused as refused:
        yield refused.fault


def _copy(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _batches(found: Iterable[T]) -> Iterator[list[T]]:
    running = iter(found)
    while batch := list(islice(running, AT_ONCE)):
        yield batch
