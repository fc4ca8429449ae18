"""What somebody types into a search field, as words to look for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LENGTH_MOST: Final = 100  # characters of a question that are read
WORDS_MOST: Final = 8
FUZZY_FROM: Final = 4  # letters; shorter words share too few letters with what was meant
SWAPPED_MOST: Final = 20  # letters; longer words are not typed in this field

WORD: Final = re.compile(r"\w+")
NUMERONYM: Final = re.compile(r"([a-z])(\d{1,2})([a-z])")


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a question in lower case."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(self.words)

    @property
    def slug(self) -> str:
        """The words as an id has them."""
        return "-".join(self.words)


def question(text: str) -> Question:
    """Return the first eight words in the first hundred characters of a text."""
    return Question(tuple(WORD.findall(text[:LENGTH_MOST].lower())[:WORDS_MOST]))


def swapped(word: str) -> str:
    """Return a PostgreSQL pattern for words that begin with one in which two neighbours changed places.

    Trigrams are poor at this slip: pyhton shares one in three with python.
    """
    at = range(min(len(word), SWAPPED_MOST) - 1)
    turned = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in at}
    return rf"\m({'|'.join(sorted(turned))})"


def beginning(word: str) -> str:
    """Return a PostgreSQL pattern for words that begin with one; k8s stands for kubernetes too.

    The word holds letters, digits and underscores only, as those of a Question do.
    """
    short = NUMERONYM.fullmatch(word)
    if short is None:
        return rf"\m{word}"
    first, skipped, last = short.groups()
    return rf"\m({word}|{first}\w{{{int(skipped)}}}{last}\M)"
