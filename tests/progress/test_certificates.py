from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.logic.certificates import NewCertificate, validity
from apps.progress.models import Certificate, Evidence, ImplicitPractice
from apps.progress.operations import (
    CertificateNotFound,
    CertificateRefusedError,
    CertificateTwiceError,
    CertificationNotFound,
    EvidenceNotFound,
    Recorded,
)
from apps.skills.models import Certification, Skill
from apps.users.models import User
from tests.factories import CertificationFactory, PrerequisiteFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, hold, log, state, states
from tests.progress.pages import settle_catalogue

pytestmark = pytest.mark.django_db


def record(learner: User, certification: Certification, *, days: int = 0, **fields: Any) -> Recorded:  # noqa: ANN401 - whatever a certificate has
    new = NewCertificate(earned_on=ago(days), **fields)
    return operations.record_certificate(
        learner=learner, certification_id=certification.pk, certificate=new, now=NOON, by=learner
    )


def correct(learner: User, certificate_id: int, *, days: int = 0, **fields: Any) -> Recorded:  # noqa: ANN401 - whatever a certificate has
    new = NewCertificate(earned_on=ago(days), **fields)
    return operations.correct_certificate(
        learner=learner, certificate_id=certificate_id, certificate=new, now=NOON, by=learner
    )


def act(name: str, learner: User, certificate_id: int) -> Recorded:
    operation = getattr(operations, f"{name}_certificate")
    done: Recorded = operation(learner=learner, certificate_id=certificate_id, now=NOON, by=learner)
    return done


def standing(learner: User) -> list[tuple[int, date, str, str]]:
    """Return what stands in the log: skill, day, kind and link."""
    rows = Evidence.objects.of(learner).current().order_by("skill")
    return list(rows.values_list("skill_id", "day", "kind", "link"))


def rebuilt(learner: User) -> list[dict[str, Any]]:
    operations.rebuild_memory(learner_ids=[learner.pk], now=NOON)
    return states(learner)


def certified() -> tuple[User, list[Skill], Certification]:
    skills = SkillFactory.create_batch(3)
    return UserFactory(), skills, CertificationFactory(skills=skills)


def test_each_skill_that_a_certificate_covers_is_held_verified_and_practised_in_full_on_its_day() -> None:
    learner, skills, certification = certified()
    plain, day = UserFactory(), 10
    record(learner, certification, days=day, link="https://example.org/badge")
    assert standing(learner) == [
        (skill.pk, ago(day), "certified", "https://example.org/badge") for skill in skills
    ]
    for skill in skills:
        log(plain, skill, days=day, kind="certified")
        found = state(learner, skill)
        assert (found.coverage, found.held, found.verified, found.last_day) == (1.0, True, True, ago(day))
        assert found.stability == state(plain, skill).stability == 8.2956
    assert {entry.certificate_id for entry in Evidence.objects.of(learner)} == {Certificate.objects.get().pk}
    before = states(learner)
    assert rebuilt(learner) == before


def test_a_certificate_practises_what_was_held_under_its_skills() -> None:
    learner, (top, *_), certification = certified()
    below = SkillFactory()
    PrerequisiteFactory(skill=top, needs=below, encompasses=0.5)
    hold(learner, below, days=30)
    record(learner, certification)
    assert list(ImplicitPractice.objects.values_list("cause__skill", "skill", "factor")) == [
        (top.pk, below.pk, 0.5)
    ]


def test_an_earlier_day_moves_every_entry_and_the_old_ones_stay_in_the_log() -> None:
    learner, skills, certification = certified()
    made = record(learner, certification, days=10).certificate_id
    correct(learner, made, days=40, expires_on=TODAY)
    assert standing(learner) == [(skill.pk, ago(40), "certified", "") for skill in skills]
    assert (Evidence.objects.count(), Certificate.objects.get().expires_on) == (6, TODAY)
    before = states(learner)
    assert rebuilt(learner) == before


def test_a_changed_last_day_alone_adds_nothing_to_the_log() -> None:
    learner, _, certification = certified()
    made = record(learner, certification, days=10).certificate_id
    correct(learner, made, days=10, expires_on=TODAY)
    assert (Evidence.objects.count(), Certificate.objects.get().expires_on) == (3, TODAY)
    assert User.objects.get().page_version == 2


def test_what_is_past_its_last_day_is_held_all_the_same() -> None:
    learner, skills, certification = certified()
    record(learner, certification, days=900, expires_on=ago(100))
    assert [state(learner, skill).held for skill in skills] == [True] * 3


def test_a_withdrawal_leaves_nothing_and_its_undo_brings_back_the_same_bit_for_bit() -> None:
    learner, (top, *_), certification = certified()
    below = SkillFactory()
    PrerequisiteFactory(skill=top, needs=below, encompasses=0.5)
    hold(learner, below, days=30)
    bare = states(learner)
    made = record(learner, certification, days=5).certificate_id
    before = states(learner)
    act("withdraw", learner, made)
    assert (standing(learner), states(learner)) == ([], bare)
    act("restore", learner, made)
    assert (len(standing(learner)), states(learner)) == (3, before)
    act("withdraw", learner, made)
    assert states(learner) == bare
    act("restore", learner, made)
    assert rebuilt(learner) == before


@pytest.mark.parametrize("name", ["withdraw", "restore"])
def test_doing_it_twice_writes_once(name: str) -> None:
    learner, _, certification = certified()
    made = record(learner, certification).certificate_id
    act("withdraw", learner, made)
    act(name, learner, made)
    rows = Evidence.objects.count()
    assert act(name, learner, made) == Recorded((), made)
    assert Evidence.objects.count() == rows


def test_the_same_form_sent_twice_is_recorded_once() -> None:
    learner, _, certification = certified()
    token = uuid4()
    first = record(learner, certification, form_token=token)
    assert record(learner, certification, form_token=token) == Recorded((), first.certificate_id)
    assert (Certificate.objects.count(), Evidence.objects.count()) == (1, 3)


def test_the_same_day_twice_is_refused_and_another_day_is_a_renewal() -> None:
    learner, _, certification = certified()
    first = record(learner, certification, days=800).certificate_id
    with pytest.raises(CertificateTwiceError):
        record(learner, certification, days=800)
    record(learner, certification, days=30)
    with pytest.raises(CertificateTwiceError):
        correct(learner, first, days=30)
    assert len(standing(learner)) == 6


def test_what_was_recorded_anew_bars_the_way_back_of_the_old_one() -> None:
    learner, _, certification = certified()
    first = record(learner, certification).certificate_id
    act("withdraw", learner, first)
    record(learner, certification)
    with pytest.raises(CertificateTwiceError):
        act("restore", learner, first)


def test_the_database_itself_refuses_the_same_day_twice() -> None:
    learner, _, certification = certified()
    record(learner, certification)
    with transaction.atomic(), pytest.raises(IntegrityError, match="progress_certificate_once_a_day"):
        Certificate.objects.create(learner=learner, certification=certification, earned_on=TODAY)


def test_a_change_of_the_certification_leaves_the_log_alone_until_the_learner_takes_it_over() -> None:
    learner, skills, certification = certified()
    made = record(learner, certification, days=7).certificate_id
    added = SkillFactory()
    certification.skills.set([*skills[1:], added])
    before = states(learner)
    assert rebuilt(learner) == before
    act("extend", learner, made)
    assert standing(learner) == [(skill.pk, ago(7), "certified", "") for skill in [*skills, added]]
    act("extend", learner, made)
    assert Evidence.objects.count() == 4


def test_the_day_can_be_mended_once_a_covered_skill_has_left_the_catalogue() -> None:
    learner, skills, certification = certified()
    made = record(learner, certification, days=7).certificate_id
    Skill.objects.filter(pk=skills[0].pk).update(retired_at=NOON)
    correct(learner, made, days=8)
    assert [day for _, day, *_ in standing(learner)] == [ago(8)] * 3


def test_an_entry_of_a_certificate_cannot_be_changed_by_itself() -> None:
    learner, skills, certification = certified()
    made = record(learner, certification).certificate_id
    entry = Evidence.objects.of(learner).first()
    assert entry is not None
    who: dict[str, Any] = {"learner": learner, "evidence_id": entry.pk, "now": NOON, "by": learner}
    new = operations.NewEntry(skill_id=skills[0].pk, day=TODAY, kind="built")
    with pytest.raises(EvidenceNotFound):
        operations.withdraw_evidence(**who)
    with pytest.raises(EvidenceNotFound):
        operations.correct_evidence(entry=new, **who)
    with pytest.raises(EvidenceNotFound):
        operations.undo_evidence(**who)
    act("withdraw", learner, made)
    gone = Evidence.objects.get(replaces=entry)
    with pytest.raises(EvidenceNotFound):
        operations.restore_evidence(**{**who, "evidence_id": gone.pk})
    assert standing(learner) == []


@pytest.mark.parametrize("name", ["withdraw", "restore", "extend"])
def test_a_certificate_of_somebody_else_is_not_found(name: str) -> None:
    learner, _, certification = certified()
    made = record(learner, certification).certificate_id
    with pytest.raises(CertificateNotFound):
        act(name, UserFactory(), made)
    with pytest.raises(CertificateNotFound):
        correct(UserFactory(), made)


def test_what_is_withdrawn_is_neither_corrected_nor_extended() -> None:
    learner, _, certification = certified()
    made = record(learner, certification).certificate_id
    act("withdraw", learner, made)
    with pytest.raises(CertificateNotFound):
        correct(learner, made, days=3)
    with pytest.raises(CertificateNotFound):
        act("extend", learner, made)


def test_a_certification_that_left_the_catalogue_is_not_recorded() -> None:
    certification = CertificationFactory(retired_at=NOON)
    with pytest.raises(CertificationNotFound):
        record(UserFactory(), certification)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"days": -1}, {"earned_on": "future"}),
        ({"days": 30_000}, {"earned_on": "too early"}),
        ({"expires_on": TODAY}, {"expires_on": "too early"}),
        ({"link": "http://example.org/badge"}, {"link": "address"}),
        ({"link": "javascript:alert(1)"}, {"link": "address"}),
        ({"link": "https://me@example.org"}, {"link": "address"}),
        ({"link": "https://example.org/a b"}, {"link": "characters"}),
        ({"link": "https://example.org/" + "x" * 2048}, {"link": "too long"}),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(fields: dict[str, Any], faults: dict[str, str]) -> None:
    learner, _, certification = certified()
    with pytest.raises(CertificateRefusedError) as refused:
        record(learner, certification, **fields)
    assert refused.value.faults == faults
    assert (Certificate.objects.count(), Evidence.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("left", "word"),
    [(None, "lasting"), (91, "valid"), (90, "ending"), (0, "ending"), (-1, "past")],
)
def test_a_certificate_is_ending_for_ninety_days_and_its_last_day_counts(left: int | None, word: str) -> None:
    last = None if left is None else TODAY + timedelta(days=left)
    assert validity(last, today=TODAY) == word


@pytest.mark.parametrize("skills", [1, 30])
def test_recording_takes_the_same_statements_whatever_it_covers(
    django_assert_num_queries: DjangoAssertNumQueries, skills: int
) -> None:
    learner = UserFactory()
    certification = CertificationFactory(skills=SkillFactory.create_batch(skills))
    settle_catalogue()
    record(learner, certification, days=1)
    with django_assert_num_queries(16):
        made = record(learner, certification).certificate_id
    with django_assert_num_queries(15):
        act("withdraw", learner, made)
