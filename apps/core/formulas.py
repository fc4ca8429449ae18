"""Cells that a spreadsheet would reckon: written with one quote more, read with one quote less."""

from __future__ import annotations

import re
from typing import Final

# A text that begins as a formula does, behind any number of quotes: so that of a text which
# itself begins with a quote, reading takes off exactly what writing put on. (OWASP, CSV injection.)
_RECKONED: Final = re.compile(r"'*[=+\-@\t\r]")


def neutral(text: str) -> str:
    """Return a text as no spreadsheet reckons it."""
    return f"'{text}" if _RECKONED.match(text) else text


def original(cell: str) -> str:
    """Return the text that a cell stands for: the inverse of neutral."""
    return cell[1:] if cell.startswith("'") and _RECKONED.match(cell) else cell
