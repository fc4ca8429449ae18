"""Certificates, and a lab that somebody else accepts: on phones and wide screens, with and without script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from apps.progress.models import Evidence, LabReview
from apps.progress.operations import (
    Answer,
    NewCertificate,
    NewProof,
    answer_review,
    ask_review,
    record_certificate,
    record_proof,
)
from apps.progress.queries.proofs import token_of
from apps.skills.models import Lab
from apps.users.models import User
from tests.browser.visits import Theme, overflow, violations, visit
from tests.catalogue import import_small
from tests.factories import CertificationFactory, LabFactory, SkillFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "A certification with a long name, " * 3


def a_lab() -> Lab:
    import_small()
    return LabFactory(
        skill=SkillFactory(name="Drift detection", slug="drift-detection"),
        title="Catch a drift before your users do",
        check_do="python check.py --window 7 --threshold 0.25 --report out/report-of-the-drift.json",
        check_expect="It prints `alert`.",
        proof="The line with the alert.",
    )


def proved(lab: Lab) -> tuple[User, int]:
    learner, now = UserFactory(), timezone.now()
    shown = NewProof(
        day=now.date(),
        minutes=50,
        note="alert at 12:00\nthreshold 0.25",
        link=f"https://example.org/{'x' * 90}",
    )
    return learner, record_proof(learner=learner, lab_id=lab.pk, proof=shown, now=now, by=learner).proof_id


def asked(learner: User, proof_id: int) -> LabReview:
    return ask_review(learner=learner, proof_id=proof_id, now=timezone.now(), by=learner)


def answered(learner: User, proof_id: int, *, accepted: bool) -> None:
    said = Answer("Ana Silva", accepted=accepted, comment="The alert comes " + "too late, " * 20)
    answer_review(nonce=asked(learner, proof_id).nonce, answer=said, now=timezone.now(), by=None)


def certified(learner: User) -> None:
    skills = SkillFactory.create_batch(12)
    now = timezone.now()
    for status, name, last in (("retired", LONG, -1), ("in-transition", "CKA", 30), ("active", "CGOA", 900)):
        certification = CertificationFactory(status=status, name=name, skills=skills)
        day = now.date() - timedelta(days=40)
        certificate = NewCertificate(earned_on=day, expires_on=now.date() + timedelta(days=last))
        record_certificate(
            learner=learner, certification_id=certification.pk, certificate=certificate, now=now, by=learner
        )
        certification.skills.add(SkillFactory())


@pytest.mark.parametrize("script", [True, False])
def test_a_proof_is_recorded_sent_accepted_and_taken_back_on_phones(
    browser: Browser, live_server: LiveServer, *, script: bool
) -> None:
    a_lab()
    learner = UserFactory(name="Mira Okafor")
    page = visit(browser, live_server, learner, size="phone", script=script)
    page.goto("/skills/drift-detection/lab/")
    page.get_by_role("link", name="Record your proof").click()
    page.get_by_label("What you kept").fill("alert at 12:00")
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label(re.compile("^Link of")).input_value()
    assert re.fullmatch(rf"{live_server.url}/review/[\w-]+\.[\w-]+/", link)
    assert overflow(page) == 0

    guest = visit(browser, live_server, size="phone", script=script)
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("Catch a drift before your users do")
    assert overflow(guest) == 0
    guest.get_by_label("Your name").fill("Ana Silva")
    guest.get_by_label("I accept it").check()
    guest.get_by_role("button", name="Send my answer").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Thank you")
    guest.goto(link)
    expect(guest.get_by_role("heading", level=1)).to_have_text("This link has been used")

    page.reload()
    expect(page.get_by_text("Ana Silva accepted it", exact=True)).to_be_visible()
    assert Evidence.objects.current().get().kind == "accepted"
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("taken back by you")).to_be_visible()
    assert Evidence.objects.current().get().kind == "built"


def test_the_link_is_copied_and_a_key_sends_no_answer_that_was_not_chosen(
    browser: Browser, live_server: LiveServer
) -> None:
    learner, proof_id = proved(a_lab())
    review = asked(learner, proof_id)
    page = visit(browser, live_server, learner)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/log/proofs/{proof_id}/")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label(re.compile("^Link of")).input_value()

    guest = visit(browser, live_server)
    guest.goto(copied)
    guest.get_by_label("Your name").fill("Ana Silva")
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("button", name="Send my answer")).to_be_visible()
    review.refresh_from_db()
    assert review.verdict == ""


def test_a_wrong_answer_is_shown_again_with_all_that_was_typed(
    browser: Browser, live_server: LiveServer
) -> None:
    learner, proof_id = proved(a_lab())
    guest = visit(browser, live_server)
    guest.goto(f"/review/{token_of(asked(learner, proof_id).nonce)}/")
    guest.get_by_label("Your name").fill("ana@example.org")
    guest.get_by_label("Comment").fill("Nearly.")
    guest.get_by_label("Not yet").check()
    guest.get_by_role("button", name="Send my answer").click()
    expect(guest.locator(".error")).to_have_text("A name has none of these signs: < > / \\ @")
    expect(guest.get_by_label("Comment")).to_have_value("Nearly.")
    expect(guest.get_by_label("Not yet")).to_be_checked()


@pytest.mark.parametrize("script", [True, False])
def test_a_certificate_is_recorded_and_withdrawn_and_the_withdrawal_undone(
    browser: Browser, live_server: LiveServer, *, script: bool
) -> None:
    certification = CertificationFactory(name="CKA", issuer="CNCF", skills=SkillFactory.create_batch(2))
    page = visit(browser, live_server, UserFactory(), size="phone", script=script)
    page.goto("/log/")
    page.get_by_role("link", name="Certificates").click()
    page.get_by_role("link", name="Record a certificate").click()
    page.get_by_label("Certification").select_option(str(certification.pk))
    page.get_by_label("Earned on").fill("2026-05-04")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("2 more skills are held now.")).to_be_visible()
    page.get_by_role("link", name="Edit : CKA").click()
    page.get_by_role("button", name="Withdraw this certificate").click()
    expect(page.get_by_role("heading", name="No certificate is recorded yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Covers 2 skills")).to_be_visible()
    assert Evidence.objects.current().count() == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_every_page_is_free_of_faults(
    browser: Browser, live_server: LiveServer, size: str, theme: Theme
) -> None:
    lab = a_lab()
    learner, proof_id = proved(lab)
    answered(learner, proof_id, accepted=False)
    answered(learner, proof_id, accepted=True)
    review = asked(learner, proof_id)
    certified(learner)
    page = visit(browser, live_server, learner, size=size, theme=theme)
    guest = visit(browser, live_server, size=size, theme=theme)
    for who, where, status in (
        (page, "/log/certificates/", 200),
        (page, "/log/certificates/new/", 200),
        (page, f"/log/proofs/new/{lab.pk}/", 200),
        (page, f"/log/proofs/{proof_id}/", 200),
        (page, "/skills/drift-detection/lab/", 200),
        (page, "/skills/drift-detection/", 200),
        (page, "/log/", 200),
        (guest, f"/review/{token_of(review.nonce)}/", 200),
        (guest, "/review/forged/", 404),
        (guest, "/review/thanks/", 200),
    ):
        response = who.goto(where)
        assert response is not None
        assert (where, response.status, violations(who), overflow(who)) == (where, status, [], 0)
