"""How far a skill reaches: all that rests on it, kept as bit sets so that counting costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter


@dataclass(frozen=True, slots=True)
class Reach:
    """For each skill, the set of skills that need it, directly or through others."""

    bits: Mapping[int, int]  # skill id to the one bit that stands for it
    above: Mapping[int, int]  # skill id to the bits of all that rest on it

    @classmethod
    def of(cls, needs: Mapping[int, tuple[int, ...]]) -> Reach:
        """Build the sets from what each skill needs. Raises graphlib.CycleError on a cycle."""
        bits = {skill: 1 << place for place, skill in enumerate(needs)}
        above = dict.fromkeys(needs, 0)
        for skill in reversed(tuple(TopologicalSorter(needs).static_order())):
            carried = above[skill] | bits[skill]
            for needed in needs[skill]:
                above[needed] |= carried
        return cls(bits, above)

    def mask(self, skills: Iterable[int]) -> int:
        """Return a set of skills as bits."""
        together = 0
        for skill in skills:
            together |= self.bits[skill]
        return together

    def waiting(self, skill: int, *, among: int) -> int:
        """Count the skills of a set, given as bits, that rest on a skill."""
        return (self.above[skill] & among).bit_count()

    def examples(self, skill: int, *, among: Iterable[int]) -> tuple[int, ...]:
        """Return those of a sequence of skills that rest on a skill, in its order."""
        above = self.above[skill]
        return tuple(other for other in among if above & self.bits[other])
