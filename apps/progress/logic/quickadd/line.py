"""Taking a line of text apart: minutes, day, kind, link and note in any order; the rest names the skill."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from apps.progress.logic.entries import (
    EARLIEST,
    LINK_MOST,
    MINUTES_MOST,
    NOTE_MOST,
    Fault,
    Field,
    link_fault,
)
from apps.progress.logic.links import usual_kind
from apps.progress.logic.quickadd import kinds
from apps.progress.logic.quickadd.days import days
from apps.progress.logic.quickadd.durations import bare_numbers, durations
from apps.progress.logic.quickadd.spans import PUNCTUATION, Part, Span, blanked, runs

TEXT_MOST: Final = NOTE_MOST + LINK_MOST + 400  # a note and a link at their longest, and a skill
NAMES_MOST: Final = 120  # characters of a text that can name a skill

_LINK: Final = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_QUOTED: Final = re.compile(r"\"([^\"]+)\"|“([^“”]+)”|«([^«»]+)»")
_BREAK: Final = re.compile(r":(?=\s|$)|[,;](?=\s|$)|\s[–—](?=\s)")
# Words that join a skill to the rest of the line, and name nothing.
_JOINING: Final = frozenset(
    (
        "i", "we", "did", "do", "done", "spent", "on", "about", "with", "for", "in", "of", "at", "to",
        "and", "some", "the", "a", "an", "my", "our", "+", "&",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a line of text was understood to say."""

    text: str
    skill: str = ""  # the words that name it
    named: bool = False  # whether they are a skill's own name
    minutes: int | None = None
    day: date | None = None  # None where none was named
    kind: str | None = None
    kind_proposed: bool = False  # by the link, and not said
    note: str = ""
    link: str = ""
    spans: tuple[Span, ...] = ()
    faults: dict[Field, Fault] = field(default_factory=dict)
    doubts: frozenset[Field] = frozenset()  # said twice, or only half said

    @property
    def missing(self) -> tuple[Field, ...]:
        """What an entry cannot do without and nothing in the text says."""
        asked: tuple[tuple[Field, object], ...] = (("skill", self.skill), ("kind", self.kind))
        return tuple(part for part, found in asked if not found)

    def naming(self, name: str) -> str:
        """Return the text with its skill's words replaced by a name."""
        text, spans = self.text, [span for span in self.spans if span.part == "skill"]
        if not spans:
            return f"{text.rstrip()} {name} ".lstrip()
        first, *others = spans
        for span in reversed(others):
            text = text[: span.start] + text[span.end :]
        joint = " " if not text[first.end : first.end + 1].strip() else ""
        return f"{text[: first.start]}{name}{joint}{text[first.end :].lstrip(' ')}"


def parse(text: str, *, today: date, names: Collection[str] = ()) -> Parsed:
    """Return what a text says of an entry; pure, in time linear in the text.

    `names` are names of skills in lower case: the longest that the text holds is its skill,
    whatever other words it is made of. What is not understood is never dropped: it stays in the
    skill's words or in the note. Nothing raises; what cannot be stands in `faults`.
    """
    if len(text) > TEXT_MOST:
        return Parsed(text[:TEXT_MOST], faults={"note": "too long"})
    return _Reading(text, today=today, names=names).parsed()


class _Reading:
    """One pass over a text; each step takes its pieces out of what is left."""

    def __init__(self, text: str, *, today: date, names: Collection[str]) -> None:
        self.text, self.today = text, today
        self.left = text  # the same length, blanks where a piece was taken
        self.spans: list[Span] = []
        self.faults: dict[Field, Fault] = {}
        self.doubts: set[Field] = set()
        self.link = self._link()
        self.note = self._quoted()
        self.name = self._name(names)
        self.note = self.note or self._rest()
        self.kind = self._kind()
        self.day = self._day()
        self.minutes = self._minutes()

    def parsed(self) -> Parsed:
        """Return the whole; what is left names the skill."""
        skill = self.text[self.name.start : self.name.end] if self.name else self._words()
        self.note = self.note if self.name is None else self._with_remainder()
        usual = usual_kind(self.link) if self.link and "link" not in self.faults else None
        if len(self.note) > NOTE_MOST:
            self.faults["note"] = "too long"
        return Parsed(
            text=self.text,
            skill=skill,
            named=self.name is not None,
            minutes=self.minutes,
            day=self.day,
            kind=self.kind or usual,
            kind_proposed=self.kind is None and usual is not None,
            note=self.note,
            link=self.link,
            spans=tuple(sorted(self.spans, key=lambda span: span.start)),
            faults=self.faults,
            doubts=frozenset(self.doubts),
        )

    def _take(self, *spans: Span) -> None:
        self.spans.extend(spans)
        self.left = blanked(self.left, spans)

    def _link(self) -> str:
        found = _LINK.search(self.left)
        if found is None:
            return ""
        link = found[0].rstrip(".,;:!?)]}'’")
        self._take(Span(found.start(), found.start() + len(link), "link"))
        if (fault := link_fault(link)) is not None:
            self.faults["link"] = fault
        return link

    def _quoted(self) -> str:
        found = _QUOTED.search(self.left)
        if found is None:
            return ""
        self._take(Span(found.start(), found.end(), "note"))
        return next(group for group in found.groups() if group is not None).strip()

    def _name(self, names: Collection[str]) -> Span | None:
        """Take the longest name of a skill that the text holds as whole words."""
        lower = self.left.lower()
        if len(lower) != len(self.left):  # a letter that grows in lower case would shift every place
            return None
        held = [name for name in names if name in lower]
        for name in sorted(held, key=len, reverse=True):
            found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", lower)
            if found is not None:
                span = Span(found.start(), found.end(), "skill")
                self._take(span)
                return span
        return None

    def _rest(self) -> str:
        """Take the note: what follows a colon or comma once a skill or a link was named.

        Pieces that hold nothing but minutes, day and kind are no note, and are passed over.
        """
        cut, start, named = 0, 0, False
        for found in [*_BREAK.finditer(self.left), None]:
            end = found.start() if found else len(self.left)
            piece = self.left[start:end]
            words, tokens = self._taken_apart(piece)
            if named and start and (words or (piece.strip() and not tokens)):
                note = self.left[start:].strip()
                self._take(Span(cut, len(self.text.rstrip()), "note"))
                return note
            named = named or bool(words) or self._names(start, end)
            cut, start = (found.start(), found.end()) if found else (end, end)
        return ""

    def _names(self, start: int, end: int) -> bool:
        """Tell whether a skill's name or the link stands in a piece of the text."""
        return any(span.part in {"skill", "link"} and start <= span.start < end for span in self.spans)

    def _taken_apart(self, piece: str) -> tuple[list[str], bool]:
        """Return the words of a piece beside minutes, days and deeds, and whether there are any of these."""
        taken = [span for span, _ in days(piece, today=self.today)]
        taken += [span for span, _ in durations(piece)]
        taken += [span for span, _ in kinds.deeds(piece)]
        return _trimmed(blanked(piece, taken)), bool(taken)

    def _kind(self) -> str | None:
        said = list(kinds.deeds(self.left))
        if said:
            if len({kind for _, kind in said}) > 1:
                self.doubts.add("kind")
            who = kinds.WITH.search(self.left)
            if who is not None and not self.note:
                self.note = f"with {who['who']}"
                self._take(Span(who.start(), who.end(), "note"))
            self._take(said[0][0])
            return said[0][1]
        hinted = {kind for _, kind in kinds.hints(self.left)}
        return hinted.pop() if len(hinted) == 1 else None

    def _day(self) -> date | None:
        found = list(days(self.left, today=self.today))
        if not found:
            return None
        self._take(*(span for span, _ in found))
        if len({day for _, day in found}) > 1:
            self.doubts.add("day")
        day = found[0][1]
        if day is None:
            self.faults["day"] = "unknown"
        elif day > self.today:
            self.faults["day"] = "future"
        elif day < EARLIEST:
            self.faults["day"] = "too early"
        return day

    def _minutes(self) -> int | None:
        found = list(durations(self.left)) or list(_alone(self.left))
        if not found:
            return None
        self._take(*(span for span, _ in found))
        if len(found) > 1:
            self.doubts.add("minutes")
        if found[0][1] > MINUTES_MOST:
            self.faults["minutes"] = "too large"
        return found[0][1]

    def _words(self) -> str:
        """Return the words that are left, without what only joins them, and remember where they stand."""
        words = _trimmed(self.left)
        if words:
            self.spans.extend(Span(start, end, "skill") for start, end in runs(self.left))
        return " ".join(words)[:NAMES_MOST]

    def _with_remainder(self) -> str:
        """Return the note with whatever words a skill's own name left over: none may get lost."""
        words = _trimmed(self.left)
        if not words or kinds.hinted(words):
            return self.note
        return "; ".join(part for part in (" ".join(words), self.note) if part)


def _trimmed(text: str) -> list[str]:
    """Return the words of a text without punctuation at their ends and without joining words at its own."""
    words = [word for word in (piece.strip(PUNCTUATION) for piece in text.split()) if word]
    while words and words[0].lower() in _JOINING:
        words.pop(0)
    while words and words[-1].lower() in _JOINING:
        words.pop()
    return words


def _alone(text: str) -> Iterator[tuple[Span, int]]:
    """Yield the one bare number of a text; of several none, since nothing says which are minutes."""
    found = list(bare_numbers(text))
    part: Part = "minutes"
    if len(found) == 1:
        span, minutes = found[0]
        yield Span(span.start, span.end, part), minutes
