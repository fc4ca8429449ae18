"""A piece of a text and what it was taken for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

PUNCTUATION: Final = ".,;:!?()[]{}'’\"“”«»–—-_/\\|*~`…•"
_RUN: Final = re.compile(r"\S+(?: \S+)*")
Part = Literal["skill", "minutes", "day", "kind", "note", "link"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text: characters from start to end, end excluded."""

    start: int
    end: int
    part: Part


def runs(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand, without punctuation at their ends.

    Words with one blank between them stand together.
    """
    found = []
    for run in _RUN.finditer(text):
        words = run[0].rstrip(PUNCTUATION + " ")
        start = run.end() - len(run[0].lstrip(PUNCTUATION + " "))
        if start < run.start() + len(words):
            found.append((start, run.start() + len(words)))
    return found


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with tabs in place of some pieces; every other character keeps its place."""
    letters = list(text)
    for span in spans:
        letters[span.start : span.end] = "\t" * (span.end - span.start)
    return "".join(letters)
