"""Where a learner stands with a skill: coverage, held, due, and the six states."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from apps.progress.logic.memory import Curve, MemoryState, days_until, retention

State = Literal["locked", "ready", "learning", "fresh", "fading", "faded"]
STATES: Final[tuple[State, ...]] = ("locked", "ready", "learning", "fresh", "fading", "faded")

# Days after which a held skill is due for a refresh, however well it is remembered:
# its tools will have moved on.
CAP: Final = {"fast": 182, "medium": 547, "slow": 1461}
ASSESSED_COVERAGE: Final = {0: 0.0, 1: 0.25, 2: 0.75, 3: 1.0}  # new, seen it, use it, teach it
HELD_FROM_LEVEL: Final = 2
FADING_DAYS: Final = 14
# A target of 0.9 is met after exactly one stability; floating point may say a hair less.
DAY_SLACK: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands with a skill they have touched, on one day."""

    skill_id: int
    state: State  # learning, fresh, fading or faded
    coverage: float  # 0 to 1
    held: bool
    verified: bool
    retention: float  # 0 to 1, on that day
    mastery: float  # coverage × retention
    stability: float  # days
    difficulty: float  # 1 to 10
    last_day: date  # the day the curve starts from
    due_on: date
    touched_on: date
    model_id: int  # of the decay model that made the state


@dataclass(frozen=True, slots=True)
class Known:
    """What counts for how much of a skill is covered."""

    outcomes: int  # current outcomes of the skill
    shown: int  # of these, shown by the learner
    level: int = 0  # self-assessed, 0 to 3
    certified: bool = False  # a certificate or a reviewed lab covers the skill


def coverage(known: Known) -> float:
    """Return how much of a skill is covered, 0 to 1: the greatest of what speaks for it."""
    shown = known.shown / known.outcomes if known.outcomes else 0.0
    return max(shown, ASSESSED_COVERAGE[known.level], 1.0 if known.certified else 0.0)


def held(known: Known) -> bool:
    """Tell whether the skill is held. Fading never unholds."""
    every_outcome = known.outcomes > 0 and known.shown >= known.outcomes
    return every_outcome or known.certified or known.level >= HELD_FROM_LEVEL


def due_on(memory: MemoryState, *, target: float, ageing: str, curve: Curve) -> date:
    """Return the day a skill is due: retention meets the target, or the cap for its tools is reached."""
    natural = math.floor(days_until(target, stability=memory.stability, curve=curve) + DAY_SLACK)
    return memory.last_day + timedelta(days=min(natural, CAP[ageing]))


def due_for_refresh(*, last_day: date, due: date, ageing: str) -> bool:
    """Tell whether it is the cap that makes the skill due, and not forgetting."""
    return (due - last_day).days >= CAP[ageing]


def held_state(*, last_day: date, due: date, today: date) -> State:
    """Return the state of a held skill: fresh, fading or faded."""
    if today > due:
        return "faded"
    within = min(FADING_DAYS, (due - last_day).days / 4)
    return "fading" if (due - today).days <= within else "fresh"


def mastery(*, covered: float, memory: MemoryState, today: date, curve: Curve) -> float:
    """Return coverage × retention today, 0 to 1."""
    return covered * retention(memory, on=today, curve=curve)


def touched_state(*, held: bool, last_day: date, due: date, today: date) -> State:
    """Return the state of a skill with any entry, outcome or self-assessment."""
    return held_state(last_day=last_day, due=due, today=today) if held else "learning"


def untouched_state(*, needs_held: bool) -> State:
    """Return the state of a skill that a learner has not touched: ready once all it needs is held."""
    return "ready" if needs_held else "locked"


def stand(  # noqa: PLR0913 - the columns of a memory state, each named
    skill_id: int,
    *,
    memory: MemoryState,
    covered: float,
    held: bool,
    verified: bool,
    due: date,
    touched_on: date,
    model_id: int,
    today: date,
    curve: Curve,
) -> Standing:
    """Return where a learner stands with a skill on a day."""
    kept = retention(memory, on=today, curve=curve)
    return Standing(
        skill_id=skill_id,
        state=touched_state(held=held, last_day=memory.last_day, due=due, today=today),
        coverage=covered,
        held=held,
        verified=verified,
        retention=kept,
        mastery=covered * kept,
        stability=memory.stability,
        difficulty=memory.difficulty,
        last_day=memory.last_day,
        due_on=due,
        touched_on=touched_on,
        model_id=model_id,
    )
