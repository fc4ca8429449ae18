from __future__ import annotations

from typing import Any

import pytest

from apps.progress.models import Evidence, Kind, Visibility
from apps.progress.operations import NewEntry, log_evidence
from apps.skills.logic.catalogue.entries import SkillEntry
from apps.skills.logic.catalogue.renames import Renames, match
from apps.skills.models import FormerSlug, Outcome, Resource, Role, Skill
from apps.skills.queries import snapshot
from tests.factories import UserFactory
from tests.skills.cases import NOW, catalogue, fault, imported, resource, role, skill

pytestmark = pytest.mark.django_db

OUTCOMES = "[{id: one, text: Do one thing}]"
RESOURCE, ROLE = resource(), role(target_mastery="{ml: 1}", skills="[a]")


def formers() -> dict[str, str]:
    return dict(FormerSlug.objects.values_list("slug", "skill__slug"))


def evidence_on(slug: str) -> Evidence:
    learner = UserFactory()
    entry = NewEntry(
        skill_id=Skill.objects.get(slug=slug).pk,
        day=NOW.date(),
        minutes=30,
        kind=Kind.BUILT,
        note="",
        link="",
        visibility=Visibility.PRIVATE,
    )
    log_evidence(learner=learner, entry=entry, now=NOW, by=learner)
    return Evidence.objects.get(learner=learner)


def test_a_renamed_skill_keeps_its_row_and_with_it_what_learners_logged() -> None:
    imported(catalogue(skill("a", outcomes=OUTCOMES), skill("c", {"a": 0.5}), rest=RESOURCE + ROLE))
    row, outcome, link = (
        Skill.objects.get(slug="a").pk,
        Outcome.objects.get().pk,
        Resource.objects.get().pk,
    )
    logged = evidence_on("a")
    told = imported(catalogue(skill("b", was="a", outcomes=OUTCOMES), skill("c", {"b": 0.5})))
    assert told == [
        "> skill a is now b",
        "~ skill b name: Skill a → Skill b",
        "~ skill b short: a → b",
        "~ role r skills: a → b",
        "skills: 1 changed",
        "roles: 1 changed",
        "renamed: 1 skill",
        "1 learner has progress on skills that change.",
        "Imported.",
    ]
    logged.refresh_from_db()
    assert (logged.skill_id, logged.skill.slug) == (row, "b")
    assert (Outcome.objects.current().get().pk, Resource.objects.current().get().pk) == (outcome, link)
    assert (Role.objects.get().listed_skills, formers()) == (["b"], {"a": "b"})
    assert snapshot().former == {"a": row}


def test_the_name_of_old_may_stay_in_the_file_or_leave_it() -> None:
    imported(catalogue(skill("a")))
    renamed = catalogue(skill("b", was="a"))
    imported(renamed)
    assert imported(renamed) == ["No change; nothing was written."]
    assert imported(catalogue(skill("b"))) == ["No change; nothing was written."]
    assert formers() == {"a": "b"}


def test_a_chain_of_renames_leads_from_every_old_id() -> None:
    imported(catalogue(skill("a")))
    row = Skill.objects.get().pk
    imported(catalogue(skill("b", was="a")))
    imported(catalogue(skill("c", was="b")))
    assert (Skill.objects.get().pk, formers()) == (row, {"a": "c", "b": "c"})


def test_an_id_of_long_ago_is_enough_to_be_recognised() -> None:
    imported(catalogue(skill("a")))
    row = Skill.objects.get().pk
    imported(catalogue(skill("b", was="a")))
    assert imported(catalogue(skill("c", was="a")))[0] == "> skill b is now c"
    assert (Skill.objects.get().pk, formers()) == (row, {"a": "c", "b": "c"})


def test_a_skill_that_is_renamed_back_leads_from_its_other_id() -> None:
    imported(catalogue(skill("a")))
    row = Skill.objects.get().pk
    imported(catalogue(skill("b", was="a")))
    told = imported(catalogue(skill("a", was="b")))
    assert told[:2] == ["> skill b is now a", "> the id a stands for itself again"]
    assert (Skill.objects.get().pk, formers()) == (row, {"b": "a"})


def test_two_skills_cannot_swap_their_ids_in_one_import() -> None:
    imported(catalogue(skill("a"), skill("b")))
    assert fault({"catalogue.yaml": catalogue(skill("a", was="b"), skill("b"))}) == (
        "catalogue.yaml:7: skills[0].was[0]: names `b`, which is the id of a skill today"
    )


def test_a_skill_that_takes_over_the_id_of_another_leaves_both_rows() -> None:
    imported(catalogue(skill("a"), skill("b")))
    rows = dict(Skill.objects.values_list("slug", "pk"))
    logged = evidence_on("a")
    told = imported(catalogue(skill("b", was="a")))
    assert told == [
        "> skill a becomes part of b",
        "- skill a (retired)",
        "skills: 1 gone",
        "1 learner has progress on skills that change.",
        "Imported.",
    ]
    logged.refresh_from_db()
    assert (logged.skill_id, dict(Skill.objects.values_list("slug", "pk"))) == (rows["a"], rows)
    assert (formers(), snapshot().former) == ({"a": "b"}, {"a": rows["b"]})
    assert imported(catalogue(skill("b", was="a"))) == ["No change; nothing was written."]


def test_a_merged_skill_that_comes_back_stands_for_itself_again() -> None:
    imported(catalogue(skill("a"), skill("b")))
    imported(catalogue(skill("b", was="a")))
    told = imported(catalogue(skill("a"), skill("b")))
    assert told[:2] == ["> the id a stands for itself again", "+ skill a (is back)"]
    assert (formers(), snapshot().former) == ({}, {})


def test_a_retired_skill_may_come_back_under_another_id() -> None:
    imported(catalogue(skill("a"), skill("x")))
    row = Skill.objects.get(slug="a").pk
    imported(catalogue(skill("x")))
    told = imported(catalogue(skill("b", was="a"), skill("x")))
    assert told[:2] == ["> skill a is now b", "+ skill b (is back)"]
    assert Skill.objects.current().get(slug="b").pk == row


def test_of_two_that_become_one_the_first_lends_its_row() -> None:
    imported(catalogue(skill("a"), skill("b")))
    rows = dict(Skill.objects.values_list("slug", "pk"))
    told = imported(catalogue(skill("c", was="[b, a]")))
    assert told[:2] == ["> skill b is now c", "> skill a becomes part of c"]
    assert Skill.objects.current().get().pk == rows["b"]
    assert formers() == {"a": "c", "b": "c"}


def test_a_former_id_that_another_skill_claims_leads_there() -> None:
    imported(catalogue(skill("a"), skill("x")))
    imported(catalogue(skill("b", was="a"), skill("x")))
    assert imported(catalogue(skill("b"), skill("x", was="a")))[0] == "> the id a leads to x"
    assert formers() == {"a": "x"}


def test_a_new_skill_may_take_an_id_that_led_elsewhere() -> None:
    imported(catalogue(skill("a")))
    imported(catalogue(skill("b", was="a")))
    told = imported(catalogue(skill("a"), skill("b")))
    assert told[:2] == ["> the id a stands for itself again", "+ skill a"]
    assert (formers(), Skill.objects.current().count()) == ({}, 2)


def entry(slug: str, *was: str) -> SkillEntry:
    fields: dict[str, Any] = {"id": slug, "was": was}
    return SkillEntry.model_construct(**fields)


def test_matching_takes_direct_ids_before_those_that_lead_on() -> None:
    found = match([entry("d", "a"), entry("c", "b")], stored={"b"}, former={"a": "b"})
    assert found == Renames(renamed={"b": "c"}, merged={}, former={"a": "d", "b": "c"})


def test_matching_never_gives_one_row_to_two_skills() -> None:
    found = match([entry("c", "b", "a"), entry("d", "x")], stored={"b"}, former={"a": "b", "x": "b"})
    assert found.renamed == {"b": "c"}
