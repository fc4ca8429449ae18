from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.progress.logic.memory import MemoryState, retention
from apps.progress.logic.standing import (
    CAP,
    Known,
    coverage,
    due_for_refresh,
    due_on,
    held,
    held_state,
    mastery,
    stand,
    touched_state,
    untouched_state,
)
from tests.progress.cases import CURVE, TODAY, ago, memories


@pytest.mark.parametrize(
    ("known", "covered", "holds"),
    [
        (Known(outcomes=4, shown=0), 0.0, "open"),
        (Known(outcomes=4, shown=3), 0.75, "open"),
        (Known(outcomes=4, shown=4), 1.0, "held"),
        (Known(outcomes=0, shown=0), 0.0, "open"),
        (Known(outcomes=4, shown=2, level=1), 0.5, "open"),
        (Known(outcomes=4, shown=0, level=1), 0.25, "open"),
        (Known(outcomes=4, shown=0, level=2), 0.75, "held"),
        (Known(outcomes=4, shown=0, level=3), 1.0, "held"),
        (Known(outcomes=4, shown=0, certified=True), 1.0, "held"),
    ],
)
def test_the_greatest_of_what_speaks_for_a_skill_covers_it(known: Known, covered: float, holds: str) -> None:
    assert (coverage(known), "held" if held(known) else "open") == (covered, holds)


@pytest.mark.parametrize(("ageing", "cap"), [("fast", 182), ("medium", 547), ("slow", 1461)])
def test_tools_that_change_make_a_skill_due_before_it_is_forgotten(ageing: str, cap: int) -> None:
    due = due_on(MemoryState(5000, 5, TODAY), target=0.8, ageing=ageing, curve=CURVE)
    assert due == TODAY + timedelta(days=cap)
    assert due_for_refresh(last_day=TODAY, due=due, ageing=ageing) is True


def test_a_target_of_nine_tenths_is_due_after_exactly_one_stability() -> None:
    dues = [
        due_on(MemoryState(days, 5, TODAY), target=0.9, ageing="slow", curve=CURVE) - TODAY
        for days in range(1, 400)
    ]
    assert dues == [timedelta(days=days) for days in range(1, 400)]


@given(memory=memories, target=st.floats(0.7, 0.95), ageing=st.sampled_from(sorted(CAP)))
def test_retention_meets_the_target_until_the_due_day_and_not_after_a_natural_one(
    memory: MemoryState, target: float, ageing: str
) -> None:
    due = due_on(memory, target=target, ageing=ageing, curve=CURVE)
    assert retention(memory, on=due, curve=CURVE) >= target - 1e-9
    if not due_for_refresh(last_day=memory.last_day, due=due, ageing=ageing):
        assert retention(memory, on=due + timedelta(days=1), curve=CURVE) < target


@pytest.mark.parametrize(
    ("last_day", "due", "state"),
    [
        (ago(100), ago(1), "faded"),
        (ago(100), TODAY, "fading"),
        (ago(100), ago(-14), "fading"),
        (ago(100), ago(-15), "fresh"),
        (ago(30), ago(-10), "fading"),  # a quarter of 40 days
        (ago(29), ago(-10), "fresh"),  # a quarter of 39 days is 9.75
        (ago(3), ago(-1), "fading"),
        (ago(2), ago(-1), "fresh"),
        (TODAY, TODAY, "fading"),
    ],
)
def test_a_held_skill_fades_within_a_fortnight_or_a_quarter_of_its_interval(
    last_day: date, due: date, state: str
) -> None:
    assert held_state(last_day=last_day, due=due, today=TODAY) == state


def test_what_is_not_held_is_learning_however_long_ago() -> None:
    assert touched_state(held=False, last_day=ago(900), due=ago(800), today=TODAY) == "learning"


def test_what_is_untouched_is_ready_once_all_it_needs_is_held() -> None:
    assert (untouched_state(needs_held=True), untouched_state(needs_held=False)) == ("ready", "locked")


def test_mastery_is_coverage_times_retention() -> None:
    memory = MemoryState(30, 5, ago(30))
    assert mastery(covered=0.5, memory=memory, today=TODAY, curve=CURVE) == pytest.approx(0.45)
    standing = stand(
        7,
        memory=memory,
        covered=0.5,
        held=False,
        verified=False,
        due=TODAY,
        touched_on=ago(3),
        model_id=1,
        today=TODAY,
        curve=CURVE,
    )
    assert standing.state == "learning"
    assert standing.mastery == pytest.approx(0.45)
