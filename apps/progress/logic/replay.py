"""From the log of one skill to its memory state: the same log always gives the same state, bit for bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from apps.progress.logic import grading
from apps.progress.logic.memory import Curve, MemoryState, Practice, first_state, practised, retention

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


@dataclass(frozen=True, slots=True)
class Step:
    """What one event made of a memory."""

    day: date
    group: str  # of grading.GROUPS, or "assessed"
    before: float | None  # retention on the day, 0 to 1; None where nothing was known yet
    after: float
    state: MemoryState


def practices(entries: Iterable[Entry]) -> list[tuple[str, Practice]]:
    """Return one practice for each day and group, with its group, in the order in which they are applied.

    Within a group the weightiest entry of the day speaks for it; a day's checks speak together.
    """
    met: defaultdict[tuple[date, int], list[grading.Worth]] = defaultdict(list)
    for entry in entries:
        met[entry.day, grading.GROUPS.index(entry.worth.group)].append(entry.worth)
    return [
        (grading.GROUPS[group], _practice(day, worths))
        for (day, group), worths in sorted(met.items(), key=lambda item: item[0])
    ]


def replay(entries: Iterable[Entry], *, assessment: Assessment | None, curve: Curve) -> MemoryState | None:
    """Return the state that a skill's whole log leads to, or None where nothing is known."""
    last: MemoryState | None = None
    for _, _, state in _walk(entries, assessment=assessment, curve=curve):
        last = state
    return last


def trace(entries: Iterable[Entry], *, assessment: Assessment | None, curve: Curve) -> list[Step]:
    """Return every step of a replay with the retention before and after it, oldest first."""
    steps: list[Step] = []
    for day, group, state in _walk(entries, assessment=assessment, curve=curve):
        before = retention(steps[-1].state, on=day, curve=curve) if steps else None
        steps.append(Step(day, group, before, retention(state, on=day, curve=curve), state))
    return steps


def _walk(
    entries: Iterable[Entry], *, assessment: Assessment | None, curve: Curve
) -> Iterator[tuple[date, str, MemoryState]]:
    """Yield the state after each event.

    A self-assessment enters before the entries of its day. It gives the first state; where one
    stands already it only ever raises the stability, since the learner spoke knowing all before it.
    Implied practice before anything else is passed over: it flows only to what is held.
    """
    state: MemoryState | None = None
    said = assessment
    for group, practice in practices(entries):
        if said is not None and said.day <= practice.day:
            state = _assessed(state, said)
            yield said.day, "assessed", state
            said = None
        if state is None and group == grading.IMPLIED:
            continue
        state = _after(state, practice, curve=curve)
        yield practice.day, group, state
    if said is not None:
        yield said.day, "assessed", _assessed(state, said)


def _after(state: MemoryState | None, practice: Practice, *, curve: Curve) -> MemoryState:
    if state is None:
        return first_state(replace(practice, weight=1.0), curve=curve)
    return practised(state, practice, curve=curve)


def _assessed(state: MemoryState | None, said: Assessment) -> MemoryState:
    claimed = MemoryState(ASSESSED_STABILITY[said.level], ASSESSED_DIFFICULTY, said.day)
    return state if state is not None and state.stability >= claimed.stability else claimed


def _practice(day: date, worths: list[grading.Worth]) -> Practice:
    if worths[0].group == grading.CHECKED:
        speaks = grading.day_of_checks(worths)
    else:
        speaks = max(worths, key=lambda worth: (worth.weight, worth.grade))
    return Practice(day, speaks.grade, speaks.weight, speaks.verified)
