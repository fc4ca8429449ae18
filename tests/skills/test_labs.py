from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from apps.skills.models import Lab, Skill
from tests.catalogue import import_built_in
from tests.factories import LabFactory
from tests.skills.cases import catalogue, fault, faults, imported, lab, skill

pytestmark = pytest.mark.django_db

WALKS = Path(settings.BASE_DIR, "docs", "labs-walked.tsv")

SLUG = "must be an id of lower-case letters, digits and single hyphens"
LONG = "a" * 2001
HOLDS, UNPRINTED = "holds the character", ", which is not allowed"
TOLD = "is not a key that is known here"
SCRIPTED = """\
labs:
  - id: lab-a
    skill: a
    title: Build the thing and break it
    minutes: 60
    tools: [Git, Make]
    summary: Build the thing.
    steps:
      - do: One.
        code: |
          make all
          \tpoint at it
      - do: Two.
      - do: Three.
    check:
      do: |
        make test

        echo $?
      expect: It passes.
    proof: The output.
"""


def test_a_lab_is_stored_with_its_steps_its_check_and_its_proof() -> None:
    imported(catalogue(skill("a"), rest=SCRIPTED))
    row = Lab.objects.get()
    assert (row.slug, row.skill.slug, row.title) == ("lab-a", "a", "Build the thing and break it")
    assert (row.minutes, row.tools, row.summary) == (60, ["Git", "Make"], "Build the thing.")
    assert row.steps == [
        {"do": "One.", "code": "make all\n\tpoint at it"},
        {"do": "Two.", "code": ""},
        {"do": "Three.", "code": ""},
    ]
    assert (row.check_do, row.check_expect) == ("make test\n\necho $?", "It passes.")
    assert (row.proof, row.retired_at) == ("The output.", None)


def test_changes_of_a_lab_are_told_part_by_part_and_of_a_script_only_the_lines_that_differ() -> None:
    imported(catalogue(skill("a"), rest=SCRIPTED))
    text = SCRIPTED.replace("minutes: 60", "minutes: 45").replace(
        "point at it", "point at them\n          ls"
    )
    text = text.replace("      - do: Three.\n", "      - do: Thrice.\n      - do: Four.\n")
    text = text.replace("make test\n\n", "make test\n\n        true\n")
    assert imported(catalogue(skill("a"), rest=text))[:-2] == [
        "~ lab a/lab-a minutes: 60 → 45",
        "~ lab a/lab-a steps[0].code: \tpoint at it → \tpoint at them ⏎ ls",
        "~ lab a/lab-a steps[2].do: Three. → Thrice.",
        "~ lab a/lab-a check.do: nothing → true",
        "~ lab a/lab-a steps[3].do: nothing → Four.",
        "labs: 1 changed",
    ]


def test_a_skill_has_one_lab_at_most() -> None:
    two = lab() + lab(id="lab-b").removeprefix("labs:\n")
    text = catalogue(skill("a"), rest=two)
    assert fault(text) == "catalogue.yaml:31: labs[1].skill: is given twice; first in catalogue.yaml:21"


def test_an_id_of_a_lab_is_given_once() -> None:
    two = lab() + lab(skill="b").removeprefix("labs:\n")
    text = catalogue(skill("a"), skill("b"), rest=two)
    assert fault(text) == "catalogue.yaml:44: labs[1].id: is given twice; first in catalogue.yaml:35"


def test_a_lab_that_vanishes_is_retired_and_returns_as_the_same_row() -> None:
    imported(catalogue(skill("a"), rest=lab()))
    row = Lab.objects.get().pk
    assert imported(catalogue(skill("a"), rest="labs: []\n"))[0] == "- lab a/lab-a (retired)"
    assert Lab.objects.current().count() == 0
    assert imported(catalogue(skill("a"), rest=lab()))[0] == "+ lab a/lab-a (is back)"
    assert Lab.objects.current().get().pk == row


def test_a_lab_takes_the_place_of_another_and_gives_it_back() -> None:
    imported(catalogue(skill("a"), rest=lab()))
    told = imported(catalogue(skill("a"), rest=lab(id="lab-z")))
    assert told[:2] == ["+ lab a/lab-z", "- lab a/lab-a (retired)"]
    told = imported(catalogue(skill("a"), rest=lab()))
    assert told[:2] == ["+ lab a/lab-a (is back)", "- lab a/lab-z (retired)"]
    assert list(Lab.objects.current().values_list("slug", flat=True)) == ["lab-a"]


def test_a_section_of_labs_that_is_in_no_file_is_left_as_it_is() -> None:
    imported(catalogue(skill("a"), rest=lab()))
    imported(catalogue(skill("a"), skill("b")))
    assert Lab.objects.current().get().skill.slug == "a"


def test_a_lab_waits_for_the_return_of_its_skill() -> None:
    full = catalogue(skill("a"), skill("b"), rest=lab())
    imported(full)
    assert "- lab a/lab-a (retired)" in imported(catalogue(skill("b")))
    assert "+ lab a/lab-a (is back)" in imported(full)
    assert imported(full) == ["No change; nothing was written."]


def test_a_lab_follows_its_skill_to_a_new_id() -> None:
    imported(catalogue(skill("a"), rest=lab()))
    told = imported(catalogue(skill("z", was="a"), rest=lab(skill="z", minutes="30")))
    assert "~ lab z/lab-a minutes: 60 → 30" in told
    assert Lab.objects.get().skill.slug == "z"


def test_the_id_of_a_lab_never_goes_to_another_skill() -> None:
    imported(catalogue(skill("a"), skill("b"), rest=lab()))
    text = catalogue(skill("a"), skill("b"), rest=lab(skill="b"))
    told = "catalogue.yaml:35: labs[0].id: is the id of a lab of `a`; another skill's needs its own"
    assert fault(text) == told
    imported(catalogue(skill("b")))
    assert fault(catalogue(skill("b"), rest=lab(skill="b"))) == told.replace(":35:", ":21:")


@pytest.mark.parametrize(
    ("field", "value", "line", "told"),
    [
        ("id", "ab", 21, "id: is shorter than 3 characters"),
        ("id", "a_b_c", 21, "id: " + SLUG),
        ("id", "a" * 61, 21, "id: is longer than 60 characters"),
        ("skill", "b", 22, "skill: names `b`, which is no skill"),
        ("title", "Too short", 23, "title: is shorter than 10 characters"),
        ("title", "a" * 121, 23, "title: is longer than 120 characters"),
        ("title", '"Build the thing\\nand break it"', 23, f"title: {HOLDS} U+000A{UNPRINTED}"),
        ("minutes", "29", 24, "minutes: must be at least 30"),
        ("minutes", "121", 24, "minutes: must be at most 120"),
        ("minutes", "'60'", 24, "minutes: must be a whole number"),
        ("tools", "[]", 25, "tools: must name at least one"),
        ("tools", "[a, b, c, d, e, f, g, h, i]", 25, "tools: has more than 8 items"),
        ("summary", '"a\\tb"', 26, f"summary: {HOLDS} U+0009{UNPRINTED}"),
        ("steps", "[{do: One.}, {do: Two.}]", 27, "steps: has fewer than 3 items"),
        ("steps", f"[{'{do: One.}, ' * 10}]", 27, "steps: has more than 9 items"),
        ("steps", "{code: make}", 27, "steps[0].do: is missing"),
        ("steps", "{do: One., code: ''}", 27, "steps[0].code: must not be empty"),
        ("steps", "{do: One., shell: ls}", 27, f"steps[0].shell: {TOLD}"),
        ("steps", '{do: One., code: "a\\rb"}', 27, f"steps[0].code: {HOLDS} U+000D{UNPRINTED}"),
        ("steps", '{do: One., code: "a\\e[2J"}', 27, f"steps[0].code: {HOLDS} U+001B{UNPRINTED}"),
        ("steps", '{do: One., code: "a\\u202eb"}', 27, f"steps[0].code: {HOLDS} U+202E{UNPRINTED}"),
        ("steps", '{do: One., code: "a\\u2028b"}', 27, f"steps[0].code: {HOLDS} U+2028{UNPRINTED}"),
        ("steps", f"{{do: One., code: {LONG}}}", 27, "steps[0].code: is longer than 2000 characters"),
        ("check", "{do: make test}", 28, "check.expect: is missing"),
        ("check", "make test", 28, "check: must be a mapping of keys to values"),
        ("check", '{do: make test, expect: "a\\nb"}', 28, f"check.expect: {HOLDS} U+000A{UNPRINTED}"),
        ("proof", "''", 29, "proof: must not be empty"),
        ("hours", "1", 30, f"hours: {TOLD}"),
    ],
)  # fmt: skip
def test_a_faulty_field_of_a_lab_is_told_with_its_place(field: str, value: str, line: int, told: str) -> None:
    if value.startswith("{") and field == "steps":
        value = f"[{value}, {{do: Two.}}, {{do: Three.}}]"
    text = catalogue(skill("a"), rest=lab(**{field: value}))
    assert fault(text) == f"catalogue.yaml:{line}: labs[0].{told}"


def test_a_script_of_exactly_two_thousand_characters_is_read_with_and_without_a_line_break() -> None:
    script = "a" * 2000
    imported(
        catalogue(skill("a"), rest=SCRIPTED.replace("make test", script).replace("\n\n        echo $?", ""))
    )
    assert Lab.objects.get().check_do == script


def test_a_lab_without_its_keys_names_each_of_them() -> None:
    told = faults(catalogue(skill("a"), rest="labs: [{id: lab-a}]\n"))
    assert [line.partition("labs[0].")[2] for line in told[:-1]] == [
        f"{key}: is missing"
        for key in ("check", "minutes", "proof", "skill", "steps", "summary", "title", "tools")
    ]


@pytest.mark.parametrize("minutes", [29, 121])
def test_no_row_holds_minutes_out_of_bounds(minutes: int) -> None:
    with pytest.raises(IntegrityError, match="skills_lab_minutes_in_bounds"), transaction.atomic():
        LabFactory(minutes=minutes)


def test_no_skill_has_two_labs_at_once() -> None:
    row = LabFactory()
    with pytest.raises(IntegrityError, match="skills_lab_one_a_skill"), transaction.atomic():
        LabFactory(skill=row.skill)


def test_every_skill_of_the_built_in_catalogue_has_a_lab() -> None:
    import_built_in()
    skills = set(Skill.objects.current().values_list("slug", flat=True))
    held = set(Lab.objects.current().values_list("skill__slug", flat=True))
    assert (len(skills), held) == (125, skills)


def test_every_lab_has_a_line_in_the_record_of_the_walks() -> None:
    import_built_in()
    with WALKS.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert sorted(row["lab"] for row in rows) == sorted(Lab.objects.values_list("slug", flat=True))
    assert {row["walked"] for row in rows} <= {"ran", "part", "read"}
    assert {row["fails undone"] for row in rows} <= {"seen", "judged"}
