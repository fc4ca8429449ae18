"""From the log of one skill to its memory state: the same log always gives the same state, bit for bit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from apps.progress.logic import grading
from apps.progress.logic.memory import Curve, MemoryState, Practice, first_state, practised

ASSESSED_STABILITY: Final = {1: 5.0, 2: 30.0, 3: 90.0}  # days, by level: seen it, use it, teach it
ASSESSED_DIFFICULTY: Final = 5.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what is known about a skill: a log entry, an outcome shown, or implied practice."""

    day: date
    worth: grading.Worth


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the learner said of the skill: level 1 seen it, 2 use it, 3 teach it."""

    day: date
    level: int


def implied(cause: grading.Worth, *, factor: float) -> grading.Worth:
    """Return the worth of practice implied by a success elsewhere: always good, as weighty as its factor."""
    return grading.Worth(grading.IMPLIED, grading.GOOD, factor, verified=cause.verified)


def practices(entries: Iterable[Entry]) -> list[Practice]:
    """Return one practice for each day and group, in the order in which they are applied.

    Within a group the weightiest entry of the day speaks for it, a verified one first.
    """
    best: dict[tuple[date, int], grading.Worth] = {}
    for entry in entries:
        key = (entry.day, grading.GROUPS.index(entry.worth.group))
        if key not in best or _rank(entry.worth) > _rank(best[key]):
            best[key] = entry.worth
    return [
        Practice(day, worth.grade, worth.weight, worth.verified)
        for (day, _), worth in sorted(best.items(), key=lambda item: item[0])
    ]


def replay(entries: Iterable[Entry], *, assessment: Assessment | None, curve: Curve) -> MemoryState | None:
    """Return the state that a skill's whole log leads to, or None where nothing is known.

    A self-assessment enters before the entries of its day. It gives the first state; where one
    stands already it only ever raises the stability, since the learner spoke knowing all before it.
    """
    state: MemoryState | None = None
    said = assessment
    for practice in practices(entries):
        if said is not None and said.day <= practice.day:
            state, said = _assessed(state, said), None
        if state is None:
            state = first_state(replace(practice, weight=1.0), curve=curve)
        else:
            state = practised(state, practice, curve=curve)
    return state if said is None else _assessed(state, said)


def _assessed(state: MemoryState | None, said: Assessment) -> MemoryState:
    claimed = MemoryState(ASSESSED_STABILITY[said.level], ASSESSED_DIFFICULTY, said.day)
    return state if state is not None and state.stability >= claimed.stability else claimed


def _rank(worth: grading.Worth) -> tuple[bool, float, int]:
    return (worth.verified, worth.weight, worth.grade)
