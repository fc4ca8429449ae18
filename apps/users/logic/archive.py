"""What a download of one's data consists of: sheets, as JSON and as CSV, and a file that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.core.formulas import neutral


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of rows in a download."""

    name: str  # of its two files
    about: str  # a sentence or two for its reader
    columns: tuple[str, ...]
    left_out: Mapping[str, str]  # column to reason
    rows: Iterable[Mapping[str, Any]]  # read once


def cell(value: object) -> object:
    """Return a value as a cell of a CSV file."""
    return neutral(value) if isinstance(value, str) else value


def explained(sheets: Sequence[Sheet], counts: Mapping[str, int], *, opening: str, left_out: str) -> str:
    """Return the text of the file that explains the others."""
    told = [_told(sheet, counts[sheet.name], left_out=left_out) for sheet in sheets]
    return "\n\n".join([opening, *told]) + "\n"


def _told(sheet: Sheet, count: int, *, left_out: str) -> str:
    lines = [f"{sheet.name} ({count})", f"  {sheet.about}", f"  {', '.join(sheet.columns)}"]
    if sheet.left_out:
        lines.append(f"  {left_out}")
        lines += [f"  - {column}: {reason}" for column, reason in sheet.left_out.items()]
    return "\n".join(lines)
