"""The graph of skills: what needs what, which skills a role asks for, how practice flows down."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar

FLOW_HOPS, FLOW_LEAST = 3, 0.1
Id = TypeVar("Id", int, str)  # a row's, or the slug of a catalogue file
LEVELS: Final = ("foundation", "practitioner", "advanced")


@dataclass(frozen=True, slots=True)
class Placed:
    """What decides whether a role asks for a skill: its group, level and place in the catalogue."""

    skill: str
    domain: str
    level: str
    position: int


def everything_needed(skills: Iterable[str], *, needs: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the skills and all that they rest on, however far down."""
    found: set[str] = set()
    waiting = list(skills)
    while waiting:
        skill = waiting.pop()
        if skill not in found:
            found.add(skill)
            waiting.extend(needs.get(skill, ()))
    return found


def role_skills(
    placed: Sequence[Placed], *, targets: Mapping[str, float], needs: Mapping[str, Sequence[str]]
) -> set[str]:
    """Return what a role asks for.

    Of each domain with n skills the first ⌈target × n⌉ by level, and all they need.
    """
    wanted: set[str] = set()
    for domain, target in targets.items():
        mine = sorted(
            (p for p in placed if p.domain == domain),
            key=lambda p: (LEVELS.index(p.level), p.position),
        )
        # 0.55 × 20 is 11.000000000000002 in floating point, and its ceiling would be 12.
        many = math.ceil(Fraction(str(target)) * len(mine))
        wanted.update(p.skill for p in mine[:many])
    return everything_needed(wanted, needs=needs)


def flow(skill: Id, *, below: Mapping[Id, Mapping[Id, float]], hops: int = FLOW_HOPS) -> dict[Id, float]:
    """Return how far practising a skill practises each one under it.

    The largest product of edge weights along a path of at most three hops; what comes to less
    than 0.1 does not flow. `below` maps a skill to those it needs and the weight of each edge.
    """
    best: dict[Id, float] = {}
    front = {skill: 1.0}
    for _ in range(hops):
        further: dict[Id, float] = {}
        for upper, carried in front.items():
            for lower, weight in below.get(upper, {}).items():
                reached = carried * weight
                if reached >= FLOW_LEAST and reached > max(best.get(lower, 0.0), further.get(lower, 0.0)):
                    further[lower] = reached
        best.update(further)
        front = further
    return best
