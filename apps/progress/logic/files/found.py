"""What reading a file finds: rows, and what is wrong with them and where."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from apps.core.text import HIDDEN

COLUMNS: Final = ("skill", "date", "minutes", "kind", "note")
SHOWN_MOST: Final = 80  # characters of what stands in a file that a fault repeats


class Fault(NamedTuple):
    """One thing that is wrong; `code` names it, and the words for it stand with the pages."""

    line: int  # of the file, from 1; 0 where the whole file is meant
    last_line: int
    character: int  # of the line, from 1; 0 where the line says enough
    column: str  # of COLUMNS; empty where the whole row or file is meant
    stands: str  # what stands there, shortened
    code: str
    hint: str = ""  # what to write instead, or what the words want to know


class Row(NamedTuple):
    """One row that could be read. What is None or unknown has a fault, or waits for a choice."""

    line: int
    last_line: int
    skill_id: int | None
    skill: str  # as the file names it, where that matches no skill
    skill_at: int  # character on the line of such a name
    day: date | None
    minutes: int | None
    kind: str  # empty where the file names none that is known
    kind_said: str  # as the file says it, where that is no kind
    kind_at: int
    note: str
    whole: bool  # nothing is wrong with it but what a choice can mend


class FileRefused(Exception):  # noqa: N818 - it carries a finding, as StopIteration does
    """Reading ends here: what follows could only be guessed at."""

    def __init__(self, fault: Fault) -> None:
        """Carry the fault."""
        super().__init__(fault.code)
        self.fault = fault


def shown(text: str) -> str:
    """Return what a fault repeats of a text: hidden characters spelled out, and no more than a line of it."""
    return spelled(text if len(text) <= SHOWN_MOST else f"{text[: SHOWN_MOST - 2]} …")


def spelled(text: str) -> str:
    """Return a text on one line, hidden characters spelled out."""
    return " ".join(HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text).split())
