"""Plain text as mail programs like it: lines of at most 72 characters, an address never broken."""

from __future__ import annotations

import re
import textwrap
from typing import Final

WIDTH: Final = 72
_MARK: Final = re.compile(r"^( *(?:[-*∵∴▼◆] +)?)")


def flowed(text: str) -> str:
    """Return a text with its lines wrapped under their own indent, and no blank line doubled."""
    lines = [_wrapped(line.rstrip()) for line in text.strip("\n").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _wrapped(line: str) -> str:
    mark = _MARK.match(line)
    indent = " " * len(mark[0]) if mark else ""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
