"""Compares two states of one entry: which fields differ, and how each is told in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final

from pydantic import BaseModel

from apps.skills.logic.catalogue.diff import Change
from apps.skills.logic.catalogue.entries import Entry

MARK: Final = " ⏎ "  # between the lines of a script


def changes(stored: Entry, wanted: Entry) -> Iterator[Change]:
    """Yield the fields that differ, in their order; parts of a field one by one, as steps[0].do."""
    if stored is wanted:
        return
    old, new = dict(_fields(stored)), dict(_fields(wanted))
    # Parts that only the new state has follow those of the old one.
    for path in old | new:
        before, after = old.get(path, ""), new.get(path, "")
        if before != after:
            yield Change(path, *_told(before, after))


def _fields(entry: Entry) -> Iterator[tuple[str, object]]:
    for name in type(entry).model_fields:
        if name in entry.APART:
            continue
        value = getattr(entry, name)
        yield from _parts(name, sorted(value) if name == "skills" else value)


def _parts(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield f"{path}.{name}", getattr(value, name)
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for at, each in enumerate(value):
            yield from _parts(f"{path}[{at}]", each)
    else:
        yield path, value


def _told(old: object, new: object) -> tuple[str, str]:
    if isinstance(old, str) and isinstance(new, str) and "\n" in old + new:
        return _told_lines(old.split("\n"), new.split("\n"))
    return shown(old), shown(new)


def _told_lines(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Return the lines between the first and the last that differ."""
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    cut = slice(begin, -end or None)
    return shown(MARK.join(old[cut])), shown(MARK.join(new[cut]))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many equal lines both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def shown(value: object) -> str:
    """Return a value of a field as one line of text."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {each}" for key, each in sorted(value.items()))
    if isinstance(value, (tuple, list)):
        return ", ".join(str(each) for each in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in {None, ""} else str(value)
