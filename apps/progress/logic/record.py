"""All that is known of one learner's skill, line by line, and the state that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from apps.progress.logic import grading
from apps.progress.logic.memory import Curve, MemoryState
from apps.progress.logic.replay import Assessment, Entry, replay
from apps.progress.logic.standing import Known, coverage, due_on, held

OUTCOME: Final = "outcome"
IMPLIED: Final = "implied"
ASSESSED: Final = "assessed"


class Line(NamedTuple):
    """One thing known: an entry of the log, an outcome shown, implied practice or a self-assessment."""

    learner_id: int
    skill_id: int
    day: date
    kind: str  # a kind of evidence, or one of the three words above
    grade: (
        int | None
    )  # of a check 1 to 4; of a self-assessment its level; of an outcome 1 while it is current
    factor: float | None  # of implied practice


class About(NamedTuple):
    """What the catalogue says of a skill."""

    ageing: str
    outcomes: int  # current ones


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from the lines of one skill; the columns of a memory state."""

    memory: MemoryState
    coverage: float
    held: bool
    verified: bool
    touched_on: date
    due_on: date


def derive(lines: Sequence[Line], *, about: About, target: float, curve: Curve) -> Derived | None:
    """Return the state of a skill, or None where nothing but implied practice speaks of it."""
    own = [line for line in lines if line.kind not in {IMPLIED, ASSESSED}]
    said = assessment(lines)
    memory = replay(entries(lines), assessment=said, curve=curve)
    if memory is None:
        return None
    known = Known(
        outcomes=about.outcomes,
        shown=sum(line.kind == OUTCOME and line.grade == 1 for line in own),
        level=said.level if said else 0,
        certified=any(line.kind in grading.COVERS for line in own),
    )
    touched = [line.day for line in own] or ([said.day] if said else [])
    return Derived(
        memory=memory,
        coverage=coverage(known),
        held=held(known),
        verified=any(line.kind != OUTCOME and _verifies(_worth(line)) for line in own),
        touched_on=max(touched),
        due_on=due_on(memory, target=target, ageing=about.ageing, curve=curve),
    )


def entries(lines: Sequence[Line]) -> list[Entry]:
    """Return the lines that practise the skill."""
    return [Entry(line.day, _worth(line)) for line in lines if line.kind != ASSESSED]


def assessment(lines: Sequence[Line]) -> Assessment | None:
    """Return what the learner said of the skill, or None for *new* and for nothing."""
    for line in lines:
        if line.kind == ASSESSED and line.grade:
            return Assessment(line.day, line.grade)
    return None


def _worth(line: Line) -> grading.Worth:
    if line.kind == OUTCOME:
        return grading.OUTCOME
    if line.kind == IMPLIED:
        return grading.implied(line.factor or 0.0)
    return grading.worth(line.kind, grade=line.grade)


def _verifies(worth: grading.Worth) -> bool:
    return worth.verified and worth.success
