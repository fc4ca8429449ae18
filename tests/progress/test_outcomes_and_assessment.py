from __future__ import annotations

import pytest

from apps.progress import operations
from apps.progress.models import MemoryState, OutcomeShown, SelfAssessment
from apps.progress.operations import AssessedLevel, LevelRefusedError, OutcomeNotFound, SkillNotFound
from apps.skills.models import Skill
from apps.users.models import User
from tests.factories import OutcomeFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, at, log, state, states

pytestmark = pytest.mark.django_db


def show(learner: User, outcome_id: int, *, shown: bool = True, days: int = 0) -> operations.Moved:
    return operations.show_outcome(
        learner=learner, outcome_id=outcome_id, shown=shown, now=at(days), by=learner
    )


def say(
    learner: User, skill: Skill, level: int, *, inferred: bool = False, days: int = 0
) -> operations.Moved:
    answers = {skill.pk: AssessedLevel(level, inferred)}
    return operations.assess(learner=learner, answers=answers, now=at(days), by=learner)


def test_outcomes_cover_a_skill_one_by_one_until_it_is_held() -> None:
    learner, skill = UserFactory(), SkillFactory()
    covered = []
    for outcome in [OutcomeFactory(skill=skill) for _ in range(4)]:
        show(learner, outcome.pk)
        row = state(learner, skill)
        covered.append((row.coverage, row.held))
    assert covered == [(0.25, False), (0.5, False), (0.75, False), (1.0, True)]


def test_an_outcome_shown_counts_as_doing() -> None:
    ticking, building, skill = UserFactory(), UserFactory(), SkillFactory()
    show(ticking, OutcomeFactory(skill=skill).pk)
    log(building, skill, kind="built")
    assert state(ticking, skill).stability == state(building, skill).stability


def test_taking_the_only_outcome_back_leaves_nothing() -> None:
    learner, outcome = UserFactory(), OutcomeFactory()
    show(learner, outcome.pk)
    (change,) = show(learner, outcome.pk, shown=False).changes
    assert (MemoryState.objects.count(), OutcomeShown.objects.count(), change.after) == (0, 0, None)


def test_saying_twice_that_an_outcome_was_shown_changes_nothing() -> None:
    learner, outcome = UserFactory(), OutcomeFactory()
    show(learner, outcome.pk, days=9)
    assert show(learner, outcome.pk).changes == ()
    assert OutcomeShown.objects.get().day == ago(9)
    assert User.objects.get().page_version == 1


def test_an_outcome_that_has_left_the_catalogue_is_not_found() -> None:
    learner, outcome = UserFactory(), OutcomeFactory(retired_at=NOON)
    with pytest.raises(OutcomeNotFound):
        show(learner, outcome.pk)


def test_an_outcome_of_a_skill_that_has_left_the_catalogue_is_not_found() -> None:
    learner, outcome = UserFactory(), OutcomeFactory(skill=SkillFactory(retired_at=NOON))
    with pytest.raises(OutcomeNotFound):
        show(learner, outcome.pk)


@pytest.mark.parametrize(
    ("level", "stability", "coverage", "held"),
    [(1, 5.0, 0.25, False), (2, 30.0, 0.75, True), (3, 90.0, 1.0, True)],
)
def test_what_a_learner_says_gives_a_first_state(
    level: int, stability: float, coverage: float, held: object
) -> None:
    learner, skill = UserFactory(), SkillFactory()
    say(learner, skill, level)
    row = state(learner, skill)
    assert (row.stability, row.difficulty, row.coverage, row.held, row.verified) == (
        stability,
        5.0,
        coverage,
        held,
        False,
    )


def test_new_to_me_gives_no_state() -> None:
    learner, skill = UserFactory(), SkillFactory()
    say(learner, skill, 0)
    assert (MemoryState.objects.count(), SelfAssessment.objects.get().level) == (0, 0)


def test_repeating_an_answer_does_not_refresh_a_memory() -> None:
    learner, skill = UserFactory(), SkillFactory()
    say(learner, skill, 2, days=100)
    before = states(learner)
    assert say(learner, skill, 2).changes == ()
    assert states(learner) == before


def test_another_answer_takes_the_place_of_the_first() -> None:
    learner, skill = UserFactory(), SkillFactory()
    say(learner, skill, 2, days=100)
    say(learner, skill, 1)
    row = state(learner, skill)
    assert (row.stability, row.last_day, row.held) == (5.0, TODAY, False)


def test_what_is_inferred_never_takes_the_place_of_what_was_said() -> None:
    learner, skill = UserFactory(), SkillFactory()
    say(learner, skill, 1)
    assert say(learner, skill, 3, inferred=True).changes == ()
    assert SelfAssessment.objects.get().level == 1


def test_what_was_said_takes_the_place_of_what_was_inferred_and_keeps_its_day_if_it_agrees() -> None:
    learner, skill = UserFactory(), SkillFactory()
    say(learner, skill, 2, inferred=True, days=30)
    say(learner, skill, 2)
    row = SelfAssessment.objects.get()
    assert (row.inferred, row.day) == (False, ago(30))


def test_new_to_me_said_later_takes_a_state_back() -> None:
    learner, skill = UserFactory(), SkillFactory()
    say(learner, skill, 3, days=3)
    say(learner, skill, 0)
    assert MemoryState.objects.count() == 0


def test_an_unknown_level_or_skill_is_refused_whole() -> None:
    learner, skill = UserFactory(), SkillFactory()
    with pytest.raises(LevelRefusedError):
        say(learner, skill, 4)
    with pytest.raises(SkillNotFound):
        operations.assess(
            learner=learner,
            answers={skill.pk: AssessedLevel(2), 0: AssessedLevel(2)},
            now=NOON,
            by=learner,
        )
    assert SelfAssessment.objects.count() == 0
