from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.progress import operations
from apps.progress.models import MemoryState
from apps.progress.operations import TargetRefusedError
from apps.skills.models import Outcome, Skill
from apps.skills.signals import catalogue_changed, learners_counted
from apps.users.models import User
from tests.factories import OutcomeFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, hold, log, state, states

pytestmark = pytest.mark.django_db


def announce(*skills: Skill) -> None:
    with transaction.atomic():
        catalogue_changed.send(sender=None, skill_ids=frozenset(s.pk for s in skills), now=NOON)


def show(learner: User, *outcomes: Outcome) -> None:
    for outcome in outcomes:
        operations.show_outcome(learner=learner, outcome_id=outcome.pk, shown=True, now=NOON, by=learner)


def test_a_new_outcome_opens_a_skill_that_was_held() -> None:
    learner, skill = UserFactory(), SkillFactory()
    show(learner, *OutcomeFactory.create_batch(3, skill=skill))
    OutcomeFactory(skill=skill)
    announce(skill)
    row = state(learner, skill)
    assert (row.coverage, row.held) == (0.75, False)


def test_retiring_the_open_outcome_closes_a_skill_and_takes_no_memory() -> None:
    learner, skill = UserFactory(), SkillFactory()
    kept, gone, open_one = OutcomeFactory.create_batch(3, skill=skill)
    show(learner, kept, gone)
    memory = state(learner, skill)
    Outcome.objects.filter(pk__in=[open_one.pk, gone.pk]).update(retired_at=NOON)
    announce(skill)
    row = state(learner, skill)
    assert (row.coverage, row.held) == (1.0, True)
    assert (row.stability, row.last_day) == (memory.stability, memory.last_day)


def test_tools_that_age_faster_bring_the_due_day_nearer() -> None:
    learner, skill = UserFactory(), SkillFactory(ageing="medium")
    hold(learner, skill, level=3)
    assert state(learner, skill).due_on == TODAY + timedelta(days=298)
    Skill.objects.filter(pk=skill.pk).update(ageing="fast")
    announce(skill)
    assert state(learner, skill).due_on == TODAY + timedelta(days=182)


def test_only_pages_of_learners_whose_states_moved_are_marked_as_old() -> None:
    moved, still, skill, other = UserFactory(), UserFactory(), SkillFactory(), SkillFactory()
    show(moved, OutcomeFactory(skill=skill))
    log(still, other)
    OutcomeFactory(skill=skill)
    before = dict(User.objects.values_list("pk", "page_version"))
    announce(skill, other)
    after = dict(User.objects.values_list("pk", "page_version"))
    assert after == {**before, moved.pk: before[moved.pk] + 1}


def test_the_catalogue_learns_who_would_be_touched() -> None:
    learner, skill, untouched = UserFactory(), SkillFactory(), SkillFactory()
    log(learner, skill)
    answers: list[object] = [
        learners_counted.send(sender=None, skill_ids=frozenset([each.pk]))[0][1]
        for each in (skill, untouched)
    ]
    assert answers == [{learner.pk}, set()]


@settings(max_examples=25, deadline=None)
@given(
    level=st.integers(0, 3),
    days=st.integers(0, 2000),
    outcomes=st.integers(0, 5),
    shown=st.integers(0, 5),
    certificates=st.integers(0, 1),
    ageing=st.sampled_from(["fast", "medium", "slow"]),
    target=st.floats(0.70, 0.95),
)
def test_postgresql_reckons_what_a_replay_reckons(  # noqa: PLR0913, PLR0917 - one for each thing that speaks for a skill
    level: int, days: int, outcomes: int, shown: int, certificates: int, ageing: str, target: float
) -> None:
    learner, skill = UserFactory(target_retention=target), SkillFactory(ageing=ageing)
    hold(learner, skill, days=days, level=level)
    show(learner, *OutcomeFactory.create_batch(outcomes, skill=skill)[:shown])
    for _ in range(certificates):
        log(learner, skill, days=days, kind="certified")
    replayed = states(learner)
    MemoryState.objects.update(coverage=0.123, held=False, due_on=TODAY + timedelta(days=5000))
    announce(skill)
    assert states(learner) == replayed


def test_a_changed_target_moves_every_due_day() -> None:
    learner = UserFactory()
    skills = [SkillFactory(ageing=ageing) for ageing in ("fast", "slow")]
    for skill in skills:
        hold(learner, skill)
    operations.change_target(learner=learner, target=0.9, now=NOON, by=learner)
    assert [state(learner, skill).due_on for skill in skills] == [TODAY + timedelta(days=30)] * 2
    operations.change_target(learner=learner, target=0.7, now=NOON, by=learner)
    assert [state(learner, skill).due_on for skill in skills] == [
        TODAY + timedelta(days=182),
        TODAY + timedelta(days=278),
    ]
    assert learner.target_retention == 0.7


def test_a_changed_target_leaves_other_learners_alone() -> None:
    learner, other, skill = UserFactory(), UserFactory(), SkillFactory()
    hold(learner, skill)
    hold(other, skill)
    before = states(other)
    operations.change_target(learner=learner, target=0.95, now=NOON, by=learner)
    assert (states(other), User.objects.get(pk=other.pk).target_retention) == (before, 0.8)


@pytest.mark.parametrize("target", [0.69, 0.951, float("nan")])
def test_a_target_nobody_can_aim_at_is_refused(target: float) -> None:
    learner = UserFactory()
    with pytest.raises(TargetRefusedError):
        operations.change_target(learner=learner, target=target, now=NOON, by=learner)
