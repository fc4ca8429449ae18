from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from fsrs import Card, Scheduler, State
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.progress.logic.memory import MemoryState as Memory
from apps.progress.logic.memory import retention
from apps.progress.logic.standing import due_on, touched_state
from apps.progress.models import DecayModel, MemoryState
from apps.progress.queries import expressions
from tests.factories import SkillFactory, UserFactory
from tests.progress.cases import CURVE, DEFAULTS, NOON, TODAY, days, memories

pytestmark = pytest.mark.django_db
LIBRARY = Scheduler(parameters=DEFAULTS, enable_fuzzing=False)


def save(memories: list[Memory], *, held: bool = True, due: date | None = None) -> None:
    """Store memories, each of a learner of its own."""
    skill, model = SkillFactory(), DecayModel.objects.get()
    MemoryState.objects.all().delete()
    MemoryState.objects.bulk_create(
        MemoryState(
            learner=UserFactory(),
            skill=skill,
            stability=memory.stability,
            difficulty=memory.difficulty,
            last_day=memory.last_day,
            due_on=due or due_on(memory, target=0.8, ageing="medium", curve=CURVE),
            coverage=0.75,
            held=held,
            touched_on=memory.last_day,
            model=model,
        )
        for memory in memories
    )


@settings(deadline=None, max_examples=15)
@given(known=st.lists(memories, min_size=1, max_size=20), on=days)
def test_postgresql_python_and_the_library_forget_alike(known: list[Memory], on: date) -> None:
    save(known)
    kept = expressions.retention(on=on, curve=CURVE)
    mastered = expressions.mastery(on=on, curve=CURVE)
    rows = MemoryState.objects.values_list("stability", "difficulty", "last_day", kept, mastered)
    for stability, difficulty, last_day, in_sql, mastered_in_sql in rows:
        reviewed = NOON - timedelta(days=max((on - last_day).days, 0))
        card = Card(state=State.Review, stability=stability, difficulty=5, last_review=reviewed)
        by_library = LIBRARY.get_card_retrievability(card, NOON)
        in_python = retention(Memory(stability, difficulty, last_day), on=on, curve=CURVE)
        assert [in_sql, in_python] == pytest.approx([by_library] * 2, abs=1e-9)
        assert mastered_in_sql == pytest.approx(0.75 * by_library, abs=1e-9)


@settings(deadline=None, max_examples=15)
@given(known=st.lists(memories, min_size=1, max_size=20), today=days, unheld=st.sampled_from([0, 1]))
def test_postgresql_and_python_name_the_same_state(known: list[Memory], today: date, unheld: int) -> None:
    save(known, held=not unheld)
    rows = MemoryState.objects.values_list("last_day", "due_on", expressions.state(today=today))
    for last_day, due, word in rows:
        assert word == touched_state(held=not unheld, last_day=last_day, due=due, today=today)


@pytest.mark.parametrize(
    ("interval", "left", "word"),
    [
        (100, 15, "fresh"),
        (100, 14, "fading"),
        (100, 0, "fading"),
        (100, -1, "faded"),
        (40, 10, "fading"),
        (39, 10, "fresh"),
        (39, 9, "fading"),
        (0, 0, "fading"),
    ],
)
def test_the_borders_of_the_states_are_the_same_in_postgresql(interval: int, left: int, word: str) -> None:
    due = TODAY + timedelta(days=left)
    save([Memory(30, 5, due - timedelta(days=interval))], due=due)
    assert MemoryState.objects.values_list(expressions.state(today=TODAY), flat=True).get() == word


def test_what_fades_within_seven_days_is_read_off_the_index_of_due_days() -> None:
    save([Memory(30, 5, TODAY - timedelta(days=age)) for age in range(60)])
    soon = MemoryState.objects.due_between(TODAY, TODAY + timedelta(days=7))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE progress_memorystate")
        # A table of sixty rows is quicker read whole; the plan must still be able to use the index.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = soon.explain()
    assert ("progress_held_by_due_day" in plan, "power" in plan) == (True, False)
