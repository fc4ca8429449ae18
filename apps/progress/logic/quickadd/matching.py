"""Which skill a few words mean: certain, or a choice, and never a silent guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from apps.progress.logic.quickadd.kinds import hinted

_WORD: Final = re.compile(r"[^\W_]+(?:[+#]+)?")
_JOINING: Final = frozenset({"and", "of", "the", "a", "an", "in", "on", "for", "with", "to", "at", "by"})


@dataclass(frozen=True, slots=True)
class Match:
    """What a few words mean."""

    sure: int | None  # the skill, where there is no doubt
    choices: tuple[int, ...]  # else what it may be, likeliest first


def choose(words: str, candidates: Mapping[int, Sequence[str]]) -> Match:
    """Return which of the candidates some words mean, likeliest first; each has its name, then other names.

    The name itself is certain. So are words that each begin, up to a slip of the finger, a word in
    a name of exactly one candidate. Anything else is for the writer to choose.
    """
    lower = " ".join(words.lower().split())
    exact = [pk for pk, names in candidates.items() if lower == names[0].lower()]
    if len(exact) == 1:
        return Match(exact[0], ())
    asked = asked_words(lower)
    fitting = [
        pk
        for pk, names in candidates.items()
        if any(_fits(asked, _WORD.findall(name.lower())) for name in names)
    ]
    if asked and len(fitting) == 1:
        return Match(fitting[0], ())
    rest = [pk for pk in candidates if pk not in fitting]
    return Match(None, (*fitting, *rest))


def asked_words(text: str) -> list[str]:
    """Return the words that must be found in a name: those that only join or hint at a kind need not be."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _JOINING]
    return [word for word in words if not hinted([word])] or words


def _fits(asked: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(_begins(word, part) for part in name) for word in asked)


def _begins(word: str, part: str) -> bool:
    """Tell whether a word is the beginning of another, with one slip from four letters and two from eight."""
    if part.startswith(word):
        return True
    slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    return slips > 0 and any(
        _distance(word, part[:length], most=slips) <= slips
        for length in {min(len(part), len(word) + shift) for shift in range(-slips, slips + 1)}
        if length > 0
    )


def _distance(one: str, other: str, *, most: int) -> int:
    """Return how many letters to change, add, drop or swap with a neighbour; beyond `most`, just more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
