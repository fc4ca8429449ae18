from __future__ import annotations

import threading
from typing import Any, Self

import pytest
from django.db import connection, connections
from django.dispatch import Signal

from apps.skills.models import (
    Catalogue,
    Certification,
    Domain,
    Outcome,
    Pitfall,
    Prerequisite,
    Resource,
    Role,
    Skill,
)
from apps.skills.signals import catalogue_changed, learners_counted
from tests.skills.cases import (
    HEAD,
    catalogue,
    certification,
    counts,
    current,
    fault,
    imported,
    resource,
    role,
    skill,
)

pytestmark = pytest.mark.django_db

OUTCOMES = "[{id: one, text: Do one thing}, {id: two, text: Do another thing}]"
ROLE, RESOURCE, CERTIFICATION = role(), resource(), certification()


def edges() -> list[tuple[str, str, float]]:
    pairs = Prerequisite.objects.order_by("skill__slug", "needs__slug")
    return list(pairs.values_list("skill__slug", "needs__slug", "encompasses"))


class Heard:
    """Keeps what a signal sends."""

    def __init__(self, signal: Signal, answer: object = None) -> None:
        self.signal, self.answer = signal, answer
        self.sent: list[dict[str, Any]] = []

    def __call__(self, **kwargs: object) -> object:
        self.sent.append(kwargs)
        return self.answer

    def __enter__(self) -> Self:
        self.signal.connect(self)
        return self

    def __exit__(self, *args: object) -> None:
        self.signal.disconnect(self)


def test_the_first_import_adds_everything() -> None:
    text = catalogue(
        skill("a", outcomes=OUTCOMES), skill("b", {"a": 0.5}), rest=ROLE + RESOURCE + CERTIFICATION
    )
    assert imported(text) == [
        "+ pitfall 1",
        "+ domain ml",
        "+ skill a",
        "+ skill b",
        "+ edge b/a",
        "+ outcome a/one",
        "+ outcome a/two",
        "+ resource a https://a.example/",
        "+ role r",
        "+ skill of a role r/a",
        "+ certification c",
        "pitfalls: 1 added",
        "domains: 1 added",
        "skills: 2 added",
        "edges: 1 added",
        "outcomes: 2 added",
        "resources: 1 added",
        "roles: 1 added",
        "skills of roles: 1 added",
        "certifications: 1 added",
        "0 learners have progress on skills that change.",
        "Imported.",
    ]
    assert counts() == {
        "Catalogue": 1, "Certification": 1, "Domain": 1, "FormerSlug": 0, "Lab": 0, "Outcome": 2,
        "Pitfall": 1, "Prerequisite": 1, "Resource": 1, "Role": 1, "Skill": 2,
    }  # fmt: skip
    assert set(Certification.objects.get().skills.values_list("slug", flat=True)) == {"a", "b"}
    assert list(Role.objects.get().skills.values_list("slug", flat=True)) == ["a"]


def test_a_second_import_of_the_same_files_writes_nothing() -> None:
    text = catalogue(skill("a", outcomes=OUTCOMES), rest=ROLE + RESOURCE)
    imported(text)
    before = counts()
    with Heard(catalogue_changed) as heard:
        assert imported(text) == ["No change; nothing was written."]
    assert (counts(), heard.sent) == (before, [])


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    text = catalogue(skill("a"))
    before = counts()
    told = imported(text, dry_run=True)
    assert counts() == before
    assert told[-1] == "Dry run: nothing was written."
    assert imported(text)[:-1] == told[:-1]


def test_changes_are_told_field_by_field() -> None:
    imported(
        catalogue(skill("a", outcomes=OUTCOMES), skill("b", {"a": 0.5}), skill("c"), rest=ROLE + RESOURCE)
    )
    told = imported(
        catalogue(
            skill("a", name="Alpha", minutes="90", outcomes="[{id: one, text: Do it better}]"),
            skill("b", {"c": 0.1}, tools="[Git, Make]"),
            skill("c", {"a": 1}),
            rest=ROLE.replace("0.4", "0.45").replace("ml: 0.5", "ml: 1.0")
            + RESOURCE.replace("minutes: 5", "minutes: 6"),
        )
    )
    assert told == [
        "~ skill a name: Skill a → Alpha",
        "~ skill a minutes: 60 → 90",
        "~ skill b tools: nothing → Git, Make",
        "+ edge b/c",
        "+ edge c/a",
        "- edge b/a (gone)",
        "~ outcome a/one text: Do one thing → Do it better",
        "- outcome a/two (retired)",
        "~ resource a https://a.example/ minutes: 5 → 6",
        "~ role r ml_share_band: 0.4, 0.6 → 0.45, 0.6",
        "~ role r target_mastery: ml 0.5 → ml 1.0",
        "+ skill of a role r/c",
        "skills: 2 changed",
        "edges: 2 added, 1 gone",
        "outcomes: 1 changed, 1 gone",
        "resources: 1 changed",
        "roles: 1 changed",
        "skills of roles: 1 added",
        "0 learners have progress on skills that change.",
        "Imported.",
    ]
    assert edges() == [("b", "c", 0.1), ("c", "a", 1.0)]


def test_a_changed_weight_of_an_edge_is_told() -> None:
    imported(catalogue(skill("a"), skill("b", {"a": 0.5})))
    row = Prerequisite.objects.get().pk
    assert "~ edge b/a encompasses: 0.5 → 0.25" in imported(catalogue(skill("a"), skill("b", {"a": 0.25})))
    assert (Prerequisite.objects.get().pk, edges()) == (row, [("b", "a", 0.25)])


def test_what_vanishes_is_retired_and_what_returns_is_the_same_row_again() -> None:
    full = catalogue(
        skill("a", outcomes=OUTCOMES), skill("b", {"a": 0.5}), rest=ROLE + RESOURCE + CERTIFICATION
    )
    imported(full)
    rows = dict(Skill.objects.values_list("slug", "pk"))
    rest = "roles: []\nresources: []\ncertifications: []\n"
    told = imported(catalogue(skill("b"), rest=rest))
    assert [line for line in told if line.startswith("-")] == [
        "- skill a (retired)",
        "- edge b/a (gone)",
        "- outcome a/one (retired)",
        "- outcome a/two (retired)",
        "- resource a https://a.example/ (retired)",
        "- role r (retired)",
        "- skill of a role r/a (gone)",
        "- certification c (retired)",
    ]
    assert Skill.objects.get(slug="a").retired_at is not None
    assert imported(catalogue(skill("b"), rest=rest)) == ["No change; nothing was written."]
    back = imported(full)
    assert [line for line in back if line.endswith("(is back)")] == [
        "+ skill a (is back)",
        "+ role r (is back)",
        "+ certification c (is back)",
    ]
    assert dict(Skill.objects.current().values_list("slug", "pk")) == rows
    assert (Outcome.objects.current().count(), Resource.objects.current().count()) == (2, 1)
    assert set(Certification.objects.get().skills.values_list("slug", flat=True)) == {"a", "b"}


def test_an_outcome_that_returns_is_the_same_row_again() -> None:
    both, one = (
        catalogue(skill("a", outcomes=OUTCOMES)),
        catalogue(skill("a", outcomes="[{id: one, text: Do one thing}]")),
    )
    imported(both)
    row = Outcome.objects.get(slug="two").pk
    imported(one)
    assert list(Outcome.objects.current().values_list("slug", flat=True)) == ["one"]
    assert "+ outcome a/two (is back)" in imported(both)
    assert Outcome.objects.current().get(slug="two").pk == row


def test_a_section_that_is_in_no_file_is_left_as_it_is() -> None:
    imported(catalogue(skill("a"), skill("b"), rest=ROLE + RESOURCE + CERTIFICATION))
    told = imported({"skills.yaml": "skills:\n" + skill("a") + skill("b") + skill("d")})
    assert told[:1] == ["+ skill d"]
    assert (Role.objects.current().count(), Resource.objects.current().count()) == (1, 1)
    assert Domain.objects.current().count() == 1


def test_a_skill_that_leaves_alone_takes_its_resources_along_until_it_returns() -> None:
    full = catalogue(skill("a"), skill("b"), rest=RESOURCE + CERTIFICATION)
    imported(full)
    told = imported(catalogue(skill("b")))
    assert told[:4] == [
        "- skill a (retired)",
        "- resource a https://a.example/ (retired)",
        "~ certification c skills: a, b → b",
        "skills: 1 gone",
    ]
    imported(full)
    assert Resource.objects.current().get().skill.slug == "a"
    assert imported(full) == ["No change; nothing was written."]


def test_a_domain_cannot_leave_while_stored_skills_name_it() -> None:
    imported(catalogue(skill("a")))
    text = HEAD.replace("id: ml,", "id: other,")
    assert fault(text) == ("catalogue.yaml: domains: leave out `ml`, which stored skills or roles still name")


def test_pitfalls_cannot_be_taken_away() -> None:
    imported(HEAD)
    text = "pitfalls:\n  - {number: 2, id: other, name: Another}\n"
    assert fault(text) == "catalogue.yaml: pitfalls: leave out 1; pitfalls are never taken away"
    assert Pitfall.objects.get().number == 1


def test_domains_may_swap_their_codes() -> None:
    domain = "  - {{id: {0}, code: {1}, name: D, short: D, summary: S.}}\n"
    two = "domains:\n" + domain.format("a", "AAA") + domain.format("b", "BBB")
    imported(two)
    swapped = two.replace("AAA", "XXX").replace("BBB", "AAA").replace("XXX", "BBB")
    assert imported(swapped)[:2] == ["~ domain a code: AAA → BBB", "~ domain b code: BBB → AAA"]
    assert list(Domain.objects.current().values_list("slug", "code")) == [("a", "BBB"), ("b", "AAA")]


def test_another_order_is_told_and_kept() -> None:
    imported(catalogue(skill("a", outcomes=OUTCOMES), skill("b"), skill("c")))
    swapped = "[{id: two, text: Do another thing}, {id: one, text: Do one thing}]"
    told = imported(catalogue(skill("c"), skill("a", outcomes=swapped), skill("b")))
    assert told[:2] == ["~ the order of skills of ml", "~ the order of outcomes of a"]
    assert current() == ["c", "a", "b"]
    assert list(Outcome.objects.values_list("slug", flat=True)) == ["two", "one"]


def test_a_skill_put_in_between_is_no_other_order() -> None:
    imported(catalogue(skill("a"), skill("c")))
    assert imported(catalogue(skill("a"), skill("b"), skill("c")))[:2] == ["+ skill b", "skills: 1 added"]
    assert current() == ["a", "b", "c"]


def test_authors_may_list_the_skills_of_a_role() -> None:
    role = ROLE.replace("target_mastery: {ml: 0.5}", "target_mastery: {ml: 0.5}, skills: [b]")
    imported(catalogue(skill("a"), skill("b", {"a": 0.5}), rest=role))
    assert list(Role.objects.get().skills.values_list("slug", flat=True)) == ["b"]


def test_listeners_hear_of_skills_whose_outcomes_ageing_or_existence_changed() -> None:
    names = ("added", "aged", "gone", "outcome", "renamed", "same", "edge")
    imported(catalogue(*(skill(name, outcomes=OUTCOMES) for name in names[1:] if name != "renamed")))
    with Heard(catalogue_changed) as heard:
        imported(
            catalogue(
                skill("added"),
                skill("aged", ageing="fast", outcomes=OUTCOMES),
                skill("outcome", outcomes="[{id: one, text: Do one thing}]"),
                skill("same", name="Another name", outcomes=OUTCOMES),
                skill("edge", {"same": 0.5}, outcomes=OUTCOMES),
            )
        )
    (sent,) = heard.sent
    slugs = Skill.objects.filter(pk__in=sent["skill_ids"]).values_list("slug", flat=True)
    assert sorted(slugs) == ["added", "aged", "gone", "outcome"]
    assert set(sent) == {"signal", "sender", "skill_ids", "now"}


def test_listeners_hear_inside_the_transaction_and_can_undo_the_import() -> None:
    def refuse(**_: object) -> None:
        assert connection.in_atomic_block
        assert Skill.objects.current().count() == 1
        message = "no"
        raise RuntimeError(message)

    catalogue_changed.connect(refuse)
    try:
        with pytest.raises(RuntimeError, match="no"):
            imported(catalogue(skill("a")))
    finally:
        catalogue_changed.disconnect(refuse)
    assert sum(counts().values()) == 0


def test_learners_on_skills_that_change_are_counted_once() -> None:
    imported(catalogue(skill("a"), skill("b"), skill("c")))
    with Heard(learners_counted, {1, 2}), Heard(learners_counted, {2, 3}) as heard:
        told = imported(catalogue(skill("a", name="Alpha"), skill("c")))
    assert told[-2] == "3 learners have progress on skills that change."
    (sent,) = heard.sent
    slugs = Skill.objects.filter(pk__in=sent["skill_ids"]).values_list("slug", flat=True)
    assert sorted(slugs) == ["a", "b"]


def test_an_import_is_kept_with_its_edition_and_what_it_changed() -> None:
    imported("version: 7\nas_of: '2026-11-24'\n" + catalogue(skill("a")))
    row = Catalogue.objects.get()
    assert (row.version, str(row.as_of)) == (7, "2026-11-24")
    assert row.changes == {
        "summary": ["pitfalls: 1 added", "domains: 1 added", "skills: 1 added"],
        "lines": [
            "~ version: nothing → 7",
            "~ as_of: nothing → 2026-11-24",
            "+ pitfall 1",
            "+ domain ml",
            "+ skill a",
        ],
        "left_out": 0,
        "learners": 0,
        "by_hand": False,
    }


def test_an_edition_alone_is_a_change() -> None:
    imported(catalogue(skill("a")))
    chart = Catalogue.objects.get().chart
    assert imported("version: 2\n")[0] == "~ version: 1 → 2"
    assert Catalogue.objects.order_by("id").values_list("version", flat=True)[1] == 2
    assert Catalogue.objects.latest("id").chart == chart


def test_a_chart_of_an_older_make_is_drawn_anew() -> None:
    imported(catalogue(skill("a")))
    Catalogue.objects.update(digest="older")
    assert imported(catalogue(skill("a"))) == [
        "The chart is drawn anew.",
        "0 learners have progress on skills that change.",
        "Imported.",
    ]
    assert Catalogue.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_wait_for_each_other() -> None:
    done: list[list[str]] = []

    def run() -> None:
        try:
            done.append(imported(catalogue(skill("a"), skill("b"))))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told[-1] for told in done) == ["Imported.", "No change; nothing was written."]
    assert (Catalogue.objects.count(), current()) == (1, ["a", "b"])


def test_twenty_thousand_skills_and_no_more_are_allowed() -> None:
    one = skill("NUMBER").replace("\n    was: []", "")
    parts = {
        f"{part}.yaml": "skills:\n" + "".join(one.replace("NUMBER", f"s{number}") for number in numbers)
        for part, numbers in enumerate((range(10_000), range(10_000, 20_000), [20_000]))
    }
    assert fault({"domains.yaml": HEAD, **parts}) == (
        "2.yaml:2: skills[0]: is one too many: 20,000 skills are allowed"
    )
