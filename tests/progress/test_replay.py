from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from apps.progress.logic import grading
from apps.progress.logic.memory import MemoryState, Practice, first_state, practised, retention
from apps.progress.logic.replay import Assessment, Entry, practices, replay, trace
from tests.progress.cases import CURVE, TODAY, ago, days

BUILT, READ = grading.worth("built"), grading.worth("read")
RIGHT, WRONG = grading.worth("checked", grade=3), grading.worth("checked", grade=1)


def state_of(*entries: Entry, said: Assessment | None = None) -> MemoryState | None:
    return replay(entries, assessment=said, curve=CURVE)


def test_an_empty_log_says_nothing() -> None:
    assert state_of() is None


def test_the_first_entry_counts_in_full() -> None:
    assert state_of(Entry(TODAY, READ)) == first_state(Practice(TODAY, 2, 1.0, verified=False), curve=CURVE)


def test_a_day_counts_once_for_each_group_of_kinds() -> None:
    twice = [Entry(TODAY, BUILT), Entry(TODAY, grading.worth("paired")), Entry(TODAY, READ)]
    assert practices(twice) == [
        ("took in", Practice(TODAY, 2, 0.5, verified=False)),
        ("did", Practice(TODAY, 3, 0.5, verified=False)),
    ]


def test_the_largest_implied_practice_speaks_for_its_day() -> None:
    entries = [Entry(TODAY, grading.implied(0.1)), Entry(TODAY, grading.implied(0.4))]
    assert practices(entries) == [("implied", Practice(TODAY, 3, 0.4, verified=False))]


def test_a_backdated_entry_is_replayed_in_its_place() -> None:
    late = state_of(Entry(TODAY, BUILT), Entry(ago(30), RIGHT))
    assert late == state_of(Entry(ago(30), RIGHT), Entry(TODAY, BUILT))


def test_implied_practice_before_anything_else_is_passed_over() -> None:
    assert state_of(Entry(ago(9), grading.implied(0.5))) is None
    assert state_of(Entry(ago(9), grading.implied(0.5)), Entry(TODAY, BUILT)) == state_of(Entry(TODAY, BUILT))


def test_a_self_assessment_gives_the_first_state() -> None:
    assert [state_of(said=Assessment(TODAY, level)) for level in (1, 2, 3)] == [
        MemoryState(5, 5, TODAY),
        MemoryState(30, 5, TODAY),
        MemoryState(90, 5, TODAY),
    ]


def test_a_self_assessment_enters_before_the_entries_of_its_day() -> None:
    after = practised(MemoryState(30, 5, TODAY), Practice(TODAY, 3, 0.5, verified=False), curve=CURVE)
    assert state_of(Entry(TODAY, BUILT), said=Assessment(TODAY, 2)) == after


def test_a_self_assessment_never_shortens_a_memory() -> None:
    learnt = [Entry(ago(400), grading.worth("certified")), Entry(ago(300), RIGHT), Entry(ago(100), RIGHT)]
    assert state_of(*learnt, said=Assessment(TODAY, 1)) == state_of(*learnt)


def test_a_failed_check_shortens_a_memory() -> None:
    good = state_of(Entry(ago(60), RIGHT), Entry(ago(30), RIGHT))
    failed = state_of(Entry(ago(60), RIGHT), Entry(ago(30), RIGHT), Entry(TODAY, WRONG))
    assert good is not None
    assert failed is not None
    assert failed.stability < good.stability


def test_a_trace_tells_retention_before_and_after_each_step() -> None:
    steps = trace([Entry(ago(10), RIGHT), Entry(TODAY, BUILT)], assessment=None, curve=CURVE)
    first = first_state(Practice(ago(10), 3, 1.0, verified=True), curve=CURVE)
    second = practised(first, Practice(TODAY, 3, 0.5, verified=False), curve=CURVE)
    assert [(step.day, step.group, step.before, step.after) for step in steps] == [
        (ago(10), "checked", None, 1.0),
        (
            TODAY,
            "did",
            retention(first, on=TODAY, curve=CURVE),
            retention(second, on=TODAY, curve=CURVE),
        ),
    ]


worths = st.one_of(
    st.sampled_from(sorted(grading.TABLE)).map(grading.worth),
    st.integers(1, 4).map(lambda grade: grading.worth("checked", grade=grade)),
    st.floats(0.05, 1).map(grading.implied),
)
logs = st.lists(st.builds(Entry, day=days, worth=worths), max_size=20)


@given(log=logs, said=st.none() | st.builds(Assessment, day=days, level=st.integers(1, 3)), data=st.data())
def test_the_order_of_logging_changes_nothing(
    log: list[Entry], said: Assessment | None, data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(log))
    assert replay(mixed, assessment=said, curve=CURVE) == replay(log, assessment=said, curve=CURVE)


@given(log=logs)
def test_a_memory_stays_within_its_bounds(log: list[Entry]) -> None:
    state = replay(log, assessment=None, curve=CURVE)
    if state is None:
        assert all(entry.worth.group == "implied" for entry in log)
        return
    latest: date = max(entry.day for entry in log)
    assert (state.stability >= 0.001, 1 <= state.difficulty <= 10, state.last_day <= latest) == (
        True,
        True,
        True,
    )
