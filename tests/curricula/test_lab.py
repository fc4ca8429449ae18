"""The lab of a skill: on the skill's page, and on its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.progress.models import Evidence
from apps.skills.models import Lab
from apps.users.models import User
from tests.catalogue import SMALL, import_small
from tests.factories import UserFactory
from tests.skills.cases import lab

pytestmark = pytest.mark.django_db

STEPS = '[{do: Begin., code: "make <all>\\n\\tmake it"}, {do: Go on.}, {do: End.}]'
WITH_LAB = SMALL + lab(skill="python", minutes="75", steps=STEPS, tools="[Git, Make]")


def signed_in(learner: User | None = None) -> Client:
    client = Client()
    client.force_login(learner or UserFactory())
    return client


def markup(address: str, learner: User | None = None) -> str:
    return signed_in(learner).get(address).content.decode()


def test_the_page_of_a_skill_names_its_lab_and_leads_to_it() -> None:
    import_small(WITH_LAB)
    said = markup("/skills/python/").partition('id="lab"')[2].partition("</section>")[0]
    for part in ("Build the thing and break it", "about 1 h 15", "Git, Make", 'href="/skills/python/lab/"'):
        assert part in said
    assert 'id="lab"' not in markup("/skills/serving/")


def test_the_page_of_a_lab_shows_its_steps_its_check_and_its_proof() -> None:
    import_small(WITH_LAB)
    said = markup("/skills/python/lab/")
    for part in (
        "<h1>Build the thing and break it</h1>",
        "<p>Build the thing.</p>",
        "3 steps, about 1 h 15",
        "<p>Begin.</p>",
        "<code>make &lt;all&gt;\n\tmake it</code>",
        "<code>make test</code>",
        "<p>It passes.</p>",
        "<p>The output.</p>",
    ):
        assert part in said
    assert said.count("<pre") == 2


def test_a_lab_is_logged_from_its_page_as_built_with_its_minutes_and_its_name() -> None:
    import_small(WITH_LAB)
    learner = UserFactory()
    said = markup("/skills/python/lab/", learner)
    assert 'name="minutes" inputmode="numeric" pattern="[0-9]*" maxlength="4" value="75"' in said
    assert 'value="built" checked' in said
    assert ">Lab: Build the thing and break it</textarea>" in said
    sent = {
        "skill": "Python",
        "choice": Lab.objects.get().skill_id,
        "kind": "built",
        "minutes": "75",
        "day": timezone.now().date().isoformat(),
        "note": "Lab: Build the thing and break it",
        "next": "/skills/python/",
    }
    assert signed_in(learner).post("/log/new/", sent).headers["Location"] == "/skills/python/"
    row = Evidence.objects.get()
    assert (row.kind, row.minutes, row.note) == ("built", 75, "Lab: Build the thing and break it")


def test_a_skill_without_a_lab_has_no_such_page() -> None:
    import_small(WITH_LAB)
    client = signed_in()
    assert client.get("/skills/serving/lab/").status_code == 404
    assert client.get("/skills/no-such-skill/lab/").status_code == 404
    import_small(SMALL + "labs: []\n")
    assert client.get("/skills/python/lab/").status_code == 404


def test_the_former_slug_of_a_skill_leads_to_its_lab() -> None:
    import_small(WITH_LAB)
    renamed = WITH_LAB.replace("id: python", "id: snakes").replace("skill: python", "skill: snakes")
    import_small(renamed.replace("name: Python", "was: python\n    name: Python"))
    answer = signed_in().get("/skills/python/lab/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/skills/snakes/lab/")


def test_the_page_of_a_lab_takes_four_statements() -> None:
    import_small(WITH_LAB)
    client = signed_in()
    client.get("/skills/python/lab/")
    with CaptureQueriesContext(connection) as taken:
        client.get("/skills/python/lab/")
    # The learner, the newest catalogue, the lab, its proofs; the session comes from the cache.
    assert len(taken) == 4, [query["sql"][:90] for query in taken]
