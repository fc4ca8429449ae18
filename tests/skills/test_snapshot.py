from __future__ import annotations

import threading
from dataclasses import FrozenInstanceError

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from apps.skills.logic.balance import Band
from apps.skills.models import Catalogue, Skill
from apps.skills.queries import RoleCard, SkillCard, Snapshot, snapshot
from tests.catalogue import import_built_in, import_small
from tests.factories import OutcomeFactory, PrerequisiteFactory, SkillFactory
from tests.skills.cases import catalogue, imported, skill

pytestmark = pytest.mark.django_db


def test_cards_are_tied_together_by_ids() -> None:
    import_small()
    now = snapshot()
    ids = now.by_slug
    assert now.skills[ids["serving"]] == SkillCard(
        id=ids["serving"],
        slug="serving",
        name="Model serving",
        short="Serving",
        domain="PLT",
        level="practitioner",
        ml_weight=0.3,
        minutes=400,
        ageing="fast",
        pitfalls=(1,),
        summary="Answer requests with a model.",
        tools=("KServe",),
        needs=(ids["python"], ids["networks"]),
        opens=(),
        encompasses={ids["python"]: 0.4, ids["networks"]: 0.3},
        outcomes=1,
        column=1,
    )
    assert now.skills[ids["python"]].opens == (ids["evaluation"], ids["serving"])
    assert (now.version, now.as_of, now.pitfalls) == (1, "2026-11-24", {1: "Staying on one side"})


def test_domains_go_down_by_ml_share_and_hold_their_skills_by_column() -> None:
    import_small()
    now = snapshot()
    shown = [(d.code, d.ml_share, [now.skills[pk].slug for pk in d.skills]) for d in now.domains]
    assert shown == [("MLF", 0.75, ["python", "evaluation"]), ("PLT", 0.2, ["networks", "serving"])]


def test_a_role_holds_the_skills_that_it_asks_for() -> None:
    import_small()
    now = snapshot()
    (role,) = now.roles.values()
    assert role == RoleCard(
        role.id, "engineer", "Engineer", "Does it all.", Band(0.4, 0.6), frozenset(now.skills)
    )


def test_retired_rows_are_not_in_it() -> None:
    imported(catalogue(skill("a"), skill("b", {"a": 0.5})))
    imported(catalogue(skill("b")))
    now = snapshot()
    assert (list(now.by_slug), now.skills[now.by_slug["b"]].needs) == (["b"], ())


def test_a_kept_snapshot_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    import_small()
    first = snapshot()
    with django_assert_num_queries(1):
        assert snapshot() is first


def test_a_new_one_is_made_in_eleven_statements_whatever_the_size(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    import_small()
    with django_assert_num_queries(11):
        small = snapshot()
    import_built_in()
    with django_assert_num_queries(11):
        large = snapshot()
    assert (len(small.skills), len(large.skills)) == (4, 125)


def test_an_import_makes_the_next_snapshot_another() -> None:
    import_small()
    first = snapshot()
    imported("version: 2\n")
    second = snapshot()
    assert (first.version, second.version) == (1, 2)
    assert (first.id, second.id) == tuple(Catalogue.objects.order_by("id").values_list("id", flat=True))


def test_it_cannot_be_changed() -> None:
    import_small()
    with pytest.raises(FrozenInstanceError):
        snapshot().version = 3  # type: ignore[misc]  # the point of the test


def test_before_the_first_import_it_shows_the_rows_there_are_and_keeps_nothing() -> None:
    first = SkillFactory()
    assert list(snapshot().skills) == [first.pk]
    second = SkillFactory(domain=first.domain)
    PrerequisiteFactory(skill=second, needs=first, encompasses=0.3)
    OutcomeFactory(skill=second)
    now = snapshot()
    assert now.id == 0
    assert [(card.needs, card.outcomes, card.column) for card in now.skills.values()] == [
        ((), 0, 0),
        ((first.pk,), 1, 1),
    ]


def test_with_nothing_at_all_it_is_empty() -> None:
    now = snapshot()
    assert (now.skills, now.domains, now.roles, now.chart.width) == ({}, (), {}, 178)


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_share_one_snapshot() -> None:
    import_small()
    seen: list[Snapshot] = []
    statements: list[int] = []

    def ask() -> None:
        try:
            with CaptureQueriesContext(connections["default"]) as asked:
                seen.append(snapshot())
            statements.append(len(asked))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (len(seen), len({id(each) for each in seen})) == (6, 1)
    assert sorted(statements) == [1, 1, 1, 1, 1, 11]


def test_the_built_in_chart_places_every_skill() -> None:
    import_built_in()
    now = snapshot()
    assert (
        set(now.chart.nodes) == set(now.skills) == set(Skill.objects.current().values_list("pk", flat=True))
    )
    assert [card.code for card in now.domains if card.ml_share >= 0.5] == ["MLF", "LLM", "TRN", "COL", "SRV"]
