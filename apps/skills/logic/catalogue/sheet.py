"""What was read from catalogue files: entries, where each stands, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from apps.skills.logic.catalogue.entries import Edition, Entry
from apps.skills.logic.catalogue.faults import Fault, dotted

Step: TypeAlias = str | int
EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(slots=True)
class Place:
    """Where a mapping or list begins, and where each of its parts stands; lines from 1."""

    line: int
    parts: dict[Step, Place | int] = field(default_factory=dict)

    def line_of(self, path: tuple[Step, ...]) -> int:
        """Return the line of the deepest part of the path that is there."""
        place: Place | int = self
        for step in path:
            if isinstance(place, int) or step not in place.parts:
                break
            place = place.parts[step]
        return place if isinstance(place, int) else place.line


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry stands: the file, its number there, and the lines of its parts."""

    file: str
    section: str
    index: int
    place: Place

    def fault(self, message: str, *path: Step) -> Fault:
        """Return a fault at a part of the entry."""
        where = dotted((self.section, self.index, *path))
        return Fault(self.file, self.place.line_of(path), where, message)

    def __str__(self) -> str:
        return f"{self.file}:{self.place.line}"


@dataclass(frozen=True, slots=True)
class Located(Generic[EntryT]):
    """An entry and where it stands."""

    entry: EntryT
    origin: Origin


@dataclass(slots=True)
class Sheet:
    """All files together. A section that appears in no file is not in `sections`."""

    edition: Edition = field(default_factory=Edition)
    sections: dict[str, list[Located[Any]]] = field(default_factory=dict)
    # Also the ids of entries with faults, so that one fault is not told again by all who refer to it.
    ids: dict[str, set[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True  # every file could be read to its end

    def located(self, section: str, kind: type[EntryT]) -> Iterator[Located[EntryT]]:
        """Yield the entries of a section in the order of the files."""
        del kind  # only the type checker needs it
        yield from self.sections.get(section, ())

    def entries(self, section: str, kind: type[EntryT]) -> tuple[EntryT, ...]:
        """Return the entries of a section in the order of the files."""
        return tuple(item.entry for item in self.located(section, kind))
