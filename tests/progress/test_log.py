from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.logic.memory import MemoryState as Memory
from apps.progress.models import Evidence, ImplicitPractice, MemoryState
from apps.progress.operations import EntryRefusedError, EvidenceNotFound, SkillNotFound
from apps.progress.queries import standings
from apps.users.models import User
from tests.factories import OutcomeFactory, PrerequisiteFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, answer, at, entry, hold, log, state, states
from tests.progress.pages import settle_catalogue

pytestmark = pytest.mark.django_db


def withdraw(learner: User, evidence_id: int) -> operations.Logged:
    return operations.withdraw_evidence(learner=learner, evidence_id=evidence_id, now=NOON, by=learner)


def restore(learner: User, evidence_id: int) -> operations.Logged:
    return operations.restore_evidence(learner=learner, evidence_id=evidence_id, now=NOON, by=learner)


def correct(learner: User, evidence_id: int, new: operations.NewEntry) -> operations.Logged:
    return operations.correct_evidence(
        learner=learner, evidence_id=evidence_id, entry=new, now=NOON, by=learner
    )


def implied(learner: User) -> list[tuple[int, float]]:
    """Return what stands of implied practice: the skill and its factor."""
    standing = ImplicitPractice.objects.filter(
        learner=learner, cause__in=Evidence.objects.of(learner).current()
    )
    return list(standing.order_by("skill").values_list("skill_id", "factor"))


def test_an_entry_makes_its_skill_learning() -> None:
    learner, skill = UserFactory(), SkillFactory()
    logged = log(learner, skill, minutes=45, note="PSI alerts", link="https://example.org/pr/1")
    row = Evidence.objects.get()
    assert (row.pk, row.learner, row.skill, row.day, row.minutes) == (
        logged.evidence_id,
        learner,
        skill,
        TODAY,
        45,
    )
    assert (row.kind, row.note, row.link, row.visibility, row.logged_at) == (
        "built",
        "PSI alerts",
        "https://example.org/pr/1",
        "private",
        NOON,
    )
    (change,) = logged.changes
    assert change.before is None
    assert change.after == standings(learner, today=TODAY)[skill.pk]
    assert change.after.state == "learning"


def test_a_write_marks_the_learners_pages_as_old() -> None:
    learner = UserFactory()
    log(learner, SkillFactory())
    assert User.objects.get().page_version == 1


def test_an_entry_practises_what_is_held_under_it_and_nothing_else() -> None:
    learner, top, held, unheld = UserFactory(), SkillFactory(), SkillFactory(), SkillFactory()
    PrerequisiteFactory(skill=top, needs=held, encompasses=0.5)
    PrerequisiteFactory(skill=top, needs=unheld, encompasses=0.9)
    hold(learner, held, days=40)
    logged = log(learner, top)
    assert implied(learner) == [(held.pk, 0.25)]
    assert [change.skill_id for change in logged.changes] == [top.pk, held.pk]
    assert state(learner, held).last_day == ago(30)  # a quarter of forty days is forgiven
    assert MemoryState.objects.filter(skill=unheld).exists() is False


def test_practice_flows_three_hops_down() -> None:
    learner, chain = UserFactory(), [SkillFactory() for _ in range(5)]
    for upper, lower in pairwise(chain):
        PrerequisiteFactory(skill=upper, needs=lower, encompasses=0.8)
    for skill in chain[1:]:
        hold(learner, skill, days=40)
    log(learner, chain[0], kind="certified")
    assert [skill for skill, _ in implied(learner)] == [skill.pk for skill in chain[1:4]]
    assert [factor for _, factor in implied(learner)] == pytest.approx([0.8, 0.64, 0.512])


def test_a_backdated_entry_replays_its_skill() -> None:
    learner, other, skill = UserFactory(), UserFactory(), SkillFactory()
    log(learner, skill, days=0)
    log(learner, skill, days=60)
    log(other, skill, days=60)
    log(other, skill, days=0)
    assert [{**row, "learner_id": 0} for row in states(learner)] == [
        {**row, "learner_id": 0} for row in states(other)
    ]
    assert state(learner, skill).touched_on == TODAY


def test_a_correction_takes_the_place_of_an_entry_and_of_what_it_implied() -> None:
    learner, top, under, elsewhere = UserFactory(), SkillFactory(), SkillFactory(), SkillFactory()
    PrerequisiteFactory(skill=top, needs=under, encompasses=0.5)
    hold(learner, under, days=40)
    before = states(learner)
    wrong = log(learner, top)
    correct(learner, wrong.evidence_id, entry(elsewhere, minutes=20))
    assert implied(learner) == []
    assert [row for row in states(learner) if row["skill_id"] != elsewhere.pk] == before
    assert list(Evidence.objects.current().values_list("skill", "minutes")) == [(elsewhere.pk, 20)]
    assert Evidence.objects.count() == 2


def test_a_withdrawal_leaves_the_states_as_if_nothing_had_been_logged() -> None:
    learner, top, under = UserFactory(), SkillFactory(), SkillFactory()
    PrerequisiteFactory(skill=top, needs=under, encompasses=0.5)
    hold(learner, under, days=40)
    before = states(learner)
    logged = log(learner, top)
    moved = withdraw(learner, logged.evidence_id)
    assert states(learner) == before
    assert [(change.skill_id, change.after is None) for change in moved.changes] == [
        (top.pk, True),
        (under.pk, False),
    ]


def test_undoing_a_withdrawal_restores_states_bit_for_bit_even_where_the_graph_has_changed() -> None:
    learner, top, under = UserFactory(), SkillFactory(), SkillFactory()
    edge = PrerequisiteFactory(skill=top, needs=under, encompasses=0.5)
    hold(learner, under, days=40)
    logged = log(learner, top)
    before = states(learner)
    withdrawn = withdraw(learner, logged.evidence_id)
    edge.delete()
    restore(learner, withdrawn.evidence_id)
    assert states(learner) == before
    assert implied(learner) == [(under.pk, 0.25)]


def test_undo_can_be_undone_again_and_again() -> None:
    learner, skill = UserFactory(), SkillFactory()
    head = log(learner, skill, minutes=10).evidence_id
    head = correct(learner, head, entry(skill, minutes=20)).evidence_id
    minutes = []
    for _ in range(4):
        head = restore(learner, head).evidence_id
        minutes.append(list(Evidence.objects.current().values_list("minutes", flat=True)))
    assert minutes == [[10], [20], [10], [20]]


def test_undoing_a_withdrawal_twice_writes_once() -> None:
    learner, skill = UserFactory(), SkillFactory()
    withdrawal = withdraw(learner, log(learner, skill).evidence_id).evidence_id
    first, second = restore(learner, withdrawal), restore(learner, withdrawal)
    assert (first.evidence_id, second.changes) == (second.evidence_id, ())
    assert Evidence.objects.count() == 3


def test_undo_is_refused_once_something_else_took_the_place() -> None:
    learner, skill = UserFactory(), SkillFactory()
    corrected = correct(learner, log(learner, skill).evidence_id, entry(skill, minutes=20)).evidence_id
    correct(learner, corrected, entry(skill, minutes=30))
    with pytest.raises(EvidenceNotFound):
        restore(learner, corrected)


def test_undo_is_refused_where_nothing_was_replaced() -> None:
    learner = UserFactory()
    logged = log(learner, SkillFactory())
    with pytest.raises(EvidenceNotFound):
        restore(learner, logged.evidence_id)


def test_withdrawing_twice_writes_once() -> None:
    learner = UserFactory()
    logged = log(learner, SkillFactory())
    assert (
        withdraw(learner, logged.evidence_id).evidence_id == withdraw(learner, logged.evidence_id).evidence_id
    )
    assert Evidence.objects.count() == 2


def test_the_same_form_sent_twice_is_logged_once() -> None:
    learner, skill, token = UserFactory(), SkillFactory(), uuid4()
    first = log(learner, skill, form_token=token)
    second = log(learner, skill, form_token=token)
    assert (second.evidence_id, second.changes) == (first.evidence_id, ())
    assert Evidence.objects.count() == 1


def test_two_learners_forms_never_collide() -> None:
    skill, token = SkillFactory(), uuid4()
    log(UserFactory(), skill, form_token=token)
    log(UserFactory(), skill, form_token=token)
    assert Evidence.objects.count() == 2


@pytest.mark.parametrize("act", ["correct", "withdraw", "restore"])
def test_another_learners_entry_is_not_found(act: str) -> None:
    owner, stranger, skill = UserFactory(), UserFactory(), SkillFactory()
    logged = correct(owner, log(owner, skill).evidence_id, entry(skill))
    acts = {
        "correct": lambda: correct(stranger, logged.evidence_id, entry(skill)),
        "withdraw": lambda: withdraw(stranger, logged.evidence_id),
        "restore": lambda: restore(stranger, logged.evidence_id),
    }
    with pytest.raises(EvidenceNotFound):
        acts[act]()
    assert Evidence.objects.count() == 2


def test_a_corrected_entry_cannot_be_corrected_again() -> None:
    learner, skill = UserFactory(), SkillFactory()
    logged = log(learner, skill)
    correct(learner, logged.evidence_id, entry(skill))
    with pytest.raises(EvidenceNotFound):
        correct(learner, logged.evidence_id, entry(skill))


def test_a_check_stands_as_it_was_answered() -> None:
    learner, skill = UserFactory(), SkillFactory()
    check = answer(learner, skill)
    with pytest.raises(EntryRefusedError) as refused:
        correct(learner, check.pk, entry(skill))
    assert refused.value.faults == {"kind": "checked"}
    with pytest.raises(EntryRefusedError) as refused:
        withdraw(learner, check.pk)
    assert refused.value.faults == {"kind": "checked"}


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"days": -1}, {"day": "future"}),
        ({"days": 30000}, {"day": "too early"}),
        ({"minutes": 1441}, {"minutes": "too large"}),
        ({"minutes": -1}, {"minutes": "too small"}),
        ({"kind": "checked"}, {"kind": "checked"}),
        ({"kind": "dreamt"}, {"kind": "unknown"}),
        ({"note": "x" * 2001}, {"note": "too long"}),
        ({"note": "a\x00b"}, {"note": "characters"}),
        ({"note": "a\u202eb"}, {"note": "characters"}),
        ({"link": "https://example.org/" + "x" * 2048}, {"link": "too long"}),
        ({"link": "javascript:alert(1)"}, {"link": "address"}),
        ({"link": "https://me:secret@example.org"}, {"link": "address"}),
        ({"link": "https://"}, {"link": "address"}),
        ({"link": "https://[::1"}, {"link": "address"}),
        ({"link": "https://example.org:99999"}, {"link": "address"}),
        ({"link": "https://exa mple.org"}, {"link": "characters"}),
        ({"visibility": "everybody"}, {"visibility": "unknown"}),
        ({"minutes": 2000, "kind": "dreamt"}, {"minutes": "too large", "kind": "unknown"}),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(fields: dict[str, Any], faults: dict[str, str]) -> None:
    learner, skill = UserFactory(), SkillFactory()
    with pytest.raises(EntryRefusedError) as refused:
        log(learner, skill, **fields)
    assert refused.value.faults == faults
    assert (Evidence.objects.count(), User.objects.get().page_version) == (0, 0)


@pytest.mark.parametrize("fields", [{"minutes": 0}, {"minutes": 1440}, {"note": "x" * 2000}, {"days": 20000}])
def test_what_lies_on_the_border_is_taken(fields: dict[str, Any]) -> None:
    log(UserFactory(), SkillFactory(), **fields)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "day", "taken"),
    [
        ("Pacific/Kiritimati", date(2026, 11, 25), 1),
        ("Pacific/Kiritimati", date(2026, 11, 26), 0),
        ("America/Los_Angeles", date(2026, 11, 24), 1),
        ("America/Los_Angeles", date(2026, 11, 25), 0),
    ],
)
def test_today_is_the_learners_own(zone: str, day: date, taken: int) -> None:
    learner, skill = UserFactory(time_zone=zone), SkillFactory()
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    new = operations.NewEntry(skill_id=skill.pk, day=day, kind="read")
    if taken:
        operations.log_evidence(learner=learner, entry=new, now=noon, by=learner)
    else:
        with pytest.raises(EntryRefusedError):
            operations.log_evidence(learner=learner, entry=new, now=noon, by=learner)
    assert Evidence.objects.count() == taken


def test_a_skill_outside_the_catalogue_is_not_found() -> None:
    learner = UserFactory()
    retired = SkillFactory(retired_at=NOON)
    for skill_id in (retired.pk, 0):
        with pytest.raises(SkillNotFound):
            operations.log_evidence(
                learner=learner,
                entry=operations.NewEntry(skill_id=skill_id, day=TODAY, kind="read"),
                now=NOON,
                by=learner,
            )


def test_an_entry_of_a_skill_that_has_left_the_catalogue_can_still_be_corrected() -> None:
    learner, skill = UserFactory(), SkillFactory()
    logged = log(learner, skill)
    skill.retired_at = NOON
    skill.save()
    correct(learner, logged.evidence_id, entry(skill, minutes=30))
    assert Evidence.objects.current().get().minutes == 30


def test_the_database_itself_refuses_to_change_the_log() -> None:
    log(UserFactory(), SkillFactory())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Evidence.objects.update(minutes=3)


def test_a_certificate_covers_and_verifies_a_skill_until_it_is_withdrawn() -> None:
    learner, skill = UserFactory(), SkillFactory()
    OutcomeFactory(skill=skill)
    log(learner, skill, days=3)
    certified = log(learner, skill, kind="certified")
    row = state(learner, skill)
    assert (row.coverage, row.held, row.verified) == (1.0, True, True)
    withdraw(learner, certified.evidence_id)
    row = state(learner, skill)
    assert (row.coverage, row.held, row.verified) == (0.0, False, False)


def test_fading_never_unholds() -> None:
    learner, skill = UserFactory(), SkillFactory()
    hold(learner, skill, days=2000)
    assert standings(learner, today=TODAY)[skill.pk].state == "faded"
    assert standings(learner, today=TODAY)[skill.pk].held is True


def test_a_failed_check_verifies_nothing() -> None:
    learner, skill = UserFactory(), SkillFactory()
    for days, grade, verified in ((20, 1, False), (10, 3, True)):
        answer(learner, skill, days=days, grade=grade)
        operations.rebuild_memory(learner_ids=[learner.pk], now=NOON)
        assert state(learner, skill).verified is verified


def test_self_reported_practice_stops_at_ninety_days() -> None:
    learner, skill = UserFactory(), SkillFactory()
    for days in range(1500, 0, -100):
        log(learner, skill, days=days)
    assert state(learner, skill).stability == 90


def test_standings_are_read_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    learner = UserFactory()
    hold(learner, SkillFactory())
    with django_assert_num_queries(1):
        assert len(standings(learner, today=TODAY)) == 1
    for _ in range(4):
        log(learner, SkillFactory())
    with django_assert_num_queries(1):
        assert len(standings(learner, today=TODAY)) == 5


def test_a_memory_in_the_future_of_an_earlier_zone_counts_as_whole() -> None:
    learner, skill = UserFactory(time_zone="Pacific/Kiritimati"), SkillFactory()
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    new = operations.NewEntry(skill_id=skill.pk, day=date(2026, 11, 25), kind="read")
    operations.log_evidence(learner=learner, entry=new, now=noon, by=learner)
    assert standings(learner, today=date(2026, 11, 24))[skill.pk].retention == 1.0


STATEMENTS_OF_A_NEW_ENTRY = 13  # with the savepoint of the test around it


@pytest.mark.parametrize("history", [1, 40])
def test_logging_takes_the_same_statements_whatever_the_history(
    history: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    learner, top, under = UserFactory(), SkillFactory(), SkillFactory.create_batch(history)
    for skill in under:
        PrerequisiteFactory(skill=top, needs=skill, encompasses=0.5)
    settle_catalogue()
    for skill in under:
        hold(learner, skill, days=100)
        log(learner, skill, days=history)
    with django_assert_num_queries(STATEMENTS_OF_A_NEW_ENTRY):
        logged = log(learner, top)
    assert len(logged.changes) == history + 1


def test_memory_follows_from_the_model_alone() -> None:
    learner, skill = UserFactory(), SkillFactory()
    hold(learner, skill, days=10, level=1)
    row = state(learner, skill)
    assert Memory(row.stability, row.difficulty, row.last_day) == Memory(5, 5, ago(10))
    assert (row.touched_on, row.coverage, row.held) == (ago(10), 0.25, False)
    assert at(10).date() == ago(10)
