"""The roadmap, from a brand-new account to one that holds everything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.curricula.models import Postponement, StepChoice
from apps.curricula.queries.roadmap import RoadmapPage, roadmap_page
from apps.curricula.queries.steps import choices_page
from apps.progress.operations import AssessedLevel, assess
from apps.skills.operations import choose_role
from apps.skills.queries import snapshot
from apps.users.models import User
from tests.catalogue import import_built_in, import_small
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def learner_with_role(role: str = "mlops-engineer") -> User:
    learner = UserFactory()
    known = next(card for card in snapshot().roles.values() if card.slug == role)
    choose_role(learner=learner, role_id=known.id, now=timezone.now(), by=learner)
    learner.refresh_from_db()
    return learner


def say(learner: User, **levels: int) -> None:
    catalogue = snapshot()
    answers = {
        catalogue.by_slug[slug.replace("_", "-")]: AssessedLevel(level, inferred=False)
        for slug, level in levels.items()
    }
    assess(learner=learner, answers=answers, now=timezone.now(), by=learner)
    learner.refresh_from_db()


def shown(learner: User) -> RoadmapPage:
    return roadmap_page(learner=learner, today=timezone.now().date())


def signed_in(learner: User) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def counts(page: RoadmapPage) -> dict[str, int]:
    return {count.state: count.count for count in page.counts if count.count}


def test_a_brand_new_account_is_offered_set_up_and_sees_what_it_could_start() -> None:
    import_small()
    learner = UserFactory()
    page = shown(learner)
    assert counts(page) == {"ready": 2, "locked": 2}
    assert (page.role, page.started, page.balance.gauge) == ("", False, "")
    answer = signed_in(learner).get("/")
    assert answer.status_code == 200
    assert "Two minutes of set-up draw your chart" in answer.content.decode()


def test_the_next_step_names_what_waits_on_it_and_what_it_does_to_the_keel() -> None:
    import_small()
    learner = learner_with_role("engineer")
    page = shown(learner)
    assert page.first is not None
    assert page.first.slug == "python"
    assert [(why.kind, why.count) for why in page.first.because] == [
        ("waits", 2),
        ("holds", 0),
        ("counters", 0),
    ]
    assert [leg.slug for leg in page.legs] == ["evaluation", "networks", "serving"]


def test_with_every_skill_held_and_fresh_nothing_is_proposed() -> None:
    import_small()
    learner = learner_with_role("engineer")
    say(learner, python=3, evaluation=3, serving=3, networks=3)
    page = shown(learner)
    assert page.first is None
    assert counts(page) == {"fresh": 4}
    answer = signed_in(learner).get("/").content.decode()
    assert "Nothing needs you now" in answer
    assert "The first to come due:" in answer


def test_all_125_skills_held_still_make_a_page() -> None:
    import_built_in()
    learner = learner_with_role()
    everything = {slug.replace("-", "_"): 3 for slug in snapshot().by_slug}
    say(learner, **everything)
    page = shown(learner)
    assert counts(page) == {"fresh": 125}
    assert page.balance.gauge
    assert page.balance.ml_percent + page.balance.devops_percent == 100
    assert signed_in(learner).get("/?view=list").status_code == 200


def test_the_roadmap_takes_at_most_six_statements_at_1_and_at_125_skills() -> None:
    import_built_in()
    learner = learner_with_role()
    client = signed_in(learner)
    for levels in ({"python_programming": 2}, {slug.replace("-", "_"): 2 for slug in snapshot().by_slug}):
        say(learner, **levels)
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as cold:
            client.get("/")
        assert len(cold) == 6, [query["sql"][:90] for query in cold]
        with CaptureQueriesContext(connection) as warm:
            client.get("/")
        assert len(warm) == 2, [query["sql"][:90] for query in warm]


def test_a_kept_page_is_never_a_stale_one() -> None:
    import_small()
    learner = learner_with_role("engineer")
    client = signed_in(learner)
    before = client.get("/").content.decode()
    assert 'data-state="ready" data-id="python"' in before
    say(learner, python=2)
    after = client.get("/").content.decode()
    assert 'data-state="fresh" data-id="python"' in after


def test_forms_on_a_kept_page_bear_the_token_of_whoever_reads_it() -> None:
    import_small()
    learner = learner_with_role("engineer")
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for client in (first, second):
        client.force_login(learner)
        page = client.get("/").content.decode()
        token = page.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
        answer = client.post("/next/later/", {"skill": "python", "csrfmiddlewaretoken": token})
        assert answer.status_code == 302


def test_not_this_week_puts_a_skill_off_until_monday_and_can_be_taken_back() -> None:
    import_small()
    learner = learner_with_role("engineer")
    client = signed_in(learner)
    assert client.post("/next/later/", {"skill": "python"}).status_code == 302
    row = Postponement.objects.get()
    today = timezone.now().date()
    assert row.until.weekday() == 0
    assert today < row.until <= today + timedelta(days=7)
    first = shown(learner).first
    assert first is not None
    assert first.slug == "networks"
    client.post("/next/back/", {"skill": "python"})
    assert Postponement.objects.count() == 0


def test_another_choice_comes_first_until_it_is_taken_back() -> None:
    import_small()
    learner = learner_with_role("engineer")
    client = signed_in(learner)
    page = choices_page(learner=learner, today=timezone.now().date())
    assert [step.slug for step in page.others] == ["networks"]
    client.post("/next/choose/", {"skill": "networks"})
    first = shown(learner).first
    assert first is not None
    assert (first.slug, first.because[0].kind) == ("networks", "chosen")
    client.post("/next/unchoose/", {"skill": "networks"})
    assert StepChoice.objects.count() == 0


def test_with_htmx_only_the_proposal_and_a_toast_come_back() -> None:
    import_small()
    client = signed_in(learner_with_role("engineer"))
    answer = client.post("/next/later/", {"skill": "python"}, headers=HTMX)
    markup = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="next" data-skill="networks"' in markup
    assert '<g hx-swap-oob="true" class="legs-on-chart" id="legs-on-chart"' in markup
    assert markup.count('hx-swap-oob="true" id="n-') == 4
    assert 'action="/next/back/"' in markup
    assert "Python is put off until Monday." in markup


@pytest.mark.parametrize("action", ["later", "back", "choose"])
def test_a_skill_that_is_none_answers_404(action: str) -> None:
    import_small()
    client = signed_in(learner_with_role("engineer"))
    assert client.post(f"/next/{action}/", {"skill": "no-such-skill"}).status_code == 404
    assert client.post(f"/next/{action}/").status_code == 404


@pytest.mark.parametrize("action", ["later", "back", "choose", "unchoose"])
def test_who_signs_in_again_lands_on_the_roadmap_and_nothing_is_decided(action: str) -> None:
    import_small()
    client = signed_in(learner_with_role("engineer"))
    answer = client.get(f"/next/{action}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert (Postponement.objects.count(), StepChoice.objects.count()) == (0, 0)
