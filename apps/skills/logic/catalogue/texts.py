"""The entries that an import changes as text, before and after."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.entries import Entry
from apps.skills.logic.catalogue.written import entry_text, laid_out

Sign = Literal["+", "-", " ", "@"]
Key = tuple[str, object]

AROUND: Final = 2  # lines that stay the same, shown before and after those that do not
LINES_MATCHED: Final = 1_000  # of an entry; matching takes time that grows with their square


@dataclass(frozen=True, slots=True)
class TextDiff:
    """One entry before and after."""

    name: str  # of the file, and of the entry
    lines: tuple[tuple[Sign, str], ...]


def text_diffs(before: Contents, after: Contents, *, moves: Mapping[str, str]) -> Iterator[TextDiff]:
    """Yield the entries that differ, in the order of their files; what leaves comes last.

    `moves` leads from ids that are renamed to the new ones.
    """
    old, new = _keyed(before, moves), _keyed(after, {})
    for key, (file, entry) in new.items():
        had = old.get(key)
        if had is None or (had[1] != entry and entry_text(had[1]) != entry_text(entry)):
            yield _told(file, key, had and had[1], entry)
    for key, (file, entry) in old.items():
        if key not in new:
            yield _told(file, key, entry, None)


def _keyed(contents: Contents, moves: Mapping[str, str]) -> dict[Key, tuple[str, Entry]]:
    return {
        (section, _key(section, entry, moves)): (file, entry)
        for file, sections in laid_out(contents).items()
        for section, entries in sections.items()
        for entry in entries
    }


def _key(section: str, entry: Entry, moves: Mapping[str, str]) -> object:
    skill = getattr(entry, "id" if section == "skills" else "skill", "")
    skill = moves.get(skill, skill)
    if section == "skills":
        return skill
    if section == "resources":
        return f"{skill} {getattr(entry, 'url', '')}"
    return skill if section == "labs" else getattr(entry, "id", "")


def _told(file: str, key: Key, old: Entry | None, new: Entry | None) -> TextDiff:
    before, after = (entry_text(each).splitlines() if each else [] for each in (old, new))
    return TextDiff(f"{file}: {key[1]}", tuple(_lines(before, after)))


def _lines(before: list[str], after: list[str]) -> Iterator[tuple[Sign, str]]:
    if not before or not after or max(len(before), len(after)) > LINES_MATCHED:
        yield from (("-", line) for line in before)
        yield from (("+", line) for line in after)
        return
    unified = difflib.unified_diff(before, after, n=AROUND, lineterm="")
    for line in list(unified)[2:]:  # after the names of the files
        sign: Sign = "@" if line[0] == "@" else "+" if line[0] == "+" else "-" if line[0] == "-" else " "
        yield sign, line if sign == "@" else line[1:]
