"""How much of public references the catalogue answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.skills.logic.catalogue.entries import ReferenceEntry


@dataclass(frozen=True, slots=True)
class Coverage:
    """The topics of a reference, or of several together, counted."""

    covered: int
    out_of_scope: int
    gaps: tuple[str, ...]

    @property
    def total(self) -> int:
        """All topics."""
        return self.covered + self.out_of_scope + len(self.gaps)

    @property
    def share(self) -> float:
        """Covered topics among those in scope, 0 to 1; 1 where nothing is in scope."""
        in_scope = self.covered + len(self.gaps)
        return self.covered / in_scope if in_scope else 1.0


def coverage(reference: ReferenceEntry) -> Coverage:
    """Return how a reference is covered: topics with skills are, others say why not."""
    return Coverage(
        covered=sum(1 for topic in reference.topics if topic.skills),
        out_of_scope=sum(1 for topic in reference.topics if topic.verdict == "out-of-scope"),
        gaps=tuple(topic.topic for topic in reference.topics if topic.verdict == "gap"),
    )


def together(parts: Iterable[Coverage]) -> Coverage:
    """Return the coverage of several references taken as one."""
    parts = list(parts)
    return Coverage(
        covered=sum(part.covered for part in parts),
        out_of_scope=sum(part.out_of_scope for part in parts),
        gaps=tuple(gap for part in parts for gap in part.gaps),
    )


def table(references: Sequence[ReferenceEntry]) -> list[str]:
    """Return the coverage of references as lines of text: a head, a line each, the sum, then the gaps."""
    parts = {reference.id: coverage(reference) for reference in references}
    width = max((len(name) for name in parts), default=0)
    width = max(width, len("reference"))
    lines = [f"{'reference':{width}}  covered  gap  out of scope  total  of those in scope"]
    lines += [f"{name:{width}}  {_row(part)}" for name, part in parts.items()]
    lines.append(f"{'together':{width}}  {_row(together(parts.values()))}")
    return lines + [f"gap in {name}: {gap}" for name, part in parts.items() for gap in part.gaps]


def _row(part: Coverage) -> str:
    return f"{part.covered:7}  {len(part.gaps):3}  {part.out_of_scope:12}  {part.total:5}  {part.share:16.1%}"
