"""What an import changes, as values that can be told before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changes."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"


@dataclass(frozen=True, slots=True)
class SectionDiff:
    """What changes in a section.

    Labels are ids, or skill/needed skill, skill/outcome, role/skill, or skill and address with a space.
    """

    added: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    changed: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    retired: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.restored or self.changed or self.retired)


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that an import changes. Sections: see comparing.compare."""

    edition: tuple[Change, ...] = ()
    sections: Mapping[str, SectionDiff] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)  # ids that lead somewhere new
    forgotten: tuple[str, ...] = ()  # former ids that are ids of their own again
    reordered: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(
            (
                self.edition,
                self.sections,
                self.renamed,
                self.merged,
                self.former,
                self.forgotten,
                self.reordered,
            )
        )

    def section(self, name: str) -> SectionDiff:
        """Return what changes in a section."""
        return self.sections.get(name, SectionDiff())
