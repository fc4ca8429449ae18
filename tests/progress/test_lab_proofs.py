from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.logic.proofs import Answer, NewProof, name_fault
from apps.progress.models import Evidence, ImplicitPractice, LabProof, LabReview
from apps.progress.operations import (
    EntryRefusedError,
    EvidenceNotFound,
    LabNotFound,
    NameRefusedError,
    OwnReviewError,
    ProofAcceptedError,
    ProofNotFound,
    ProofRefusedError,
    Proved,
    ReviewClosedError,
    ReviewNotFound,
    ReviewsOpenError,
)
from apps.skills.models import Lab
from apps.users.models import User
from tests.factories import LabFactory, OutcomeFactory, PrerequisiteFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, at, hold, log, state, states
from tests.progress.pages import settle_catalogue

pytestmark = pytest.mark.django_db


def prove(learner: User, lab: Lab, *, days: int = 3, note: str = "It passes.", **fields: Any) -> int:  # noqa: ANN401 - whatever a proof has
    new = NewProof(day=ago(days), note=note, **fields)
    return operations.record_proof(learner=learner, lab_id=lab.pk, proof=new, now=NOON, by=learner).proof_id


def correct(
    learner: User,
    proof_id: int,
    *,
    days: int = 3,
    note: str = "It passes.",
    **fields: Any,  # noqa: ANN401 - as above
) -> Proved:
    new = NewProof(day=ago(days), note=note, **fields)
    return operations.correct_proof(learner=learner, proof_id=proof_id, proof=new, now=NOON, by=learner)


def ask(learner: User, proof_id: int, *, days: int = 0) -> LabReview:
    return operations.ask_review(learner=learner, proof_id=proof_id, now=at(days), by=learner)


def answer(
    review: LabReview, *, accepted: bool = True, name: str = "Ana Silva", by: User | None = None
) -> LabReview:
    said = Answer(name=name, accepted=accepted, comment="Well done.")
    return operations.answer_review(nonce=review.nonce, answer=said, now=NOON, by=by)


def withdraw(learner: User, proof_id: int) -> Proved:
    return operations.withdraw_proof(learner=learner, proof_id=proof_id, now=NOON, by=learner)


def restore(learner: User, proof_id: int) -> Proved:
    return operations.restore_proof(learner=learner, proof_id=proof_id, now=NOON, by=learner)


def take_back(learner: User, review: LabReview) -> Proved:
    return operations.take_back_review(learner=learner, review_id=review.pk, now=NOON, by=learner)


def revoke(learner: User, review: LabReview) -> None:
    operations.revoke_review(learner=learner, review_id=review.pk, now=NOON, by=learner)


def standing(learner: User) -> list[tuple[str, Any, int, str]]:
    rows = Evidence.objects.of(learner).current().order_by("pk")
    return list(rows.values_list("kind", "day", "minutes", "note"))


def rebuilt(learner: User) -> list[dict[str, Any]]:
    operations.rebuild_memory(learner_ids=[learner.pk], now=NOON)
    return states(learner)


def test_a_proof_is_logged_as_built_on_its_day() -> None:
    learner, lab, plain = UserFactory(), LabFactory(), UserFactory()
    prove(learner, lab, minutes=90, link="https://example.org/log")
    log(plain, lab.skill, days=3)
    assert standing(learner) == [("built", ago(3), 90, "It passes.")]
    found = state(learner, lab.skill)
    assert (found.held, found.verified, found.coverage) == (False, False, 0.0)
    assert found.stability == state(plain, lab.skill).stability
    assert Evidence.objects.of(learner).get().proof == LabProof.objects.get()


def test_an_accepted_proof_covers_holds_and_verifies_the_skill_from_the_day_of_the_work() -> None:
    learner, lab, certified = UserFactory(), LabFactory(), UserFactory()
    OutcomeFactory(skill=lab.skill)
    made = prove(learner, lab, minutes=90)
    answer(ask(learner, made))
    log(certified, lab.skill, days=3, kind="certified")
    assert standing(learner) == [("accepted", ago(3), 90, "It passes.")]
    found = state(learner, lab.skill)
    assert (found.held, found.verified, found.coverage, found.last_day) == (True, True, 1.0, ago(3))
    assert found.stability == state(certified, lab.skill).stability == 8.2956
    before = states(learner)
    assert rebuilt(learner) == before


def test_a_change_of_the_catalogue_or_the_target_leaves_an_accepted_proof_what_it_is() -> None:
    learner, lab = UserFactory(), LabFactory()
    answer(ask(learner, prove(learner, lab)))
    OutcomeFactory(skill=lab.skill)
    operations.reckon_catalogue(skill_ids=[lab.skill_id], now=NOON)
    operations.change_target(learner=learner, target=0.85, now=NOON, by=learner)
    found = state(learner, lab.skill)
    assert (found.held, found.coverage) == (True, 1.0)
    before = states(learner)
    assert rebuilt(learner) == before


def test_not_yet_changes_nothing_but_what_is_said() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    before, version = states(learner), User.objects.get().page_version
    answer(ask(learner, made), accepted=False)
    assert (states(learner), standing(learner)[0][0]) == (before, "built")
    assert User.objects.get().page_version == version + 1
    review = LabReview.objects.get()
    assert (review.verdict, review.reviewer_name, review.comment, review.answered_at) == (
        "not yet",
        "Ana Silva",
        "Well done.",
        NOON,
    )


def test_taking_an_acceptance_back_leads_to_the_states_of_before_bit_for_bit() -> None:
    learner, lab, below = UserFactory(), LabFactory(), SkillFactory()
    PrerequisiteFactory(skill=lab.skill, needs=below, encompasses=0.5)
    hold(learner, below, days=30)
    made = prove(learner, lab)
    before = states(learner)
    review = answer(ask(learner, made))
    accepted = states(learner)
    assert accepted != before
    take_back(learner, review)
    assert (states(learner), standing(learner)[0][0]) == (before, "built")
    take_back(learner, review)
    assert Evidence.objects.count() == 3
    answer(ask(learner, made))
    assert states(learner) == accepted
    assert rebuilt(learner) == accepted


def test_an_accepted_proof_practises_in_full_what_is_held_under_its_skill() -> None:
    learner, lab, below = UserFactory(), LabFactory(), SkillFactory()
    PrerequisiteFactory(skill=lab.skill, needs=below, encompasses=0.5)
    hold(learner, below, days=30)
    made = prove(learner, lab)
    standing_rows = ImplicitPractice.objects.filter(cause__in=Evidence.objects.current())
    assert list(standing_rows.values_list("skill", "factor")) == [(below.pk, 0.25)]
    answer(ask(learner, made))
    assert list(standing_rows.values_list("skill", "factor")) == [(below.pk, 0.5)]


def test_of_two_acceptances_one_may_go() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    links = [ask(learner, made), ask(learner, made)]
    first, second = answer(links[0]), answer(links[1], name="Bo")
    take_back(learner, first)
    assert standing(learner)[0][0] == "accepted"
    take_back(learner, second)
    assert standing(learner)[0][0] == "built"


def test_a_withdrawal_takes_all_of_it_out_and_its_undo_brings_it_back_bit_for_bit() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    review = answer(ask(learner, made))
    waiting = ask(learner, made)
    before = states(learner)
    withdraw(learner, made)
    assert (standing(learner), states(learner)) == ([], [])
    with pytest.raises(ReviewClosedError, match="revoked"):
        answer(waiting)
    with pytest.raises(ReviewNotFound):
        take_back(learner, review)
    restore(learner, made)
    assert (standing(learner)[0][0], states(learner)) == ("accepted", before)
    assert rebuilt(learner) == before
    take_back(learner, review)
    assert standing(learner)[0][0] == "built"


@pytest.mark.parametrize("act", [withdraw, restore])
def test_doing_it_twice_writes_once(act: Callable[[User, int], Proved]) -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    withdraw(learner, made)
    act(learner, made)
    rows = Evidence.objects.count()
    assert act(learner, made) == Proved((), made)
    assert Evidence.objects.count() == rows


def test_the_same_form_sent_twice_is_recorded_once() -> None:
    learner, lab, token = UserFactory(), LabFactory(), uuid4()
    assert prove(learner, lab, form_token=token) == prove(learner, lab, form_token=token)
    assert (LabProof.objects.count(), Evidence.objects.count()) == (1, 1)


def test_a_correction_moves_the_line_and_revokes_what_asked_about_the_old_words() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    review = ask(learner, made)
    correct(learner, made)
    assert (Evidence.objects.count(), LabReview.objects.open(NOON).count()) == (1, 1)
    correct(learner, made, days=9, note="It passes, with the log.")
    assert standing(learner) == [("built", ago(9), 0, "It passes, with the log.")]
    with pytest.raises(ReviewClosedError, match="revoked"):
        answer(review)
    before = states(learner)
    assert rebuilt(learner) == before


def test_what_was_accepted_stays_as_it_was_accepted() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    review = answer(ask(learner, made))
    with pytest.raises(ProofAcceptedError):
        correct(learner, made, note="Something else altogether.")
    take_back(learner, review)
    correct(learner, made, note="Something else altogether.")
    assert standing(learner)[0][3] == "Something else altogether."


def test_the_line_of_a_proof_cannot_be_changed_by_itself() -> None:
    learner, lab = UserFactory(), LabFactory()
    answer(ask(learner, prove(learner, lab)))
    new = operations.NewEntry(skill_id=lab.skill_id, day=TODAY, kind="built")
    changes: tuple[Callable[..., Any], ...] = (
        operations.withdraw_evidence,
        partial(operations.correct_evidence, entry=new),
        operations.undo_evidence,
        operations.restore_evidence,
    )
    for row in Evidence.objects.of(learner):
        for change in changes:
            with pytest.raises(EvidenceNotFound):
                change(learner=learner, evidence_id=row.pk, now=NOON, by=learner)
    assert standing(learner)[0][0] == "accepted"


def test_nobody_logs_an_acceptance_by_hand() -> None:
    learner, skill = UserFactory(), SkillFactory()
    with pytest.raises(EntryRefusedError) as refused:
        log(learner, skill, kind="accepted")
    assert refused.value.faults == {"kind": "accepted"}


def test_the_database_itself_refuses_an_acceptance_without_a_proof() -> None:
    learner, skill = UserFactory(), SkillFactory()
    with transaction.atomic(), pytest.raises(IntegrityError, match="progress_only_proofs_are_accepted"):
        Evidence.objects.create(learner=learner, skill=skill, day=TODAY, kind="accepted")


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"days": -1}, {"day": "future"}),
        ({"days": 30_000}, {"day": "too early"}),
        ({"minutes": 1441}, {"minutes": "too large"}),
        ({"minutes": -1}, {"minutes": "too small"}),
        ({"note": ""}, {"note": "missing"}),
        ({"note": " \n"}, {"note": "missing"}),
        ({"note": "x" * 2001}, {"note": "too long"}),
        ({"note": "a\u202eb"}, {"note": "characters"}),
        ({"link": "javascript:alert(1)"}, {"link": "address"}),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(fields: dict[str, Any], faults: dict[str, str]) -> None:
    learner, lab = UserFactory(), LabFactory()
    with pytest.raises(ProofRefusedError) as refused:
        prove(learner, lab, **fields)
    assert (refused.value.faults, LabProof.objects.count()) == (faults, 0)


def test_a_link_alone_is_proof_enough() -> None:
    learner, lab = UserFactory(), LabFactory()
    prove(learner, lab, note="", link="https://example.org/run")
    assert standing(learner) == [("built", ago(3), 0, "")]


def test_a_lab_that_left_the_catalogue_takes_no_new_proof_and_keeps_the_old_ones() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    review = ask(learner, made)
    Lab.objects.update(retired_at=NOON)
    with pytest.raises(LabNotFound):
        prove(learner, lab)
    answer(review)
    assert standing(learner)[0][0] == "accepted"


def test_a_learner_has_five_open_links_and_no_more() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    other = UserFactory()
    ask(other, prove(other, lab))
    links = [ask(learner, made) for _ in range(5)]
    with pytest.raises(ReviewsOpenError):
        ask(learner, made)
    revoke(learner, links[0])
    answer(links[1])
    assert [ask(learner, made).revoked_at for _ in range(2)] == [None, None]
    with pytest.raises(ReviewsOpenError):
        ask(learner, made)


def test_links_that_ran_out_are_not_counted() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab, days=60)
    for _ in range(5):
        ask(learner, made, days=31)
    assert ask(learner, made).expires_at == NOON + timedelta(days=30)


def test_a_link_takes_an_answer_for_thirty_days() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab, days=60)
    late, right = ask(learner, made, days=30), ask(learner, made, days=29)
    with pytest.raises(ReviewClosedError, match="expired"):
        answer(late)
    assert answer(right).verdict == "accepted"


@pytest.mark.parametrize("accepted", [True, False])
def test_a_link_takes_one_answer(accepted: bool) -> None:  # noqa: FBT001 - a case of two
    learner, lab = UserFactory(), LabFactory()
    review = ask(learner, prove(learner, lab))
    answer(review, accepted=accepted)
    with pytest.raises(ReviewClosedError):
        answer(review, name="Somebody else")
    assert LabReview.objects.get().reviewer_name == "Ana Silva"


def test_a_revoked_link_takes_no_answer_and_an_answered_one_is_not_revoked() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    review, answered = ask(learner, made), answer(ask(learner, made), accepted=False)
    revoke(learner, review)
    revoke(learner, review)
    with pytest.raises(ReviewClosedError, match="revoked"):
        answer(review)
    with pytest.raises(ReviewNotFound):
        revoke(learner, answered)


def test_what_was_not_accepted_is_not_taken_back() -> None:
    learner, lab = UserFactory(), LabFactory()
    made = prove(learner, lab)
    for review in (ask(learner, made), answer(ask(learner, made), accepted=False)):
        with pytest.raises(ReviewNotFound):
            take_back(learner, review)


def test_nobody_reviews_their_own_and_whoever_is_signed_in_is_on_record() -> None:
    learner, other, lab = UserFactory(), UserFactory(), LabFactory()
    review = ask(learner, prove(learner, lab))
    with pytest.raises(OwnReviewError):
        answer(review, by=learner)
    assert answer(review, by=other).reviewer == other


def test_a_review_outlives_the_account_of_its_reviewer() -> None:
    learner, other, lab = UserFactory(), UserFactory(), LabFactory()
    review = answer(ask(learner, prove(learner, lab)), by=other)
    other.delete()
    review.refresh_from_db()
    assert (review.reviewer, review.reviewer_name, standing(learner)[0][0]) == (None, "Ana Silva", "accepted")


def test_the_link_of_an_account_that_is_closed_leads_nowhere() -> None:
    learner, lab = UserFactory(), LabFactory()
    review = ask(learner, prove(learner, lab))
    User.objects.filter(pk=learner.pk).update(is_active=False)
    with pytest.raises(ReviewNotFound):
        answer(review)
    with pytest.raises(ReviewNotFound):
        operations.answer_review(nonce="unknown", answer=Answer("Ana", accepted=True), now=NOON, by=None)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Ana Silva", None),
        ("李小龍", None),
        ("محمد", None),
        ("O'Brien-Smith, Jr.", None),
        ("", "missing"),
        ("---", "missing"),
        ("\u200b\u200d", "missing"),
        ("🙂", "missing"),
        ("x" * 101, "too long"),
        ("<b>Ana</b>", "characters"),
        ("Ana <ana@example.org>", "characters"),
        ("https://example.org", "characters"),
    ],
)
def test_a_name_has_a_letter_and_nothing_of_an_address(name: str, fault: str | None) -> None:
    assert name_fault(name) == fault


def test_a_name_that_is_none_is_refused() -> None:
    learner, lab = UserFactory(), LabFactory()
    review = ask(learner, prove(learner, lab))
    with pytest.raises(NameRefusedError):
        answer(review, name="…")
    assert LabReview.objects.get().verdict == ""


def test_proofs_and_reviews_of_somebody_else_are_not_found() -> None:
    learner, other, lab = UserFactory(), UserFactory(), LabFactory()
    made = prove(learner, lab)
    review = ask(learner, made)
    accepted = answer(ask(learner, made))
    for act in (withdraw, restore, ask, correct):
        with pytest.raises(ProofNotFound):
            act(other, made)
    for end, row in ((revoke, review), (take_back, accepted)):
        with pytest.raises(ReviewNotFound):
            end(other, row)
    assert LabReview.objects.open(NOON).count() == 1


@pytest.mark.parametrize("reviews", [0, 4])
def test_an_answer_takes_the_same_statements_whatever_went_before(
    django_assert_num_queries: DjangoAssertNumQueries, reviews: int
) -> None:
    learner, lab = UserFactory(), LabFactory()
    settle_catalogue()
    made = prove(learner, lab)
    for _ in range(reviews):
        answer(ask(learner, made), accepted=False)
    review = ask(learner, made)
    with django_assert_num_queries(17):
        answer(review)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_is_too_late() -> None:
    learner, lab = UserFactory(), LabFactory()
    review = ask(learner, prove(learner, lab))
    start = Barrier(4)

    def run(name: str) -> str:
        start.wait()
        try:
            answer(review, name=name)
        except ReviewClosedError:
            return "late"
        else:
            return name
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(run, ["Ana", "Bo", "Cy", "Di"]))
    review.refresh_from_db()
    assert said.count("late") == 3
    assert review.reviewer_name in said
    assert (Evidence.objects.count(), standing(learner)[0][0]) == (2, "accepted")


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_revoked_while_somebody_answers_is_one_or_the_other() -> None:
    learner, lab = UserFactory(), LabFactory()
    review = ask(learner, prove(learner, lab))
    start = Barrier(2)

    def run(act: Callable[[], Any]) -> str:
        start.wait()
        try:
            act()
        except (ReviewClosedError, ReviewNotFound):
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(run, [lambda: answer(review), lambda: revoke(learner, review)]))
    review.refresh_from_db()
    assert sorted(said) == ["done", "refused"]
    assert (review.revoked_at is None) == (standing(learner)[0][0] == "accepted")
