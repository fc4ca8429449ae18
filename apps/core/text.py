"""Which characters may be stored and shown: text, and nothing that hides in it."""

from __future__ import annotations

import re
from typing import Final

# Controls but tab, line feed and carriage return; the overrides and isolates that turn a line
# round; halves of a surrogate pair. None of them is text, and PostgreSQL refuses the first.
HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Return whether a text holds no control, override, isolate or lone surrogate."""
    return HIDDEN.search(text) is None
