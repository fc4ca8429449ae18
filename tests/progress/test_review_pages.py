from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.models import Evidence, LabProof, LabReview
from apps.progress.queries.proofs import token_of
from apps.skills.models import Lab
from apps.users.models import OutgoingMail, User
from tests.factories import LabFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, ago, at, state
from tests.progress.pages import body, errors, every, rows, said, settle_catalogue, signed_in, words
from tests.progress.test_lab_proofs import answer, ask, prove, revoke
from tests.users.mailbox import last_mail, link

pytestmark = pytest.mark.django_db
ACCEPT = {"name": "Ana Silva", "comment": "Well done.", "verdict": "accept"}


@pytest.fixture(autouse=True)
def _noon(settings: Settings) -> Iterator[None]:
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


def a_lab() -> Lab:
    return LabFactory(
        skill=SkillFactory(name="Drift detection", slug="drift-detection"),
        title="Catch a drift",
        check_do="make check",
        check_expect="It prints `alert`.",
        proof="The line with the alert.",
    )


def asked(learner: User | None = None, **fields: Any) -> LabReview:  # noqa: ANN401 - whatever a proof has
    learner = learner or UserFactory(name="Mira Okafor")
    return ask(learner, prove(learner, a_lab(), note="alert at 12:00", **fields))


def address(review: LabReview) -> str:
    return reverse("review", args=[token_of(review.nonce)])


def heading(page: HttpResponseBase) -> list[str]:
    return every(r"<h1[^>]*>(.*?)</h1>", page)


def unchanged(review: LabReview) -> bool:
    """Tell whether nobody has answered, and nothing of it stands in the log or the mail."""
    review.refresh_from_db()
    kinds = list(Evidence.objects.current().values_list("kind", flat=True))
    return (review.verdict, kinds, OutgoingMail.objects.count()) == ("", ["built"], 0)


def test_a_proof_is_recorded_from_the_page_of_the_lab(client: Client) -> None:
    learner = signed_in(client)
    lab = a_lab()
    settle_catalogue()
    page = client.get("/skills/drift-detection/lab/")
    assert f'href="/log/proofs/new/{lab.pk}/"' in body(page)
    form = {"day": ago(2).isoformat(), "minutes": "90", "note": "alert", "form_token": str(uuid4())}
    page = client.post(f"/log/proofs/new/{lab.pk}/", form, follow=True)
    made = LabProof.objects.of(learner).get()
    assert page.redirect_chain == [(f"/log/proofs/{made.pk}/", 302)]
    assert said(page) == ["Recorded, and logged as built. Drift detection is now learning."]
    (undo,) = re.findall(r'<div class="toast">.*?action="([^"]+)"', body(page))
    assert undo == f"/log/proofs/{made.pk}/withdraw/"
    assert "Your proof of 22 November , not reviewed" in words(
        body(client.get("/skills/drift-detection/lab/"))
    )


def test_a_form_sent_twice_is_recorded_once(client: Client) -> None:
    signed_in(client)
    lab, form = a_lab(), {"day": ago(2).isoformat(), "note": "alert", "form_token": str(uuid4())}
    assert [client.post(f"/log/proofs/new/{lab.pk}/", form).status_code for _ in range(2)] == [302, 302]
    assert LabProof.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "objections"),
    [
        ({"day": "2026-11-25"}, ["That day has not come yet."]),
        ({"day": "1969-12-31"}, ["A day before 1970 cannot be logged."]),
        ({"day": "soon"}, ["Enter a valid date."]),
        ({"minutes": "1441"}, ["Ensure this value is less than or equal to 1440."]),
        ({"note": " "}, ["Say what you kept, or give a link to it: somebody else is to see it."]),
        ({"note": "x" * 2001}, ["Ensure this value has at most 2000 characters (it has 2001)."]),
        (
            {"link": "javascript:alert(1)"},
            ["A link begins with http:// or https://, names a host, and carries no password."],
        ),
    ],
)
def test_a_proof_that_cannot_be_says_why(
    client: Client, changed: dict[str, str], objections: list[str]
) -> None:
    signed_in(client)
    form = {"day": ago(1).isoformat(), "note": "alert", **changed}
    page = client.post(f"/log/proofs/new/{a_lab().pk}/", form)
    assert (page.status_code, errors(page), LabProof.objects.count()) == (422, objections, 0)


def test_the_page_of_a_proof_makes_a_link_that_can_be_selected_and_closed(client: Client) -> None:
    learner = signed_in(client)
    made = prove(learner, a_lab())
    page = client.post(f"/log/proofs/{made}/ask/", follow=True)
    review = LabReview.objects.get()
    assert page.redirect_chain == [(f"/log/proofs/{made}/#review-{review.pk}", 302)]
    (shown,) = re.findall(r'readonly value="([^"]+)"', body(page))
    assert shown == f"http://testserver{address(review)}"
    assert "Link of 24 November, open until 24 December" in body(page)
    page = client.post(f"/log/proofs/{made}/reviews/{review.pk}/revoke/", follow=True)
    assert said(page) == ["The link is closed: nobody can answer by it any more."]
    assert re.findall(r"readonly", body(page)) == []
    assert Client().get(address(review)).status_code == 410


def test_one_learner_has_so_many_links_open_and_is_told(client: Client, settings: Settings) -> None:
    learner = signed_in(client)
    made = prove(learner, a_lab())
    settings.REVIEWS_OPEN_MOST = 2
    for _ in range(2):
        client.post(f"/log/proofs/{made}/ask/")
    page = client.post(f"/log/proofs/{made}/ask/", follow=True)
    assert "2 links of yours wait for an answer, and that is as many as can. Close one first." in body(page)
    assert LabReview.objects.count() == 2


def test_a_reviewer_sees_what_is_to_be_reviewed_and_nothing_else_of_the_learner() -> None:
    learner = UserFactory(name="Mira Okafor", email="mira@example.net")
    review = asked(learner, minutes=77, link="https://example.org/run/1")
    other = prove(learner, LabFactory(title="Another lab"), note="Between us")
    page = Client().get(address(review))
    text = words(body(page))
    assert page.status_code == 200
    for shown in (
        "Mira Okafor",
        "Drift detection",
        "Catch a drift",
        "make check",
        "It prints alert .",
        "The line with the alert.",
        "alert at 12:00",
        "https://example.org/run/1",
    ):
        assert shown in text
    for hidden in ("mira@example.net", "1 h 17", "Another lab", "Between us", "21 November"):
        assert hidden not in text
    assert (LabProof.objects.filter(pk=other).count(), "csrfmiddlewaretoken" in body(page)) == (1, False)


def test_no_page_of_a_review_is_indexed_kept_or_named_to_others() -> None:
    review = asked()
    for page in (
        Client().get(address(review)),
        Client().get("/review/forged/"),
        Client().get("/review/thanks/"),
    ):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in Client().get(address(review)).headers["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_whoever_only_looks_changes_nothing(method: str) -> None:
    review = asked()
    for agent in ("Mozilla/5.0", "Slackbot-LinkExpanding 1.0", "BarracudaCentral"):
        getattr(Client(), method)(address(review), ACCEPT, headers={"User-Agent": agent})
    assert unchanged(review)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(method: str) -> None:
    review = asked()
    assert getattr(Client(), method)(address(review)).status_code == 405
    assert unchanged(review)


def test_an_accepted_lab_holds_the_skill_and_the_learner_reads_of_it(client: Client) -> None:
    learner = signed_in(client, name="Mira Okafor")
    review = asked(learner)
    settle_catalogue()
    page = Client().post(address(review), ACCEPT)
    assert (page.status_code, page.headers["Location"]) == (302, "/review/thanks/")
    found = state(learner, review.proof.lab.skill)
    assert (found.held, found.verified, found.coverage) == (True, True, 1.0)
    mail = last_mail(learner.email)
    assert mail.subject == "Ana Silva accepted your lab"
    assert link(mail) == f"/log/proofs/{review.proof_id}/"
    assert "Well done." not in mail.text + mail.html
    text = words(body(client.get(link(mail))))
    assert "Ana Silva accepted it 24 November" in text
    assert "Well done." in text
    assert "Not signed in: the name is as they gave it." in text
    assert "accepted by Ana Silva on 24 November" in words(body(client.get("/skills/drift-detection/lab/")))
    assert "Catch a drift" in words(body(client.get("/skills/drift-detection/")))


def test_not_yet_is_told_and_holds_nothing() -> None:
    learner = UserFactory()
    review = asked(learner)
    Client().post(address(review), {**ACCEPT, "verdict": "not-yet"})
    assert state(learner, review.proof.lab.skill).held is False
    assert last_mail(learner.email).subject == "Ana Silva looked at your lab: not yet"


def test_the_account_of_a_reviewer_who_is_signed_in_is_on_record_and_they_are_told_before(
    client: Client,
) -> None:
    learner, reviewer = UserFactory(), signed_in(client, name="Ana S.", email="ana@example.net")
    review = asked(learner)
    assert "your account, ana@example.net, stands beside it" in words(body(client.get(address(review))))
    client.post(address(review), ACCEPT)
    review.refresh_from_db()
    assert review.reviewer == reviewer
    client.force_login(learner)
    page = client.get(f"/log/proofs/{review.proof_id}/")
    assert "Signed in as Ana S., ana@example.net." in words(body(page))


def test_nobody_reviews_their_own_while_signed_in(client: Client) -> None:
    learner = signed_in(client)
    review = asked(learner)
    page = client.get(address(review))
    assert "This is your own lab." in body(page)
    assert re.findall(r'name="verdict"', body(page)) == []
    page = client.post(address(review), ACCEPT)
    assert (page.status_code, unchanged(review)) == (403, True)


def test_a_form_that_another_site_sends_is_refused(client: Client) -> None:
    signed_in(client)
    review = asked()
    for site in ("cross-site", "same-site"):
        page = client.post(address(review), ACCEPT, headers={"Sec-Fetch-Site": site})
        assert (page.status_code, unchanged(review)) == (403, True)


def test_a_browser_that_names_no_origin_is_let_in() -> None:
    review = asked()
    client = Client(enforce_csrf_checks=True)
    page = client.post(address(review), ACCEPT, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 302


def forged(review: LabReview) -> dict[str, str]:
    """Return tokens that we never signed."""
    token = token_of(review.nonce)
    nonce, _, signature = token.partition(".")
    other = token_of("another-nonce").partition(".")[2]
    return {
        "nothing": "x",
        "a bare nonce": nonce,
        "no signature": f"{nonce}.",
        "the signature of another": f"{nonce}.{other}",
        "a nonce of another under this signature": f"another-nonce.{signature}",
        "one letter less": token[:-1],
        "one letter more": f"{token}x",
        "upper case": token.upper(),
        "another salt": signing.Signer(salt="other", sep=".").sign(nonce),
        "another key": signing.Signer(key="stolen?", salt="progress.review", sep=".").sign(nonce),
        "the number of the row": str(review.pk),
        "a number signed": token_of(str(review.pk)),
        "nobody's nonce, signed": token_of("nobody"),
    }


def test_a_forged_token_leads_nowhere_and_changes_nothing() -> None:
    review = asked()
    for name, token in forged(review).items():
        where = reverse("review", args=[token])
        for page in (Client().get(where), Client().post(where, ACCEPT)):
            assert (name, page.status_code, heading(page)) == (name, 404, ["No such link"])
            assert "Mira" not in body(page)
    assert unchanged(review)


def test_the_link_of_one_proof_never_answers_for_another() -> None:
    learner = UserFactory()
    first, second = asked(learner), ask(learner, prove(learner, LabFactory()))
    Client().post(address(first), {**ACCEPT, "proof": str(second.proof_id), "review": str(second.pk)})
    second.refresh_from_db()
    assert (second.verdict, second.proof.entries.current().get().kind) == ("", "built")


def test_a_link_that_ran_out_was_closed_or_used_says_so_and_takes_nothing() -> None:
    learner = UserFactory()
    made = prove(learner, a_lab(), days=60)
    expired, revoked, used, refused = ask(learner, made, days=30), *[ask(learner, made) for _ in range(3)]
    revoke(learner, revoked)
    answer(used)
    answer(refused, accepted=False)
    told = {
        expired: "This link has run out",
        revoked: "This link is closed",
        used: "This link has been used",
        refused: "This link has been used",
    }
    for review, words_ in told.items():
        for page in (
            Client().get(address(review)),
            Client().post(address(review), {**ACCEPT, "name": "Eve"}),
        ):
            assert (page.status_code, heading(page)) == (410, [words_])
            assert not {"Mira", "Catch a drift", "It passes."} & set(
                re.findall("Mira|Catch a drift|It passes.", body(page))
            )
    assert not LabReview.objects.filter(reviewer_name="Eve").exists()


def test_an_answer_sent_again_is_too_late_and_changes_nothing() -> None:
    learner = UserFactory()
    review = asked(learner)
    client = Client()
    statuses = [client.post(address(review), {**ACCEPT, "name": name}).status_code for name in ("Ana", "Eve")]
    review.refresh_from_db()
    assert (statuses, review.reviewer_name, OutgoingMail.objects.count()) == ([302, 410], "Ana", 1)


@pytest.mark.parametrize(
    ("changed", "objections"),
    [
        ({"name": ""}, ["Give your name: the learner sees who reviewed the lab."]),
        ({"name": "  "}, ["Give your name: the learner sees who reviewed the lab."]),
        ({"name": "!!!"}, ["Give your name: the learner sees who reviewed the lab."]),
        ({"name": "\u200b"}, ["Give your name: the learner sees who reviewed the lab."]),
        ({"name": "x" * 101}, ["Ensure this value has at most 100 characters (it has 101)."]),
        ({"name": "https://evil.example"}, ["A name has none of these signs: < > / \\ @"]),
        ({"name": "Ana <ana@example.org>"}, ["A name has none of these signs: < > / \\ @"]),
        ({"comment": "x" * 2001}, ["Ensure this value has at most 2000 characters (it has 2001)."]),
        ({"verdict": ""}, ["Choose: accept it, or not yet."]),
        ({"verdict": "accepted"}, ["Choose: accept it, or not yet."]),
    ],
)
def test_an_answer_that_cannot_be_says_why_and_the_link_stays_open(
    changed: dict[str, str], objections: list[str]
) -> None:
    review = asked()
    page = Client().post(address(review), {**ACCEPT, **changed})
    assert (page.status_code, errors(page), unchanged(review)) == (422, objections, True)
    assert Client().post(address(review), ACCEPT).status_code == 302


@pytest.mark.parametrize("name", ["a\x00b", "a\u202eb", "a\x07b"])
def test_a_name_with_hidden_characters_is_refused_at_the_door(name: str) -> None:
    review = asked()
    assert (Client().post(address(review), {**ACCEPT, "name": name}).status_code, unchanged(review)) == (
        400,
        True,
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ana\r\nBcc: all@example", None),
        ("Ana\r\n\r\nSilva", "Ana Silva"),
        ("{{ 7 }}{% now 'Y' %} Ana", "{{ 7 }}{% now 'Y' %} Ana"),
        ('" onload=x Ana', '" onload=x Ana'),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("محمد بن موسى الخوارزمي", "محمد بن موسى الخوارزمي"),
    ],
)
def test_a_hostile_name_stays_text_on_the_page_and_in_the_mail(
    client: Client, name: str, kept: str | None
) -> None:
    learner = signed_in(client)
    review = asked(learner)
    page = Client().post(address(review), {**ACCEPT, "name": name, "comment": "<script>alert(1)</script>"})
    if kept is None:
        assert (page.status_code, unchanged(review)) == (422, True)
        return
    mail = last_mail(learner.email)
    assert mail.subject == f"{kept} accepted your lab"
    markup = body(client.get(f"/log/proofs/{review.proof_id}/"))
    assert "<script>alert" not in markup + mail.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup
    assert f"{kept} accepted it" in words(markup)


def test_answers_are_counted_and_the_next_is_told_when() -> None:
    review = asked()
    client = Client()
    for number in range(20):
        client.post(f"/review/forged-{number}/", ACCEPT)
    page = client.post(address(review), ACCEPT)
    assert (page.status_code, unchanged(review)) == (429, True)
    assert client.get(address(review)).status_code == 200


def test_links_are_counted_and_the_next_is_told_when(client: Client) -> None:
    learner = signed_in(client)
    made = prove(learner, a_lab())
    for _ in range(10):
        client.post(f"/log/proofs/{made}/ask/")
    assert client.post(f"/log/proofs/{made}/ask/").status_code == 429


def test_what_was_accepted_is_not_edited_until_it_is_taken_back(client: Client) -> None:
    learner = signed_in(client)
    review = answer(asked(learner))
    where = f"/log/proofs/{review.proof_id}/"
    assert f'href="{where}edit/"' not in body(client.get(where))
    form = {"day": ago(1).isoformat(), "note": "Something else"}
    page = client.post(f"{where}edit/", form, follow=True)
    assert "Somebody accepted it as it is. Take the review back first." in body(page)
    page = client.post(f"{where}reviews/{review.pk}/take-back/", follow=True)
    assert said(page)[0].startswith("Taken back.")
    assert "Ana Silva accepted it 24 November, taken back by you" in words(body(page))
    page = client.post(f"{where}edit/", form, follow=True)
    assert said(page) == ["Saved."]


def test_a_withdrawal_asks_first_and_can_be_undone_from_the_page(client: Client) -> None:
    learner = signed_in(client)
    review = asked(learner)
    where = f"/log/proofs/{review.proof_id}/"
    assert "Catch a drift" in body(client.get(f"{where}withdraw/"))
    page = client.post(f"{where}withdraw/", follow=True)
    assert (rows(page), client.get(where).status_code) == ([], 404)
    (undo,) = re.findall(r'<div class="toast">.*?action="([^"]+)"', body(page))
    page = client.post(undo, follow=True)
    assert (page.redirect_chain, len(rows(client.get("/log/")))) == ([(where, 302)], 1)


def test_the_log_leads_to_the_proof_and_names_what_was_accepted(client: Client) -> None:
    learner = signed_in(client)
    review = answer(asked(learner))
    settle_catalogue()
    for where in ("/log/history/", "/skills/drift-detection/"):
        page = client.get(where)
        assert f'href="/log/proofs/{review.proof_id}/"' in body(page)
        assert "Accepted" in body(page)
    assert len(rows(client.get("/log/history/", {"kind": "accepted"}))) == 1
    assert rows(client.get("/log/history/", {"kind": "built"})) == []


def test_no_form_of_the_log_offers_acceptance(client: Client) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores", words="Feature stores")
    form = {"skill": "Feature stores", "kind": "accepted", "day": ago(1).isoformat()}
    assert client.post("/log/new/", form).status_code == 422
    assert client.post("/log/", {"q": "feature stores", "kind": "accepted"}).status_code == 422
    assert 'value="accepted"' not in body(client.get("/log/new/"))
    assert Evidence.objects.count() == 0


def test_proofs_and_reviews_of_others_and_of_nobody_are_not_found(client: Client) -> None:
    signed_in(client)
    review = asked(UserFactory())
    accepted = answer(ask(review.proof.learner, review.proof_id))
    form = {"day": ago(1).isoformat(), "note": "Mine now"}
    for number in (review.proof_id, 0, 10**18, 10**30):
        for act in ("", "edit/", "withdraw/"):
            assert client.get(f"/log/proofs/{number}/{act}").status_code == 404
        for act in ("edit/", "withdraw/", "restore/", "ask/"):
            assert client.post(f"/log/proofs/{number}/{act}", form).status_code == 404
        for row in (review.pk, accepted.pk, 10**30):
            for act in ("revoke", "take-back"):
                assert client.post(f"/log/proofs/{number}/reviews/{row}/{act}/").status_code == 404
    assert client.get(f"/log/proofs/new/{10**30}/").status_code == 404
    assert (LabReview.objects.open(NOON).count(), LabReview.objects.accepting().count()) == (1, 1)


@pytest.mark.parametrize("many", [1, 5])
def test_pages_take_the_same_statements_whatever_was_said(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    learner = signed_in(client)
    review = asked(learner)
    for _ in range(many - 1):
        answer(ask(learner, review.proof_id), accepted=False, by=UserFactory())
        prove(learner, review.proof.lab)
    settle_catalogue()
    client.get("/skills/drift-detection/lab/")
    with django_assert_num_queries(3):
        client.get(f"/log/proofs/{review.proof_id}/")
    with django_assert_num_queries(5):
        client.get("/skills/drift-detection/lab/")
    with django_assert_num_queries(1):
        Client().get(address(review))


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts_and_one_mail_is_written() -> None:
    learner = UserFactory()
    review = asked(learner)
    start = Barrier(3)

    def run(name: str) -> int:
        start.wait()
        try:
            return Client().post(address(review), {**ACCEPT, "name": name}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        statuses = sorted(pool.map(run, ["Ana", "Bo", "Cy"]))
    assert (statuses, OutgoingMail.objects.count(), Evidence.objects.count()) == ([302, 410, 410], 1, 2)


def test_a_mail_that_cannot_be_queued_leaves_the_answer_unsaid(settings: Settings) -> None:
    review = asked()
    settings.DEFAULT_FROM_EMAIL = "no\nbody"
    with pytest.raises(ValueError, match="Header values can't contain newlines"):
        Client().post(address(review), ACCEPT)
    assert unchanged(review)


def test_a_link_of_today_opens_until_its_last_moment() -> None:
    review = asked()
    with time_machine.travel(at(-29), tick=False):
        assert Client().get(address(review)).status_code == 200
    with time_machine.travel(at(-30), tick=False):
        assert Client().get(address(review)).status_code == 410
        with pytest.raises(operations.ReviewClosedError):
            operations.answer_review(
                nonce=review.nonce, answer=operations.Answer("Ana", accepted=True), now=at(-30), by=None
            )
