"""Which part of a name answers what was typed, and which page a word means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_WORDS_MOST = 8  # of a question; more would only slow the marking down


class Piece(NamedTuple):
    """A stretch of a text."""

    text: str
    marked: bool


def words(asked: str) -> list[str]:
    """Return the words of a question in lower case, at most eight."""
    return _WORD.findall(asked.casefold())[:_WORDS_MOST]


def marked(text: str, *, asked: str) -> tuple[Piece, ...]:
    """Return a text in pieces, those marked with which a word of the question begins a word of it."""
    wanted = words(asked)
    if not wanted:
        return (Piece(text, marked=False),)
    begins = re.compile(
        r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(wanted, key=len, reverse=True))) + ")", re.IGNORECASE
    )
    pieces, done = [], 0
    for found in begins.finditer(text):
        pieces += [Piece(text[done : found.start()], marked=False), Piece(found[0], marked=True)]
        done = found.end()
    pieces.append(Piece(text[done:], marked=False))
    return tuple(piece for piece in pieces if piece.text)


def answers(asked: str, *, names: Iterable[str]) -> bool:
    """Tell whether every word of a question begins some word of the names; without words, none does."""
    wanted = words(asked)
    known = [word for name in names for word in _WORD.findall(name.casefold())]
    return bool(wanted) and all(any(word.startswith(begun) for word in known) for begun in wanted)
