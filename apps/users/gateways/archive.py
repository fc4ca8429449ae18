"""Writes a download into a ZIP file on disk, one row at a time."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder

from apps.users.logic.archive import Sheet, cell

PIECE: Final = 512 * 1024  # bytes
README: Final = "README.txt"


def write_archive(path: Path, sheets: Sequence[Sheet], *, at: datetime) -> dict[str, int]:
    """Write each sheet as JSON and as CSV; return how many rows each has.

    The rows are read once: a ZIP takes one file at a time, so the CSV waits on disk meanwhile.
    """
    counts: dict[str, int] = {}
    with ZipFile(path, "w") as archive:
        for sheet in sheets:
            with tempfile.TemporaryFile(dir=path.parent) as table:
                with archive.open(_entry(f"json/{sheet.name}.json", at), "w", force_zip64=True) as objects:
                    counts[sheet.name] = _write_rows(sheet, objects, table)
                table.seek(0)
                with archive.open(_entry(f"csv/{sheet.name}.csv", at), "w", force_zip64=True) as copy:
                    shutil.copyfileobj(table, copy, PIECE)
    return counts


def add_file(path: Path, name: str, content: Iterable[bytes], *, at: datetime) -> None:
    """Add a file to an archive, piece by piece."""
    with ZipFile(path, "a") as archive, archive.open(_entry(name, at), "w", force_zip64=True) as file:
        for piece in content:
            file.write(piece)


def pieces(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces of half a megabyte."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry


def _write_rows(sheet: Sheet, objects: IO[bytes], table: IO[bytes]) -> int:
    text = TextIOWrapper(table, "utf-8-sig", newline="", write_through=True)
    writer, count = csv.writer(text), 0
    writer.writerow(sheet.columns)
    objects.write(b"[")
    for row in sheet.rows:
        objects.write(b",\n" if count else b"\n")
        objects.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode("utf-8"))
        writer.writerow([cell(_plain(value)) for value in row.values()])
        count += 1
    objects.write(b"\n]\n")
    text.detach()
    return count


def _plain(value: Any) -> object:  # noqa: ANN401  # any column
    """Return what a cell can hold: lists and objects go in as JSON, as do moments."""
    if value is None or isinstance(value, str | int | float):
        return value
    written = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return json.loads(written) if written.startswith('"') else written
