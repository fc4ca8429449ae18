from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from apps.skills.logic.asking import Question, beginning, question, swapped
from apps.skills.models import FormerSlug, Skill
from apps.skills.queries import Found, ResourceHit, SkillHit, find, suggest_skills
from tests.catalogue import import_built_in
from tests.factories import ResourceFactory, SkillFactory
from tests.skills.cases import NOW

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [hit.slug for hit in suggest_skills(text)]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("kubernets", "kubernetes-fundamentals"),
        ("drft detecton", "data-drift-detection"),
        ("mlflow", "model-registry"),
        ("k8s", "kubernetes-fundamentals"),
        ("o11y", "llm-observability"),
        ("pyhton", "python-programming"),
        ("dokcer", "docker-containers"),
        ("terrafrom", "infrastructure-as-code"),
        ("feature stores", "feature-stores"),
        ("Feature  STORES!", "feature-stores"),
        ("data-drift-detection", "data-drift-detection"),
        ("grafana-dashboards", "prometheus-metrics"),
        ("rag", "rag-and-agent-evaluation"),
        ("helm", "kubernetes-packaging"),
        ("experiment trackin", "experiment-tracking"),
    ],
)
def test_what_people_type_finds_what_they_mean(text: str, slug: str) -> None:
    import_built_in()
    assert found(text)[0] == slug


def test_sure_answers_leave_out_near_ones() -> None:
    SkillFactory(slug="drift", name="Drift detection")
    SkillFactory(slug="driver", name="Driver updates")
    assert found("drift") == ["drift"]
    assert found("drfit") == ["drift"]


def test_every_word_must_be_there() -> None:
    SkillFactory(slug="drift", name="Drift detection")
    SkillFactory(slug="fraud", name="Fraud detection")
    assert found("fraud detection") == ["fraud"]


def test_names_come_before_tools_and_tools_before_summaries() -> None:
    SkillFactory(slug="summary", summary="Uses Airflow daily.")
    SkillFactory(slug="tool", tools=["Airflow"])
    SkillFactory(slug="keyword", trend_keywords=["Airflow 3"])
    SkillFactory(slug="name", name="Airflow")
    assert found("airflow")[0] == "name"
    assert found("airflow")[-1] == "summary"
    assert sorted(found("airflow")) == ["keyword", "name", "summary", "tool"]


def test_an_abbreviation_by_counting_stands_for_its_word() -> None:
    SkillFactory(slug="a", name="Internationalisation")
    SkillFactory(slug="b", name="Interpretation")
    SkillFactory(slug="c", trend_keywords=["i18n"])
    assert found("i18n") == ["a", "c"]
    assert found("i15n") == []


def test_an_id_of_old_finds_its_skill() -> None:
    skill = SkillFactory(slug="new", name="New name")
    FormerSlug.objects.create(slug="system-testing", skill=skill)
    assert found("system testing") == ["new"]


def test_retired_skills_and_their_resources_are_not_found() -> None:
    skill = SkillFactory(name="Airflow")
    ResourceFactory(title="Airflow guide", skill=skill)
    Skill.objects.update(retired_at=NOW)
    assert find("airflow") == Found((), ())


@pytest.mark.parametrize("text", ["", "   ", "%%", "!?", "\x00", "\\"])
def test_a_text_without_words_asks_nothing(
    text: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert find(text) == Found((), ())


def test_finding_takes_two_statements_and_suggesting_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    SkillFactory(name="Airflow")
    for text in ("airflow", "one two three four five six seven eight nine ten " * 50):
        with django_assert_num_queries(2):
            find(text)
        with django_assert_num_queries(1):
            suggest_skills(text)


def test_no_more_than_asked_for_are_given() -> None:
    for _ in range(12):
        ResourceFactory(skill=SkillFactory(name="Airflow"), title="Airflow")
    assert len(suggest_skills("airflow")) == 8
    assert [len(part) for part in (find("airflow").skills, find("airflow").resources)] == [10, 10]
    assert [len(part) for part in (find("airflow", limit=3).skills, find("airflow", limit=3).resources)] == [
        3,
        3,
    ]


def test_hits_hold_what_a_page_prints() -> None:
    skill = SkillFactory(slug="airflow", name="Airflow", summary="Run it.")
    resource = ResourceFactory(
        skill=skill, title="Airflow guide", url="https://a.example/", provider="Apache"
    )
    hit = SkillHit(skill.pk, "airflow", "Airflow", skill.domain.code, "Run it.")
    assert suggest_skills("airflow") == (hit,)
    assert find("apache").resources == (
        ResourceHit(
            resource.pk, "Airflow guide", "https://a.example/", "Apache", "docs", 60, "airflow", "Airflow"
        ),
    )


def test_an_address_that_serves_two_skills_is_told_once_with_the_first() -> None:
    first, second = SkillFactory(slug="one", position=1), SkillFactory(slug="two", position=2)
    for skill in (second, first):
        ResourceFactory(skill=skill, title="Airflow guide", url="https://a.example/")
    assert [hit.skill for hit in find("airflow").resources] == ["one"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_text_is_answered(text: str) -> None:
    assert len(suggest_skills(text)) <= 8


def test_a_question_is_eight_words_of_a_hundred_characters() -> None:
    assert question("One, TWO; " + "x" * 200) == Question(("one", "two", "x" * 90))
    assert question("a b c d e f g h i j").text == "a b c d e f g h"


def test_patterns_hold_the_word_its_long_form_or_its_slips() -> None:
    assert beginning("k8s") == r"\m(k8s|k\w{8}s\M)"
    assert beginning("drift") == r"\mdrift"
    assert swapped("abc") == r"\m(acb|bac)"
