"""The page of a skill, its peek, and the ticking of outcomes."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.curricula.queries.skill import SkillNotFound, skill_page
from apps.progress.models import Evidence, OutcomeShown
from apps.progress.operations import NewCertificate, NewEntry, log_evidence, record_certificate
from apps.skills.models import LinkCheck, Outcome, Resource, Skill
from apps.skills.queries import snapshot
from apps.users.models import User
from tests.catalogue import SMALL, import_built_in, import_small
from tests.factories import CertificationFactory, ResourceFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def today() -> date:
    return timezone.now().date()


def signed_in(learner: User) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def log(learner: User, slug: str, *, days_ago: int = 0, kind: str = "built") -> None:
    entry = NewEntry(
        skill_id=snapshot().by_slug[slug],
        day=today() - timedelta(days=days_ago),
        minutes=45,
        kind=kind,
        note="PR 1482",
    )
    log_evidence(learner=learner, entry=entry, now=timezone.now(), by=learner)


def outcome_of(slug: str) -> Outcome:
    return Outcome.objects.filter(skill__slug=slug).order_by("position")[0]


def test_an_untouched_skill_says_what_it_needs_and_that_one_may_start_all_the_same() -> None:
    import_small()
    learner = UserFactory()
    page = skill_page("serving", learner=learner, today=today())
    assert (page.state, page.memory, page.standing) == ("locked", None, None)
    assert [(link.slug, link.state) for link in page.unmet] == [("python", "ready"), ("networks", "ready")]
    assert "You may start all the same" in signed_in(learner).get("/skills/serving/").content.decode()


def test_the_curve_tells_each_day_of_practice_and_what_practice_today_would_do() -> None:
    import_small()
    learner = UserFactory()
    for days_ago in (40, 20, 3):
        log(learner, "python", days_ago=days_ago)
    page = skill_page("python", learner=learner, today=today())
    assert page.memory is not None
    assert [change.what for change in page.memory.changes] == ["did", "did", "did"]
    assert page.memory.changes[-1].before is None
    assert page.memory.practices == 3
    assert page.memory.preview.retention > page.memory.retention
    assert page.memory.wide.startswith("<svg")
    assert [entry.note for entry in page.entries] == ["PR 1482"] * 3


def test_a_check_in_the_log_is_shown_but_offers_no_edit() -> None:
    import_small()
    learner = UserFactory()
    log(learner, "python")
    Evidence.objects.create(
        learner=learner,
        skill_id=snapshot().by_slug["python"],
        day=today(),
        minutes=6,
        kind="checked",
        grade=3,
    )
    entries = skill_page("python", learner=learner, today=today()).entries
    assert [(entry.kind, bool(entry.edit)) for entry in entries] == [("Checked", False), ("Built", True)]
    markup = signed_in(learner).get("/skills/python/").content.decode()
    assert markup.count("/edit/") == 1


def test_every_skill_of_the_catalogue_has_a_page() -> None:
    import_built_in()
    learner = UserFactory()
    client = signed_in(learner)
    for slug in snapshot().by_slug:
        assert client.get(f"/skills/{slug}/").status_code == 200, slug


@pytest.mark.parametrize("entries", [1, 9])
def test_the_page_of_a_skill_takes_nine_statements_whatever_is_logged(entries: int) -> None:
    import_built_in()
    learner = UserFactory()
    for days_ago in range(entries):
        log(learner, "git-fundamentals", days_ago=days_ago)
    client = signed_in(learner)
    client.get("/skills/git-fundamentals/")
    with CaptureQueriesContext(connection) as taken:
        client.get("/skills/git-fundamentals/")
    # The session comes from the cache: with an empty one it is a ninth.
    assert len(taken) == 8, [query["sql"][:90] for query in taken]


def test_what_covers_a_skill_is_named_with_its_term_and_what_its_issuer_says() -> None:
    import_small()
    learner, python = UserFactory(), Skill.objects.get(slug="python")
    retired = CertificationFactory(
        name="Certified Pythonista", status="retired", status_detail="Ended in May.", skills=[python]
    )
    certificate = NewCertificate(
        earned_on=today() - timedelta(days=400), expires_on=today() - timedelta(days=1)
    )
    made = record_certificate(
        learner=learner,
        certification_id=retired.pk,
        certificate=certificate,
        now=timezone.now(),
        by=learner,
    )
    log(learner, "python", kind="certified")
    page = skill_page("python", learner=learner, today=today())
    assert [(cover.name, cover.term and cover.term.validity) for cover in page.covers] == [
        ("", None),
        ("Certified Pythonista", "past"),
    ]
    markup = signed_in(learner).get("/skills/python/").content.decode()
    (said,) = re.findall(r'id="covered">(.*?)</section>', markup, re.DOTALL)
    for fact in ("Certified Pythonista", "Past its date.", "Retired by its issuer.", "Ended in May."):
        assert fact in said
    assert f"/log/certificates/{made.certificate_id}/edit/" in markup


def test_ticking_an_outcome_is_kept_and_moves_the_state() -> None:
    import_small()
    learner = UserFactory()
    client = signed_in(learner)
    address = f"/skills/evaluation/outcomes/{outcome_of('evaluation').pk}/"
    assert client.post(address, {"shown": "on"}).status_code == 302
    page = skill_page("evaluation", learner=learner, today=today())
    assert (page.shown, page.state) == (1, "fresh")
    assert client.post(address).status_code == 302
    assert OutcomeShown.objects.count() == 0


def test_with_htmx_a_tick_brings_back_outcomes_curve_and_state() -> None:
    import_small()
    client = signed_in(UserFactory())
    answer = client.post(
        f"/skills/evaluation/outcomes/{outcome_of('evaluation').pk}/", {"shown": "on"}, headers=HTMX
    )
    markup = answer.content.decode()
    assert markup.count('hx-swap-oob="true"') == 2
    assert 'id="outcomes"' in markup
    assert "1 of 1 shown" in markup


def test_an_outcome_of_no_skill_answers_404() -> None:
    import_small()
    client = signed_in(UserFactory())
    assert client.post("/skills/evaluation/outcomes/999999/", {"shown": "on"}).status_code == 404


def test_a_former_slug_leads_to_the_skill_and_its_log() -> None:
    import_small()
    learner = UserFactory()
    log(learner, "networks")
    import_small(
        SMALL.replace("id: networks", "id: networking").replace(
            "name: Networks", "was: networks\n    name: Networks"
        )
    )
    answer = signed_in(learner).get("/skills/networks/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/skills/networking/")
    assert len(skill_page("networking", learner=learner, today=today()).entries) == 1


def test_an_unknown_slug_is_not_found() -> None:
    import_small()
    learner = UserFactory()
    with pytest.raises(SkillNotFound):
        skill_page("no-such-skill", learner=learner, today=today())
    assert signed_in(learner).get("/skills/no-such-skill/").status_code == 404


def test_the_peek_is_a_drawer_for_htmx_and_the_page_for_everybody_else() -> None:
    import_small()
    client = signed_in(UserFactory())
    assert client.get("/skills/python/peek/").status_code == 302
    drawer = client.get("/skills/python/peek/", headers=HTMX).content.decode()
    assert drawer.lstrip().startswith('<section class="drawer"')
    assert "Write a module that another person can use" in drawer


def test_text_of_the_catalogue_and_of_the_log_is_shown_as_text() -> None:
    import_small()
    learner = UserFactory()
    python = Skill.objects.get(slug="python")
    Resource.objects.create(
        skill=python,
        title="<script>alert(1)</script>",
        url="https://docs.example.org/?a=1&b=<2>",
        provider="<b>",
        kind="docs",
        minutes=10,
        free=True,
        address_check="unchecked",
        position=0,
    )
    log(learner, "python")
    markup = signed_in(learner).get("/skills/python/").content.decode()
    assert "<script>alert(1)" not in markup
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup


def test_logging_from_the_page_comes_back_to_it() -> None:
    import_small()
    learner = UserFactory()
    client = signed_in(learner)
    sent = {
        "skill": "Python",
        "choice": snapshot().by_slug["python"],
        "kind": "built",
        "minutes": "45",
        "day": today().isoformat(),
        "next": "/skills/python/",
    }
    answer = client.post("/log/new/", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/skills/python/")
    away = client.post("/log/new/", {**sent, "next": "https://elsewhere.example.org/"})
    assert away.headers["Location"] == "/log/"


def test_who_signs_in_again_lands_on_the_skill_whose_outcome_was_ticked() -> None:
    import_small()
    answer = signed_in(UserFactory()).get("/skills/python/outcomes/1/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/skills/python/")
    assert OutcomeShown.objects.count() == 0


def test_a_learner_sees_which_resources_have_moved_or_gone() -> None:
    import_small()
    now = timezone.now()
    python = Skill.objects.get(slug="python")
    resource = ResourceFactory.create(skill=python, position=0)
    seen = {"checked_at": now, "due_at": now}
    LinkCheck.objects.create(url=resource.url, health="moved", moved_to="https://new.example.org/", **seen)
    page = skill_page("python", learner=UserFactory(), today=today())
    assert [(row.health, row.moved_to) for row in page.resources][:1] == [
        ("moved", "https://new.example.org/")
    ]
    learner = signed_in(UserFactory())
    assert 'href="https://new.example.org/"' in learner.get("/skills/python/").content.decode()
    LinkCheck.objects.update(health="gone", moved_to="", failures=2, failing_since=now)
    assert "the address is gone" in learner.get("/skills/python/").content.decode()
