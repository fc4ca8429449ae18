"""Words that say what kind of doing it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from apps.progress.logic.quickadd.spans import Span

# What one did: such a word says nothing else, and is taken out of the text.
DEEDS: Final[dict[str, tuple[str, ...]]] = {
    "built": (
        "built", "made", "implemented", "coded", "developed", "shipped", "deployed", "created", "prototyped",
        "refactored", "programmed", "set up",
    ),
    "applied": (
        "applied", "used", "practised", "practiced", "worked on", "worked with", "worked", "debugged",
        "fixed", "ran", "tuned", "configured", "operated",
    ),
    "read": ("read about", "read up on", "read", "studied", "skimmed"),
    "watched": ("watched", "viewed"),
    "course": ("took a course on", "took a course in", "took a course", "online course", "took a class"),
    "attended": ("attended", "went to", "sat in on", "listened to"),
    "explained": ("explained", "taught", "mentored", "coached", "onboarded"),
    "presented": (
        "presented", "gave a talk on", "gave a talk about", "gave a talk", "demoed", "demonstrated",
    ),
    "paired": ("paired up", "paired", "pair programmed", "pair-programmed", "mobbed"),
    "reviewed": ("reviewed", "code reviewed"),
    "wrote": ("wrote about", "wrote up", "wrote", "documented", "blogged about", "blogged", "drafted"),
    "community": (
        "community", "answered", "discussed", "contributed to", "contributed", "helped with", "helped",
    ),
    "certified": ("certified", "passed the exam", "passed the certification", "got certified"),
}  # fmt: skip

# These name a kind too, but may just as well belong to a skill: they stay in the text.
HINTS: Final[dict[str, tuple[str, ...]]] = {
    "built": ("build", "building", "implementing", "prototype", "developing", "deploying"),
    "applied": ("apply", "applying", "using", "practising", "practicing", "debugging", "hands-on", "lab"),
    "read": ("reading", "article", "book", "paper", "docs", "blog post", "chapter"),
    "watched": ("watching", "video", "screencast", "recording"),
    "course": ("course", "lesson", "mooc", "class", "tutorial"),
    "attended": ("attending", "meetup", "workshop", "conference", "webinar", "lecture"),
    "explained": ("explaining", "teaching", "mentoring"),
    "presented": ("presenting", "presentation", "talk", "demo"),
    "paired": ("pairing", "pair programming", "mob programming"),
    "reviewed": ("reviewing", "code review", "review"),
    "wrote": ("writing", "documenting", "blogging", "write-up"),
    "community": ("answering", "forum", "stack overflow", "discussion", "issue"),
    "certified": ("certificate", "certification", "exam"),
}


HINTED: Final = frozenset(word for words in HINTS.values() for phrase in words for word in phrase.split())


def _pattern(table: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    # The longest first: "read about" must not be taken for "read" and a skill called "about …".
    words = sorted((word for words in table.values() for word in words), key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, words))})(?![\w/-])", re.IGNORECASE)


_KIND_OF: Final = {word: kind for table in (DEEDS, HINTS) for kind, words in table.items() for word in words}
_DEEDS: Final = _pattern(DEEDS)
_HINTS: Final = _pattern(HINTS)
# "paired with Ana on feature stores": who it was belongs to the note, not to the skill.
WITH: Final = re.compile(r"(?<=paired )with (?P<who>[^\W\d_][\w'’-]{0,39}) on(?!\w)", re.IGNORECASE)


def deeds(text: str) -> Iterator[tuple[Span, str]]:
    """Yield each word that says what was done, with its kind."""
    return _found(_DEEDS, text)


def hinted(words: Collection[str]) -> bool:
    """Tell whether each of some words does no more than hint at a kind."""
    return all(word.lower() in HINTED for word in words)


def hints(text: str) -> Iterator[tuple[Span, str]]:
    """Yield each word that may say what was done, with its kind."""
    return _found(_HINTS, text)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[tuple[Span, str]]:
    for found in pattern.finditer(text):
        yield Span(found.start(), found.end(), "kind"), _KIND_OF[found[0].lower()]
