"""How a skill fades from memory, and what practice does to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final

from fsrs import Card, Rating, Scheduler, State

# FSRS-6 as published with open-spaced-repetition's benchmark; the last is the decay.
DEFAULT_PARAMETERS: Final = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
STABILITY_LEAST: Final = 0.001
UNVERIFIED_MOST: Final = 90.0  # days: self-reported practice alone never carries a skill further
# Whole days count and nothing else, so any moment will do as long as it is always the same.
_REVIEWED: Final = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Curve:
    """The shape of forgetting: the 21 parameters of FSRS-6 and what follows from the last."""

    parameters: tuple[float, ...]

    @cached_property
    def decay(self) -> float:
        """The exponent, negative."""
        return -self.parameters[20]

    @cached_property
    def factor(self) -> float:
        """The factor that makes retention exactly 0.9 after one stability."""
        return float(0.9 ** (1 / self.decay)) - 1


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What we believe about one learner's memory of one skill."""

    stability: float  # days until recall falls from 100 % to 90 %; at least 0.001
    difficulty: float  # 1 (easy) to 10
    last_day: date  # the day the curve starts from


@dataclass(frozen=True, slots=True)
class Practice:
    """One weighted event: a day's practice of one kind on one skill."""

    day: date
    grade: int  # 1 again, 2 hard, 3 good, 4 easy
    weight: float  # in (0, 1]; below 1 the state moves part of the way
    verified: bool


def retention(state: MemoryState, *, on: date, curve: Curve) -> float:
    """Return the chance, 0 to 1, that the learner can still recall the skill on a day.

    The FSRS-6 power curve: 0.9 exactly one stability after the last practice; 1 before it.
    """
    # Practice logged in a zone ahead of ours can lie in the future for some hours;
    # without the floor the curve would answer more than 1.
    elapsed = max((on - state.last_day).days, 0)
    return float((1 + curve.factor * elapsed / state.stability) ** curve.decay)


def days_until(level: float, *, stability: float, curve: Curve) -> float:
    """Return the days from practice until retention falls to a level in (0, 1); 0.9 gives the stability."""
    return stability / curve.factor * (float(level ** (1 / curve.decay)) - 1)


def first_state(practice: Practice, *, curve: Curve) -> MemoryState:
    """Return the state after the first practice of a skill, which always counts in full."""
    stability, difficulty = _first(curve.parameters, practice.grade)
    most = math.inf if practice.verified else UNVERIFIED_MOST
    return MemoryState(min(stability, most), difficulty, practice.day)


def practised(state: MemoryState, practice: Practice, *, curve: Curve) -> MemoryState:
    """Return the state after a further practice.

    A weight f below 1 moves the state part of the way: stability by the power f of its gain,
    difficulty by f of its change, and f of the days since the last practice are forgiven.
    Unverified practice never lowers the stability and never lifts it above 90 days.
    """
    elapsed = max((practice.day - state.last_day).days, 0)
    after = _next(curve.parameters, state.stability, state.difficulty, elapsed, practice.grade)
    moved = _part_of_the_way(state, after, elapsed=elapsed, practice=practice)
    if practice.verified:
        return moved
    stability = max(state.stability, min(moved.stability, UNVERIFIED_MOST))
    return MemoryState(stability, moved.difficulty, moved.last_day)


def _part_of_the_way(
    state: MemoryState, after: tuple[float, float], *, elapsed: int, practice: Practice
) -> MemoryState:
    f = practice.weight
    stability, difficulty = after
    if f >= 1:
        return MemoryState(stability, difficulty, max(state.last_day, practice.day))
    left = math.floor((1 - f) * elapsed + 0.5)  # half up: banker's rounding would make 0.5 a day of 0
    return MemoryState(
        stability=max(STABILITY_LEAST, state.stability * (stability / state.stability) ** f),
        difficulty=state.difficulty + f * (difficulty - state.difficulty),
        # Practice dated before the last day of the curve must not turn the curve back.
        last_day=max(state.last_day, practice.day - timedelta(days=left)),
    )


@lru_cache(maxsize=64)
def _first(parameters: tuple[float, ...], grade: int) -> tuple[float, float]:
    return _reviewed(parameters, Card(card_id=0), grade)


# Neither day nor learner enters, and beginnings are alike: in a rebuild most calls are repeats.
@lru_cache(maxsize=65536)
def _next(
    parameters: tuple[float, ...], stability: float, difficulty: float, elapsed: int, grade: int
) -> tuple[float, float]:
    card = Card(
        card_id=0,
        state=State.Review,
        stability=stability,
        difficulty=difficulty,
        last_review=_REVIEWED - timedelta(days=elapsed),
    )
    return _reviewed(parameters, card, grade)


def _reviewed(parameters: tuple[float, ...], card: Card, grade: int) -> tuple[float, float]:
    """Return stability and difficulty after the library has reviewed a card."""
    after, _ = _scheduler(parameters).review_card(card, Rating(grade), _REVIEWED)
    if after.stability is None or after.difficulty is None:  # pragma: no cover - the library always sets both
        message = "a reviewed card has no memory state"
        raise ValueError(message)
    return max(STABILITY_LEAST, after.stability), after.difficulty


@lru_cache(maxsize=8)
def _scheduler(parameters: tuple[float, ...]) -> Scheduler:
    # Without learning steps a card is in review from its first answer on; fuzzing would make
    # replays differ, and an interval is none of the library's business here.
    return Scheduler(parameters=parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
