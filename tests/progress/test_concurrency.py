from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from apps.progress import operations
from apps.progress.models import DecayModel, Evidence, MemoryState
from apps.progress.operations import Logged
from apps.skills.models import Skill
from apps.users.models import User
from tests.factories import OutcomeFactory, PrerequisiteFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, hold, log, state, states

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Logged]) -> list[Logged]:
    """Run acts in threads that start together, each on a connection of its own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Logged]) -> Logged:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_two_entries_of_a_new_skill_at_once_lose_nothing() -> None:
    learner, skill = UserFactory(), SkillFactory()
    at_once(*[lambda days=days: log(learner, skill, days=days) for days in (0, 10, 20, 30)])
    before = states(learner)
    operations.rebuild_memory(learner_ids=[learner.pk], now=NOON)
    assert (Evidence.objects.count(), states(learner)) == (4, before)
    assert User.objects.get().page_version == 5


def test_entries_that_practise_each_others_skills_never_lock_each_other_out() -> None:
    learner, skills = UserFactory(), [SkillFactory() for _ in range(4)]
    for upper in skills[:2]:
        for lower in skills[2:]:
            PrerequisiteFactory(skill=upper, needs=lower, encompasses=0.9)
    for skill in skills:
        hold(learner, skill, days=30)
    at_once(*[lambda skill=skill: log(learner, skill) for skill in [*skills, *reversed(skills)]])
    before = states(learner)
    operations.rebuild_memory(learner_ids=None, now=NOON)
    assert (Evidence.objects.count(), states(learner)) == (8, before)


def test_a_form_sent_twice_at_once_is_logged_once() -> None:
    learner, skill, token = UserFactory(), SkillFactory(), uuid4()
    first, second = at_once(*[lambda: log(learner, skill, form_token=token)] * 2)
    assert (Evidence.objects.count(), first.evidence_id) == (1, second.evidence_id)


def test_a_write_that_began_before_an_import_cannot_save_what_the_import_made_old() -> None:
    learner, skill = UserFactory(), SkillFactory()
    outcome = OutcomeFactory(skill=skill)
    written, imported = Event(), Event()

    def ticks() -> None:
        with transaction.atomic():
            operations.show_outcome(learner=learner, outcome_id=outcome.pk, shown=True, now=NOON, by=learner)
            written.set()
            # The import must be waiting for us by now, and not have gone ahead.
            assert imported.wait(timeout=0.5) is False
        connection.close()

    def imports() -> None:
        written.wait()
        with transaction.atomic():
            OutcomeFactory(skill=Skill.objects.get(pk=skill.pk))
            operations.reckon_catalogue(skill_ids=[skill.pk], now=NOON)
        imported.set()
        connection.close()

    threads = [Thread(target=ticks), Thread(target=imports)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (state(learner, skill).coverage, imported.is_set()) == (0.5, True)


def test_a_failed_write_leaves_nothing_behind() -> None:
    learner, skill = UserFactory(), SkillFactory()
    DecayModel.objects.update(active=False)
    with pytest.raises(DecayModel.DoesNotExist):
        log(learner, skill)
    assert (Evidence.objects.count(), MemoryState.objects.count()) == (0, 0)
    assert User.objects.get().page_version == 0
