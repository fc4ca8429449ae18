from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress.forms.entries import CERTIFIED
from apps.progress.models import Certificate, Evidence
from apps.skills.models import Certification
from tests.factories import CertificationFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, log
from tests.progress.pages import add, body, errors, every, rows, said, settle_catalogue, signed_in
from tests.progress.test_certificates import record

pytestmark = pytest.mark.django_db
ADDRESS = "/log/certificates/"
ADDRESS_WRONG = "A link begins with https://, names a host, and carries no password."


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def fields(of: Certification, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - what a form holds
    """Return the form as a browser sends it."""
    filled = {
        "certification": of.pk,
        "earned_on": ago(10).isoformat(),
        "expires_on": "",
        "link": "",
        "form_token": str(uuid4()),
    }
    return {**filled, **changed}


def listed(client: Client) -> list[str]:
    """Return each certificate of the list in words."""
    return every(r'<li class="certificate stack-tight">(.*?)</details>', client.get(ADDRESS))


def test_a_certificate_is_recorded_listed_and_said(client: Client) -> None:
    signed_in(client)
    skills = [SkillFactory(name="Kubernetes"), SkillFactory(name="GitOps")]
    certification = CertificationFactory(name="CKA", issuer="CNCF", skills=skills)
    page = client.post(f"{ADDRESS}new/", fields(certification), follow=True)
    assert page.redirect_chain == [(ADDRESS, 302)]
    assert said(page) == ["Recorded. 2 more skills are held now."]
    assert listed(client) == [
        "CKA Edit : CKA, 14 November CNCF · earned 14 November Covers 2 skills Kubernetes GitOps"
    ]


def test_the_form_of_the_log_leads_to_it_and_offers_no_certificate_itself(client: Client) -> None:
    signed_in(client)
    page = client.get("/log/new/")
    assert 'href="/log/certificates/new/"' in body(page)
    assert 'value="certified"' not in body(page)
    SkillFactory(name="Feature stores")
    fields = {"skill": "Feature stores", "kind": "certified", "day": ago(1).isoformat()}
    page = client.post("/log/new/", fields)
    assert (page.status_code, Evidence.objects.count()) == (422, 0)


def test_a_line_that_tells_of_a_certificate_leads_to_the_form_with_its_link(client: Client) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores", words="Feature stores")
    page = add(client, "feature stores certified https://www.credly.com/badges/1")
    assert (page.status_code, Evidence.objects.count()) == (422, 0)
    assert errors(page) == [str(CERTIFIED)]
    (address,) = re.findall(r'href="(/log/certificates/new/\?[^"]+)"', body(page))
    form = client.get(address)
    assert re.findall(r'name="link" value="([^"]+)"', body(form)) == ["https://www.credly.com/badges/1"]


def test_a_line_that_tells_of_a_certificate_is_logged_as_what_was_chosen_instead(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Feature stores", words="Feature stores")
    add(client, "feature stores certified 30m", kind="course")
    assert Evidence.objects.of(learner).get().kind == "course"


def test_an_entry_that_names_no_certificate_keeps_its_meaning_and_can_be_edited(client: Client) -> None:
    learner = signed_in(client)
    logged = log(learner, SkillFactory(name="Feature stores"), kind="certified", days=3)
    address = f"/log/{logged.evidence_id}/edit/"
    assert '<option value="certified" selected>' in body(client.get(address))
    changed = {"skill": "Feature stores", "kind": "certified", "day": ago(4).isoformat(), "minutes": "5"}
    assert client.post(address, changed).status_code == 302
    row = Evidence.objects.of(learner).current().get()
    assert (row.kind, row.day, row.certificate) == ("certified", ago(4), None)


def test_the_log_leads_from_the_entry_of_a_certificate_to_the_certificate(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory(name="GitOps")
    made = record(learner, CertificationFactory(name="CGOA", skills=[skill])).certificate_id
    page = client.get("/log/")
    assert len(rows(page)) == 1
    assert f'href="/log/certificates/{made}/edit/"' in body(page)
    entry = Evidence.objects.of(learner).get()
    for address in ("edit", "delete"):
        assert client.get(f"/log/{entry.pk}/{address}/").status_code == 404
        assert client.post(f"/log/{entry.pk}/{address}/").status_code == 404
    assert client.post("/log/undo/", {"evidence": entry.pk}).status_code == 404
    assert Evidence.objects.of(learner).current().count() == 1


def test_a_withdrawal_asks_first_and_can_be_undone_from_the_page(client: Client) -> None:
    learner = signed_in(client)
    made = record(learner, CertificationFactory(name="CKA", skills=[SkillFactory()])).certificate_id
    assert "CKA" in body(client.get(f"{ADDRESS}{made}/withdraw/"))
    assert Evidence.objects.current().count() == 1
    page = client.post(f"{ADDRESS}{made}/withdraw/", follow=True)
    assert said(page) == ["Withdrawn. What it covered is reckoned without it."]
    assert (listed(client), Evidence.objects.current().count()) == ([], 0)
    (undo,) = re.findall(r'<form method="post" action="(/log/certificates/\d+/restore/)">', body(page))
    page = client.post(undo, follow=True)
    assert said(page) == ["It stands again, with all it covered."]
    assert (len(listed(client)), Evidence.objects.current().count()) == (1, 1)


def test_recording_can_be_undone_from_the_page(client: Client) -> None:
    signed_in(client)
    page = client.post(f"{ADDRESS}new/", fields(CertificationFactory()), follow=True)
    (undo,) = re.findall(r'<form method="post" action="(/log/certificates/\d+/withdraw/)">', body(page))
    client.post(undo)
    assert listed(client) == []


def test_the_way_back_is_barred_where_the_same_was_recorded_anew(client: Client) -> None:
    learner = signed_in(client)
    certification = CertificationFactory()
    made = record(learner, certification).certificate_id
    client.post(f"{ADDRESS}{made}/withdraw/")
    record(learner, certification)
    page = client.post(f"{ADDRESS}{made}/restore/", follow=True)
    assert "You have recorded the same one anew since." in body(page)
    assert len(listed(client)) == 1


def test_a_correction_keeps_the_certification_and_moves_the_day(client: Client) -> None:
    learner = signed_in(client)
    made = record(learner, CertificationFactory(skills=[SkillFactory()])).certificate_id
    changed = {"earned_on": ago(30).isoformat(), "expires_on": TODAY.isoformat(), "link": ""}
    page = client.post(f"{ADDRESS}{made}/edit/", changed, follow=True)
    assert said(page) == ["Saved."]
    assert Evidence.objects.current().get().day == ago(30)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (400, ["valid until 29 December 2027"]),
        (90, ["valid until 22 February 2027", "90 days left."]),
        (1, ["valid until 25 November", "1 day left."]),
        (0, ["valid until 24 November", "Today is its last day."]),
        (
            -1,
            ["was valid until 23 November", "Past its date. What it covers stays held, and fades as always."],
        ),
    ],
)
def test_the_list_says_how_long_each_is_valid(client: Client, left: int, words: list[str]) -> None:
    learner = signed_in(client)
    record(learner, CertificationFactory(), days=500, expires_on=TODAY + timedelta(days=left))
    (row,) = listed(client)
    assert [word for word in words if word not in row] == []
    assert ("left." in row) == (left in {1, 90})


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("active", ""),
        ("retired", "Retired by its issuer. Ended in May. Official page as of 2026-05"),
        ("in-transition", "About to be replaced by its issuer. Ended in May. Official page as of 2026-05"),
    ],
)
def test_the_list_says_what_became_of_the_certification(client: Client, status: str, words: str) -> None:
    learner = signed_in(client)
    certification = CertificationFactory(status=status, status_detail="Ended in May.", status_as_of="2026-05")
    record(learner, certification)
    (row,) = listed(client)
    assert (words in row, "Ended in May." in row) == (True, bool(words))


def test_the_list_offers_the_skills_that_the_certification_covers_by_now(client: Client) -> None:
    learner = signed_in(client)
    old, new = SkillFactory(name="Kubernetes"), SkillFactory(name="GitOps")
    certification = CertificationFactory(skills=[old])
    made = record(learner, certification).certificate_id
    certification.skills.set([new])
    page = client.get(ADDRESS)
    assert "The certification covers 1 skill more today: GitOps." in body(page)
    assert "1 of them is no longer named by the certification." in body(page)
    assert Evidence.objects.count() == 1
    page = client.post(f"{ADDRESS}{made}/extend/", follow=True)
    assert said(page) == ["Added. 1 more skill is held now."]
    assert "more today" not in body(page)


@pytest.mark.parametrize(
    ("changed", "objections"),
    [
        ({"certification": ""}, ["This field is required."]),
        ({"certification": "0"}, ["That is no certification of the catalogue."]),
        ({"certification": "x"}, ["That is no certification of the catalogue."]),
        ({"earned_on": "2026-11-25"}, ["That day has not come yet."]),
        ({"earned_on": "1969-12-31"}, ["A day before 1970 cannot be recorded."]),
        ({"earned_on": "2026-02-31"}, ["Enter a valid date."]),
        ({"expires_on": ago(10).isoformat()}, ["Its last day lies after the day on which you earned it."]),
        (
            {"link": "http://example.org"},
            [ADDRESS_WRONG],
        ),
        (
            {"link": "javascript:alert(1)"},
            [ADDRESS_WRONG],
        ),
    ],
)
def test_a_field_that_cannot_be_says_why(
    client: Client, changed: dict[str, str], objections: list[str]
) -> None:
    signed_in(client)
    page = client.post(f"{ADDRESS}new/", fields(CertificationFactory(), **changed))
    assert (page.status_code, errors(page), Certificate.objects.count()) == (422, objections, 0)


def test_the_same_day_twice_says_why(client: Client) -> None:
    learner = signed_in(client)
    certification = CertificationFactory()
    record(learner, certification, days=10)
    other = record(learner, certification, days=20).certificate_id
    wrong = ["You have recorded this one for that day already. A renewal has a later day."]
    assert errors(client.post(f"{ADDRESS}new/", fields(certification))) == wrong
    page = client.post(f"{ADDRESS}{other}/edit/", fields(certification))
    assert (page.status_code, errors(page)) == (422, wrong)


def test_a_form_sent_twice_is_recorded_once(client: Client) -> None:
    signed_in(client)
    form = fields(CertificationFactory())
    assert [client.post(f"{ADDRESS}new/", form).status_code for _ in range(2)] == [302, 302]
    assert Certificate.objects.count() == 1


def test_certificates_of_others_and_of_nobody_are_not_found(client: Client) -> None:
    signed_in(client)
    theirs = record(UserFactory(), CertificationFactory(skills=[SkillFactory()])).certificate_id
    for number in (theirs, 0, 10**18, 10**30):
        for act in ("edit", "withdraw", "restore", "extend"):
            assert client.post(f"{ADDRESS}{number}/{act}/", fields(CertificationFactory())).status_code == 404
    assert Evidence.objects.current().count() == 1


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_takes_the_same_statements_whatever_is_recorded(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    learner = signed_in(client)
    settle_catalogue()
    for _ in range(many):
        record(learner, CertificationFactory(skills=SkillFactory.create_batch(many)))
    client.get(ADDRESS)
    with django_assert_num_queries(4):
        client.get(ADDRESS)
