from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.models import Certificate, Evidence
from tests.factories import CertificationFactory, OutcomeFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, hold, log
from tests.progress.pages import body

pytestmark = pytest.mark.django_db
TABLES = ("certificate", "evidence", "memorystate", "outcomeshown", "selfassessment", "decaymodel")


def staffed(client: Client) -> None:
    """Sign somebody in who has every right, beside a learner with a row in each table."""
    learner, skill = UserFactory(), SkillFactory()
    outcome = OutcomeFactory(skill=skill)
    Certificate.objects.create(
        learner=learner,
        certification=CertificationFactory(),
        earned_on=TODAY,
        link="https://example.org/mine",
    )
    log(learner, skill, note="my own words", link="https://example.org/mine")
    hold(learner, skill)
    operations.show_outcome(learner=learner, outcome_id=outcome.pk, shown=True, now=NOON, by=learner)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))


@pytest.mark.parametrize("table", TABLES)
def test_staff_look_and_change_nothing(client: Client, table: str) -> None:
    staffed(client)
    address = f"/staff/progress/{table}/"
    page = client.get(address)
    (row,) = set(re.findall(rf'href="{address}(\d+)/change/', body(page)))
    assert client.get(f"{address}{row}/change/").status_code == 200
    assert client.get(f"{address}add/").status_code == 403
    assert client.post(f"{address}{row}/change/", {"minutes": "7"}).status_code == 403
    assert client.post(f"{address}{row}/delete/", {"post": "yes"}).status_code == 403
    assert re.findall(r'name="action"', body(page)) == []


def test_the_words_of_a_learner_are_not_shown_to_staff(client: Client) -> None:
    staffed(client)
    pages = ["/staff/progress/evidence/", f"/staff/progress/evidence/{Evidence.objects.get().pk}/change/"]
    assert [re.findall("my own words|example.org/mine", body(client.get(page))) for page in pages] == [[], []]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_takes_the_same_statements_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    staffed(client)
    for _ in range(rows):
        log(UserFactory(), SkillFactory())
    client.get("/staff/progress/evidence/")
    with django_assert_num_queries(3):
        client.get("/staff/progress/evidence/")
