"""A diff as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apps.skills.logic.catalogue.diff import Diff, SectionDiff

NOUNS: Final = {
    "pitfalls": ("pitfall", "pitfalls"),
    "domains": ("domain", "domains"),
    "skills": ("skill", "skills"),
    "edges": ("edge", "edges"),
    "outcomes": ("outcome", "outcomes"),
    "resources": ("resource", "resources"),
    "labs": ("lab", "labs"),
    "roles": ("role", "roles"),
    "role skills": ("skill of a role", "skills of roles"),
    "certifications": ("certification", "certifications"),
}


def counted(many: int, one: str, more: str) -> str:
    """Return a number with its noun: 1 skill, 1,204 skills."""
    return f"{many:,} {one if many == 1 else more}"


def tell(diff: Diff) -> list[str]:
    """Return what changes: a line for each thing, `+` new, `~` changed, `-` gone, `>` moved."""
    return [
        *(f"~ {change}" for change in diff.edition),
        *(f"> skill {old} is now {new}" for old, new in diff.renamed.items()),
        *(f"> skill {old} becomes part of {new}" for old, new in diff.merged.items()),
        *(f"> the id {old} leads to {new}" for old, new in diff.former.items() if not _said(diff, old)),
        *(f"> the id {old} stands for itself again" for old in diff.forgotten),
        *(line for name in NOUNS for line in _section(name, diff.section(name))),
        *(f"~ the order of {name}" for name in diff.reordered),
    ]


def _said(diff: Diff, old: str) -> bool:
    return old in diff.renamed or old in diff.merged


def _section(name: str, section: SectionDiff) -> Iterator[str]:
    noun = NOUNS[name][0]
    gone = "gone" if name in {"edges", "role skills", "pitfalls"} else "retired"
    yield from (f"+ {noun} {label}" for label in section.added)
    yield from (f"+ {noun} {label} (is back)" for label in section.restored)
    for label, changes in section.changed.items():
        yield from (f"~ {noun} {label} {change}" for change in changes)
    yield from (f"- {noun} {label} ({gone})" for label in section.retired)


def summary(diff: Diff) -> list[str]:
    """Return the counts of a diff, a line for each section in which something changes."""
    lines = [_counts(NOUNS[name][1], diff.section(name)) for name in NOUNS if name in diff.sections]
    moved = len(diff.renamed)
    return [*lines, *([f"renamed: {counted(moved, 'skill', 'skills')}"] if moved else [])]


def _counts(noun: str, section: SectionDiff) -> str:
    counts = {
        "added": len(section.added),
        "back": len(section.restored),
        "changed": len(section.changed),
        "gone": len(section.retired),
    }
    return f"{noun}: " + ", ".join(f"{many:,} {word}" for word, many in counts.items() if many)
