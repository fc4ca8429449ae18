from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.models import Evidence
from tests.factories import DomainFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, answer, hold, log
from tests.progress.pages import body, days, errors, every, options, rows, said, settle_catalogue, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Every test of this module happens at the same noon."""
    with time_machine.travel(NOON, tick=False):
        yield


def total(client: Client, **asked: str) -> list[str]:
    """Return the line of totals above the entries."""
    return every(
        r'id="his-h">Entries</h2><span class="meta">(.*?)</span>', client.get("/log/history/", asked)
    )


def test_a_new_learner_finds_an_empty_history_and_week(client: Client) -> None:
    signed_in(client)
    for address, heading in (
        ("history", "Nothing is logged yet"),
        ("week", "Nothing was logged in this week"),
    ):
        page = client.get(f"/log/{address}/")
        assert (page.status_code, every(r'<div class="empty"><h3>(.*?)</h3>', page)) == (200, [heading])


def test_every_filter_narrows_the_entries_and_their_totals(client: Client) -> None:
    learner = signed_in(client)
    data = DomainFactory(code="DAT")
    stores = SkillFactory(name="Feature stores", slug="feature-stores", domain=data)
    log(learner, stores, days=1, minutes=30, kind="read", note="Point-in-time joins")
    log(learner, stores, days=9, minutes=60, kind="built")
    log(
        learner,
        SkillFactory(name="GitOps", domain=data),
        days=20,
        minutes=5,
        kind="built",
        note="100 %_ joins",
    )
    log(learner, SkillFactory(name="Python"), days=40, minutes=10, kind="read")
    log(UserFactory(), stores, minutes=1000)
    assert total(client) == ["4 entries, 1 h 45"]
    assert total(client, skill="feature-stores") == ["2 entries, 1 h 30"]
    assert total(client, skill="feature STORES") == ["2 entries, 1 h 30"]
    assert total(client, domain="DAT") == ["3 entries, 1 h 35"]
    assert total(client, kind="built") == ["2 entries, 1 h 05"]
    assert total(client, first=ago(9).isoformat()) == ["2 entries, 1 h 30"]
    assert total(client, last=ago(9).isoformat()) == ["3 entries, 1 h 15"]
    assert total(client, text="JOINS") == ["2 entries, 35 min"]
    assert total(client, text="%_") == ["1 entry, 5 min"]
    assert total(client, domain="DAT", kind="built", text="joins") == ["1 entry, 5 min"]
    assert total(client, kind="certified") == []


def test_totals_count_every_page_and_the_next_page_keeps_the_filters(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory()
    for number in range(30):
        log(learner, skill, days=number, minutes=10)
    page = client.get("/log/history/", {"kind": "built", "text": ""})
    (address,) = re.findall(r'hx-get="([^"]+before=[^"]+)"', body(page))
    assert address.startswith("/log/history/?kind=built&amp;before=")
    assert len(rows(page)) == 20
    later = client.get(address.replace("&amp;", "&"))
    assert (len(rows(later)), total(client, kind="built")) == (10, ["30 entries, 5 h"])


@pytest.mark.parametrize(
    ("asked", "objection"),
    [
        ({"skill": "no such skill"}, "No skill goes by exactly that name."),
        ({"domain": "XXX"}, "Select a valid choice. XXX is not one of the available choices."),
        ({"kind": "dreamt"}, "Select a valid choice. dreamt is not one of the available choices."),
        ({"first": "soon"}, "Enter a valid date."),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "This day lies before the first."),
        ({"text": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_what_cannot_be_looked_up_gets_a_reason(
    client: Client, asked: dict[str, str], objection: str
) -> None:
    learner = signed_in(client)
    log(learner, SkillFactory())
    page = client.get("/log/history/", asked)
    assert (page.status_code, errors(page), rows(page)) == (422, [objection], [])


@pytest.mark.parametrize(("skills", "entries"), [(1, 1), (125, 60)])
def test_the_history_takes_six_statements_at_most(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, skills: int, entries: int
) -> None:
    learner = signed_in(client)
    made = SkillFactory.create_batch(skills)
    settle_catalogue()
    for number in range(entries):
        log(learner, made[number % skills], days=number)
        hold(learner, made[number % skills], days=200)
    client.get("/log/history/")
    with django_assert_num_queries(5):
        client.get("/log/history/", {"skill": made[0].slug, "kind": "built"})
    with django_assert_num_queries(5):
        client.get("/log/week/", {"of": "2026-W48"})


def test_weeks_run_from_monday_to_sunday_and_lead_to_each_other(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory()
    for back, minutes in ((1, 40), (2, 25), (8, 60), (9, 5)):
        log(learner, skill, days=back, minutes=minutes)
    page = client.get("/log/week/", {"of": "2026-W47"})
    assert days(page) == ["Sunday 22 November · 25 min", "Monday 16 November · 1 h"]
    assert every(r"<h1>(.*?)</h1><p[^>]*>(?:.*?)</p>", page) == ["Week 47"]
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', body(page)) == [
        ("prev", "/log/week/?of=2026-W46"),
        ("next", "/log/week/?of=2026-W48"),
    ]
    assert re.findall(r'rel="next"', body(client.get("/log/week/"))) == []


def test_the_first_week_of_a_year_may_begin_in_the_year_before(client: Client) -> None:
    signed_in(client)
    page = client.get("/log/week/", {"of": "2020-W53"})
    assert every(r"<h1>(.*?)</h1>", page) == ["Week 53"]
    assert re.findall(r'rel="next" href="([^"]+)"', body(page)) == ["/log/week/?of=2021-W01"]


@pytest.mark.parametrize(
    "week", ["", "x", "2026-W54", "2026-W00", "2026-W49", "1960-W01", "9999-W52", "2026-W٤٨"]
)
def test_a_week_that_is_none_is_not_found(client: Client, week: str) -> None:
    signed_in(client)
    assert client.get("/log/week/", {"of": week}).status_code == 404


FORM = {
    "skill": "Feature stores",
    "kind": "built",
    "day": "2026-11-23",
    "minutes": "45",
    "note": "Two",
    "link": "",
}


def test_every_field_can_be_given_by_itself(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Feature stores")
    page = client.post("/log/new/", {**FORM, "form_token": str(uuid4())}, follow=True)
    assert page.redirect_chain == [("/log/", 302)]
    assert said(page) == ["Logged: Feature stores, built, 45 min. Feature stores is now learning."]
    row = Evidence.objects.of(learner).get()
    assert (row.skill.name, row.day, row.minutes, row.kind, row.note) == (
        "Feature stores",
        ago(1),
        45,
        "built",
        "Two",
    )


def test_an_entry_is_corrected_and_the_correction_can_be_undone(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory(name="Feature stores")
    logged = log(learner, skill, minutes=20)
    address = f"/log/{logged.evidence_id}/edit/"
    assert re.findall(r'id="id_skill"[^>]* value="([^"]*)"', body(client.get(address))) == ["Feature stores"]
    page = client.post(address, FORM, follow=True)
    assert said(page) == ["Saved."]
    assert list(Evidence.objects.current().values_list("minutes", "day")) == [(45, ago(1))]
    (undo,) = re.findall(r'name="evidence" value="(\d+)"', body(page))
    client.post("/log/undo/", {"evidence": undo})
    assert list(Evidence.objects.current().values_list("minutes", "day")) == [(20, TODAY)]


def test_an_entry_keeps_its_skill_when_that_has_left_the_catalogue(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory(name="Feature stores")
    logged = log(learner, skill, minutes=20)
    skill.retired_at = NOON
    skill.save()
    page = client.post(f"/log/{logged.evidence_id}/edit/", FORM)
    assert (page.status_code, Evidence.objects.current().get().minutes) == (302, 45)


@pytest.mark.parametrize(
    ("fields", "objections"),
    [
        ({"skill": ""}, ["This field is required."]),
        ({"skill": "zyxwvut"}, ["No skill goes by that name. Write another word of it."]),
        ({"kind": "checked"}, ["Select a valid choice. checked is not one of the available choices."]),
        ({"day": "2026-11-25"}, ["That day has not come yet."]),
        ({"day": "1969-12-31"}, ["A day before 1970 cannot be logged."]),
        ({"day": "2026-02-31"}, ["Enter a valid date."]),
        ({"minutes": "1441"}, ["Ensure this value is less than or equal to 1440."]),
        ({"minutes": "-1"}, ["Ensure this value is greater than or equal to 0."]),
        ({"minutes": "9" * 400}, ["Ensure this value is less than or equal to 1440."]),
        ({"note": "x" * 2001}, ["Ensure this value has at most 2000 characters (it has 2001)."]),
        (
            {"link": "ftp://example.org"},
            ["A link begins with http:// or https://, names a host, and carries no password."],
        ),
    ],
)
def test_a_field_that_cannot_be_says_why_and_keeps_what_was_typed(
    client: Client, fields: dict[str, str], objections: list[str]
) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores")
    page = client.post("/log/new/", {**FORM, **fields})
    assert (page.status_code, errors(page), Evidence.objects.count()) == (422, objections, 0)
    assert re.findall(r'<textarea name="note"[^>]*>\s*(.*?)</textarea>', body(page)) == [
        fields.get("note", "Two")
    ]


def test_a_name_that_several_skills_share_is_a_choice(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Kubernetes fundamentals")
    second = SkillFactory(name="Kubernetes operations")
    page = client.post("/log/new/", {**FORM, "skill": "kubernetes"})
    assert page.status_code == 422
    assert [option.split(" Ready")[0] for option in options(page)] == [
        "Kubernetes fundamentals",
        "Kubernetes operations",
    ]
    client.post("/log/new/", {**FORM, "skill": "kubernetes", "choice": second.pk})
    assert Evidence.objects.of(learner).get().skill == second


def test_deleting_asks_first_and_can_be_undone(client: Client) -> None:
    learner = signed_in(client)
    logged = log(learner, SkillFactory(name="Feature stores"), minutes=20)
    address = f"/log/{logged.evidence_id}/delete/"
    assert every(r'<section class="panel"><p>(.*?)</p>', client.get(address)) == [
        "Feature stores, Built, on Tuesday 24 November 2026, 20 min."
    ]
    assert Evidence.objects.current().count() == 1
    page = client.post(address, follow=True)
    assert said(page) == ["Deleted. Nothing is on record for Feature stores any more."]
    assert Evidence.objects.current().count() == 0
    (undo,) = re.findall(r'name="evidence" value="(\d+)"', body(page))
    page = client.post("/log/undo/", {"evidence": undo}, follow=True)
    assert (len(rows(page)), said(page)) == (1, ["Undone. Feature stores is now learning."])


def test_deleting_twice_deletes_once(client: Client) -> None:
    learner = signed_in(client)
    address = f"/log/{log(learner, SkillFactory()).evidence_id}/delete/"
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert Evidence.objects.count() == 2


def test_entries_of_others_and_of_nobody_are_not_found(client: Client) -> None:
    signed_in(client)
    other = UserFactory()
    theirs = log(other, SkillFactory(name="Feature stores")).evidence_id
    for number in (theirs, 0, 10**18, 10**30):
        for address in ("edit", "delete"):
            assert client.get(f"/log/{number}/{address}/").status_code == 404
            assert client.post(f"/log/{number}/{address}/", FORM).status_code == 404
        assert client.post("/log/undo/", {"evidence": number}).status_code == 404
    assert Evidence.objects.of(other).current().count() == 1


def test_a_check_can_be_neither_edited_nor_deleted(client: Client) -> None:
    learner = signed_in(client)
    check = answer(learner, SkillFactory(name="Feature stores"))
    for address in ("edit", "delete"):
        assert client.get(f"/log/{check.pk}/{address}/").status_code == 404
        assert client.post(f"/log/{check.pk}/{address}/", FORM).status_code == 404
    assert client.post("/log/undo/", {"evidence": check.pk}).status_code == 404
    assert Evidence.objects.count() == 1


def test_a_correction_that_came_too_late_is_not_found(client: Client) -> None:
    learner = signed_in(client)
    logged = log(learner, SkillFactory(name="Feature stores"))
    operations.withdraw_evidence(learner=learner, evidence_id=logged.evidence_id, now=NOON, by=learner)
    assert client.post(f"/log/{logged.evidence_id}/edit/", FORM).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/log/", "/log/suggest/", "/log/history/", "/log/week/", "/log/new/", "/log/1/edit/", "/log/1/delete/"],
)
def test_nobody_reads_a_log_without_signing_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("address", ["/log/", "/log/new/", "/log/undo/", "/log/1/edit/", "/log/1/delete/"])
def test_nobody_writes_a_log_without_signing_in(client: Client, address: str) -> None:
    assert client.post(address)["Location"] == f"/accounts/login/?next={address}"


def test_a_write_needs_the_token_of_the_page() -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in(client)
    assert client.post("/log/", {"q": "feature stores 45m built"}).status_code == 403
