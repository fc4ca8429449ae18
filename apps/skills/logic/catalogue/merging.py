"""How files of authors meet the stored catalogue, where they do not bring all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.entries import Entry, SkillEntry
from apps.skills.logic.catalogue.sheet import Located, Origin, Place, Sheet
from apps.skills.logic.catalogue.written import laid_out

# What makes an entry of the files the same as a stored one.
SAME: Final[Mapping[str, Callable[[Any], object]]] = {
    "pitfalls": lambda entry: entry.number,
    "domains": lambda entry: entry.id,
    "skills": lambda entry: entry.id,
    "resources": lambda entry: (entry.skill, entry.url),
    "labs": lambda entry: entry.skill,
    "roles": lambda entry: entry.id,
    "certifications": lambda entry: entry.id,
}
Places = Mapping[str, Place]  # of whole files, by their names


def replace_files(drafted: Sheet, stored: Contents, *, names: set[str], places: Places) -> None:
    """Complete a sheet to a whole catalogue: what is stored, with some of its files replaced.

    The same as exporting everything, writing over these files, and reading it all. `places` tells
    the lines of the other files, which only faults need.
    """
    kept = [each for name, each in laid_out(stored).items() if name not in names]
    rest: dict[str, list[Located[Any]]] = {section: [] for sections in kept for section in sections}
    for item in _stored(stored, places):
        if item.origin.file not in names:
            rest[item.origin.section].append(item)
    for section, items in rest.items():
        _know(drafted, section, items)
        drafted.sections[section] = [*items, *drafted.sections.get(section, ())]


def add_entries(drafted: Sheet, stored: Contents, *, places: Places) -> None:
    """Complete the sections of a sheet: its entries take the place of the same stored ones, or follow."""
    rest: dict[str, list[Located[Any]]] = defaultdict(list)
    for item in _stored(stored, places):
        rest[item.origin.section].append(item)
    renamed = {old for item in drafted.located("skills", SkillEntry) for old in item.entry.was}
    for section in drafted.sections.keys() & SAME.keys():
        kept = rest[section]
        if section == "skills":
            kept = [item for item in kept if item.entry.id not in renamed]
        _know(drafted, section, kept)
        drafted.sections[section] = list(_woven(kept, drafted.sections[section], SAME[section]))


def _woven(
    stored: list[Located[Any]], drafted: list[Located[Any]], same: Callable[[Any], object]
) -> Iterator[Located[Any]]:
    instead: dict[object, list[Located[Any]]] = defaultdict(list)
    for item in drafted:
        instead[same(item.entry)].append(item)
    for item in stored:
        yield from instead.pop(same(item.entry), [item])
    for fresh in instead.values():
        yield from fresh


def _know(sheet: Sheet, section: str, items: list[Located[Any]]) -> None:
    ids = {item.entry.id for item in items if hasattr(item.entry, "id")}
    sheet.ids[section] = sheet.ids.get(section, set()) | ids


def _stored(contents: Contents, places: Places) -> Iterator[Located[Entry]]:
    for name, sections in laid_out(contents).items():
        for section, entries in sections.items():
            for index, entry in enumerate(entries):
                yield Located(entry, Origin(name, section, index, _place(places, name, section, index)))


def _place(places: Places, name: str, section: str, index: int) -> Place:
    found: Place | int = places.get(name, 0)
    for step in (section, index):
        found = found.parts.get(step, 0) if isinstance(found, Place) else 0
    return found if isinstance(found, Place) else Place(found)
