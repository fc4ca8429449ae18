from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given
from hypothesis import strategies as st

from apps.progress.logic.memory import (
    MemoryState,
    Practice,
    days_until,
    first_state,
    practised,
    retention,
)
from tests.progress.cases import CURVE, DEFAULTS, TODAY, ago, memories

LIBRARY = Scheduler(parameters=DEFAULTS, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def card(state: MemoryState) -> Card:
    reviewed = NOON - timedelta(days=(TODAY - state.last_day).days)
    return Card(
        card_id=1,
        state=State.Review,
        stability=state.stability,
        difficulty=state.difficulty,
        last_review=reviewed,
    )


def test_the_curve_has_the_published_factor() -> None:
    assert round(CURVE.factor, 8) == 0.98034649
    assert CURVE.decay == -0.1542


def test_retention_is_nine_tenths_after_one_stability() -> None:
    assert retention(MemoryState(30, 5, ago(30)), on=TODAY, curve=CURVE) == pytest.approx(0.9, abs=1e-12)


def test_retention_is_whole_on_and_before_the_last_day() -> None:
    state = MemoryState(30, 5, TODAY)
    assert retention(state, on=TODAY, curve=CURVE) == 1
    assert retention(state, on=ago(3), curve=CURVE) == 1


@pytest.mark.parametrize(
    ("level", "stabilities"), [(0.90, 1.0), (0.85, 1.906), (0.80, 3.316), (0.70, 9.288), (0.50, 90.3545)]
)
def test_a_level_is_reached_after_so_many_stabilities(level: float, stabilities: float) -> None:
    assert days_until(level, stability=1, curve=CURVE) == pytest.approx(stabilities, rel=5e-4)


@given(state=memories)
def test_the_library_forgets_alike(state: MemoryState) -> None:
    expected = LIBRARY.get_card_retrievability(card(state), NOON)
    assert retention(state, on=TODAY, curve=CURVE) == pytest.approx(expected, abs=1e-12)


@given(state=memories, grade=st.integers(1, 4))
def test_a_check_moves_a_memory_as_the_library_does(state: MemoryState, grade: int) -> None:
    after = practised(state, Practice(TODAY, grade, 1.0, verified=True), curve=CURVE)
    expected, _ = LIBRARY.review_card(card(state), Rating(grade), NOON)
    assert (after.stability, after.difficulty, after.last_day) == (
        expected.stability,
        expected.difficulty,
        TODAY,
    )


@pytest.mark.parametrize(
    ("grade", "stability", "difficulty"),
    [(1, 0.212, 6.4133), (2, 1.2931, 5.1122), (3, 2.3065, 2.1181), (4, 8.2956, 1.0)],
)
def test_the_first_practice_gives_the_published_first_state(
    grade: int, stability: float, difficulty: float
) -> None:
    state = first_state(Practice(TODAY, grade, 0.5, verified=False), curve=CURVE)
    assert (state.stability, round(state.difficulty, 4), state.last_day) == (stability, difficulty, TODAY)


def test_half_a_good_practice_moves_a_memory_part_of_the_way() -> None:
    state = MemoryState(10, 5, ago(10))
    after = practised(state, Practice(TODAY, 3, 0.5, verified=False), curve=CURVE)
    assert round(after.stability, 4) == 17.8960
    assert after.last_day == ago(5)
    assert round(retention(after, on=TODAY, curve=CURVE), 4) == 0.9634


@pytest.mark.parametrize(("elapsed", "left"), [(0, 0), (1, 1), (2, 1), (3, 2), (5, 3), (7, 4)])
def test_half_a_day_left_counts_as_a_whole_one(elapsed: int, left: int) -> None:
    after = practised(MemoryState(10, 5, ago(elapsed)), Practice(TODAY, 3, 0.5, verified=False), curve=CURVE)
    assert after.last_day == ago(left)


def test_unverified_practice_stops_at_ninety_days() -> None:
    after = practised(MemoryState(80, 3, ago(200)), Practice(TODAY, 3, 1.0, verified=False), curve=CURVE)
    assert after.stability == 90


def test_unverified_practice_leaves_a_longer_memory_as_long_as_it_was() -> None:
    after = practised(MemoryState(400, 3, ago(200)), Practice(TODAY, 3, 0.5, verified=False), curve=CURVE)
    assert after.stability == 400


def test_a_check_carries_a_memory_beyond_ninety_days() -> None:
    after = practised(MemoryState(80, 3, ago(200)), Practice(TODAY, 3, 1.0, verified=True), curve=CURVE)
    assert after.stability > 90


@given(state=memories, grade=st.integers(2, 4), weight=st.floats(0.01, 1))
def test_self_reported_practice_never_lowers_retention(state: MemoryState, grade: int, weight: float) -> None:
    after = practised(state, Practice(TODAY, grade, weight, verified=False), curve=CURVE)
    before = retention(state, on=TODAY, curve=CURVE)
    assert before <= retention(after, on=TODAY, curve=CURVE) <= 1
    assert (after.stability >= state.stability, 1 <= after.difficulty <= 10) == (True, True)
