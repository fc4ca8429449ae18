from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.logic.entries import BY_HAND
from apps.progress.models import Certificate, Evidence, LabProof, MemoryState
from apps.progress.operations import Answer, AssessedLevel, EvidenceNotFound, NewCertificate, NewProof
from apps.skills.models import Certification, Lab, Outcome, Skill
from apps.users.models import User
from tests.factories import (
    CertificationFactory,
    DomainFactory,
    LabFactory,
    OutcomeFactory,
    PrerequisiteFactory,
    SkillFactory,
    UserFactory,
)
from tests.progress.cases import NOON, answer, at, entry, hold, log, states

pytestmark = pytest.mark.django_db
Act = Callable[[User, list[Skill]], Any]

skills = st.integers(0, 3)
back = st.integers(0, 400)


def logs(which: int, days: int, kind: str) -> Act:
    return lambda learner, known: log(learner, known[which], days=days, kind=kind)


def answers(which: int, days: int, grade: int) -> Act:
    def act(learner: User, known: list[Skill]) -> None:
        answer(learner, known[which], days=days, grade=grade)
        operations.rebuild_memory(learner_ids=[learner.pk], now=NOON)

    return act


def corrects(nth: int, which: int, days: int) -> Act:
    return lambda learner, known: _each(
        learner,
        nth,
        lambda pk: operations.correct_evidence(
            learner=learner, evidence_id=pk, entry=entry(known[which], days=days), now=NOON, by=learner
        ),
    )


def withdraws(nth: int) -> Act:
    return lambda learner, _: _each(
        learner,
        nth,
        lambda pk: operations.withdraw_evidence(learner=learner, evidence_id=pk, now=NOON, by=learner),
    )


def restores(nth: int) -> Act:
    return lambda learner, _: _each(
        learner,
        nth,
        lambda pk: operations.restore_evidence(learner=learner, evidence_id=pk, now=NOON, by=learner),
    )


def shows(which: int, days: int, ticked: int) -> Act:
    def act(learner: User, known: list[Skill]) -> None:
        for outcome in Outcome.objects.filter(skill=known[which])[:ticked]:
            operations.show_outcome(
                learner=learner, outcome_id=outcome.pk, shown=ticked != 1, now=at(days), by=learner
            )

    return act


def says(which: int, days: int, level: int) -> Act:
    return lambda learner, known: operations.assess(
        learner=learner, answers={known[which].pk: AssessedLevel(level)}, now=at(days), by=learner
    )


def certifies(which: int, days: int) -> Act:
    """Record a certificate of two skills, once a day; or withdraw it where it stands, or bring it back."""

    def act(learner: User, known: list[Skill]) -> None:
        certification = _certification(known[which : which + 2])
        own = Certificate.objects.of(learner).filter(certification=certification, earned_on=at(days).date())
        who: dict[str, Any] = {"learner": learner, "now": NOON, "by": learner}
        if (row := own.first()) is None:
            new = NewCertificate(earned_on=at(days).date())
            operations.record_certificate(certification_id=certification.pk, certificate=new, **who)
        elif row.withdrawn_at is None:
            operations.withdraw_certificate(certificate_id=row.pk, **who)
        else:
            operations.restore_certificate(certificate_id=row.pk, **who)

    return act


def proves(which: int, days: int) -> Act:
    """Record the proof of a lab and have it accepted."""

    def act(learner: User, known: list[Skill]) -> None:
        lab = Lab.objects.filter(skill=known[which]).first() or LabFactory(skill=known[which])
        who: dict[str, Any] = {"learner": learner, "now": NOON, "by": learner}
        new = NewProof(day=at(days).date(), note="It passes.")
        made = operations.record_proof(lab_id=lab.pk, proof=new, **who).proof_id
        link = operations.ask_review(proof_id=made, **who)
        operations.answer_review(nonce=link.nonce, answer=Answer("Ana", accepted=True), now=NOON, by=None)

    return act


def unproves(nth: int, how: str) -> Act:
    """Take an acceptance back, or withdraw a proof, or bring it back."""

    def act(learner: User, _: list[Skill]) -> None:
        who: dict[str, Any] = {"learner": learner, "now": NOON, "by": learner}
        proofs = list(LabProof.objects.of(learner).order_by("pk"))
        if not proofs:
            return
        proof = proofs[nth % len(proofs)]
        if how != "take back":
            getattr(operations, f"{how}_proof")(proof_id=proof.pk, **who)
        elif proof.withdrawn_at is None:
            operations.take_back_review(review_id=proof.reviews.get().pk, **who)

    return act


def _certification(skills: list[Skill]) -> Certification:
    slug = f"of-{skills[0].pk}"
    return Certification.objects.filter(slug=slug).first() or CertificationFactory(slug=slug, skills=skills)


def _each(learner: User, nth: int, act: Callable[[int], Any]) -> None:
    """Try an act on one of the learner's rows; rows that it does not fit are left alone."""
    rows = list(Evidence.objects.of(learner).order_by("pk").values_list("pk", flat=True))
    if rows:
        try:
            act(rows[nth % len(rows)])
        except (EvidenceNotFound, operations.EntryRefusedError):
            return


acts = st.lists(
    st.one_of(
        st.builds(logs, skills, back, st.sampled_from(sorted(BY_HAND))),
        st.builds(answers, skills, back, st.integers(1, 4)),
        st.builds(corrects, st.integers(0, 30), skills, back),
        st.builds(withdraws, st.integers(0, 30)),
        st.builds(restores, st.integers(0, 30)),
        st.builds(shows, skills, back, st.integers(1, 3)),
        st.builds(says, skills, back, st.integers(0, 3)),
        st.builds(certifies, skills, st.integers(0, 3)),
        st.builds(proves, skills, back),
        st.builds(unproves, st.integers(0, 30), st.sampled_from(["take back", "withdraw", "restore"])),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deeds=acts)
def test_the_log_replays_to_the_same_states_bit_for_bit(deeds: list[Act]) -> None:
    learner, domain = UserFactory(), DomainFactory()
    known = [SkillFactory(ageing="fast", domain=domain) for _ in range(4)]
    for upper, lower in ((0, 1), (0, 2), (1, 3), (2, 3)):
        PrerequisiteFactory(skill=known[upper], needs=known[lower], encompasses=0.7)
    for skill in known:
        OutcomeFactory.create_batch(3, skill=skill)
    for deed in deeds:
        deed(learner, known)
    before = states(learner)
    MemoryState.objects.of(learner).delete()
    assert operations.rebuild_memory(learner_ids=[learner.pk], now=NOON) == len(before)
    assert states(learner) == before


def test_a_rebuild_takes_away_what_nothing_speaks_of_and_puts_right_what_was_bent() -> None:
    learner, kept, gone = UserFactory(), SkillFactory(), SkillFactory()
    log(learner, kept, days=20)
    before = states(learner)
    log(learner, gone)
    # Nothing of the app can take a single row out of the log; a bent database can.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('evenkeel.erases', %s, true)", [str(learner.pk)])
    Evidence.objects.filter(skill=gone).delete()
    MemoryState.objects.filter(skill=kept).update(stability=77, held=True)
    operations.rebuild_memory(learner_ids=None, now=NOON)
    assert states(learner) == before


def test_a_rebuild_leaves_other_learners_alone() -> None:
    learner, other, skill = UserFactory(), UserFactory(), SkillFactory()
    log(learner, skill)
    log(other, skill)
    MemoryState.objects.update(stability=77)
    operations.rebuild_memory(learner_ids=[learner.pk], now=NOON)
    assert MemoryState.objects.of(other).get().stability == 77
    assert MemoryState.objects.of(learner).get().stability == 2.3065


def test_a_rebuild_takes_the_same_statements_whatever_the_log(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner = UserFactory()
    for many in (1, 30):
        for _ in range(many):
            hold(learner, SkillFactory(), days=many)
            log(learner, SkillFactory(), days=many)
        with django_assert_num_queries(10):
            operations.rebuild_memory(learner_ids=[learner.pk], now=NOON)


def test_the_command_says_what_it_did() -> None:
    learner = UserFactory()
    log(learner, SkillFactory())
    out = StringIO()
    call_command("rebuild_memory", learner=learner.email.upper(), stdout=out)
    assert out.getvalue().startswith("1 memory states rebuilt in ")


def test_the_command_knows_who_has_no_account() -> None:
    with pytest.raises(CommandError, match=r"Nobody has an account under nobody@example\.org\."):
        call_command("rebuild_memory", learner="nobody@example.org")
