from __future__ import annotations

import pytest

from tests.skills.cases import (
    HEAD,
    catalogue,
    certification,
    fault,
    faults,
    imported,
    reference,
    resource,
    role,
    skill,
    source,
)

pytestmark = pytest.mark.django_db

QUOTE = " without quotes: quote it to mean text, or write a plain decimal number"
SLUG = "must be an id of lower-case letters, digits and single hyphens"
LEVELS = "must be one of: 'foundation', 'practitioner' or 'advanced'"
SHELL = "bears the tag tag:yaml.org,2002:python/object/apply:os.system; tags are not read"
WEB = "must be an http or https address without user name"
MAPPING = "must be a mapping of keys to values"
DATED = "must be a year, month or day like '2026', '2026-11' or '2026-11-24'"
NO_OUTCOME = ", which is no outcome"
NO_SKILL = "which is no skill"
PAIR = "must be a skill's id, a slash and an outcome's id"
UNPRINTED = "which is not allowed"


@pytest.mark.parametrize(
    ("field", "value", "line", "told"),
    [
        ("id", "Two words", 6, "id: " + SLUG),
        ("id", "a--b", 6, "id: " + SLUG),
        ("id", "5", 6, "id: must be text; put it in quotes"),
        ("id", "2026-11-24", 6, "id: reads `2026-11-24`" + QUOTE),
        ("id", "no", 6, "id: reads `no`" + QUOTE),
        ("id", "a" * 81, 6, "id: is longer than 80 characters"),
        ("name", "NO", 8, "name: reads `NO`" + QUOTE),
        ("name", "''", 8, "name: must not be empty"),
        ("name", "' a'", 8, "name: begins or ends with white space"),
        ("name", "12", 8, "name: must be text; put it in quotes"),
        ("name", "true", 8, "name: must be text; put it in quotes"),
        ("name", "~", 8, "name: must be text; put it in quotes"),
        ("name", "[a]", 8, "name: must be text; put it in quotes"),
        ("name", '"a\\0b"', 8, f"name: holds the character U+0000, {UNPRINTED}"),
        ("name", '"a\\u202eb"', 8, f"name: holds the character U+202E, {UNPRINTED}"),
        ("name", '"a\\nb"', 8, f"name: holds the character U+000A, {UNPRINTED}"),
        ("name", "!!python/object/apply:os.system [ls]", 8, f"name: {SHELL}"),
        ("name", "!!str 5", 8, "name: bears the tag tag:yaml.org,2002:str; tags are not read"),
        ("short", "a" * 23, 9, "short: is longer than 22 characters"),
        ("domain", "other", 10, "domain: names `other`, which is no domain"),
        ("level", "expert", 11, "level: " + LEVELS),
        ("ml_weight", "true", 12, "ml_weight: must be a number"),
        ("ml_weight", "'0.5'", 12, "ml_weight: must be a number"),
        ("ml_weight", "1.01", 12, "ml_weight: must be at most 1"),
        ("ml_weight", "-0.1", 12, "ml_weight: must be at least 0"),
        ("ml_weight", ".nan", 12, "ml_weight: reads `.nan`" + QUOTE),
        ("ml_weight", "1e999", 12, "ml_weight: is 1e999, which is too large for a number"),
        ("minutes", "1_000", 13, "minutes: reads `1_000`" + QUOTE),
        ("minutes", ".inf", 13, "minutes: reads `.inf`" + QUOTE),
        ("minutes", "0x1F", 13, "minutes: reads `0x1F`" + QUOTE),
        ("minutes", "010", 13, "minutes: reads `010`" + QUOTE),
        ("minutes", "1:30", 13, "minutes: reads `1:30`" + QUOTE),
        ("minutes", "60.0", 13, "minutes: must be a whole number"),
        ("minutes", "true", 13, "minutes: must be a whole number"),
        ("minutes", "0", 13, "minutes: must be at least 1"),
        ("minutes", "9" * 40, 13, "minutes: must be at most 100000"),
        ("minutes", "9" * 5000, 13, "minutes: is a number of 5000 characters; 40 are allowed"),
        ("pitfalls", "[9]", 15, "pitfalls[0]: must be at most 8"),
        ("pitfalls", "[2]", 15, "pitfalls[0]: names pitfall 2, which is not there"),
        ("pitfalls", "[1, 1]", 15, "pitfalls: names `1` twice"),
        ("pitfalls", "1", 15, "pitfalls: must be a list"),
        ("prerequisites", "[{id: b, encompasses: 1}]", 16, "prerequisites[0].id: names `b`, " + NO_SKILL),
        ("prerequisites", "[{id: b}]", 16, "prerequisites[0].encompasses: is missing"),
        ("prerequisites", "[{id: a, encompasses: 2}]", 16, "prerequisites[0].encompasses: must be at most 1"),
        ("prerequisites", "[b]", 16, "prerequisites[0]: " + MAPPING),
        ("tools", "[Git, Git]", 18, "tools: names `Git` twice"),
        ("tools", "{a: b}", 18, "tools: must be a list"),
        ("tools", "[3]", 18, "tools[0]: must be text; put it in quotes"),
        ("was", "a", 7, "was[0]: names `a`, which is the id of a skill today"),
        ("was", "[b, b]", 7, "was: names `b` twice"),
        ("colour", "red", 20, "colour: is not a key that is known here"),
        ("outcomes", "[" + "{id: o, text: T}, " * 2 + "]", 20, "outcomes[1].id: names `o` twice"),
        ("outcomes", "[" + "{id: o, text: T}, " * 13 + "]", 20, "outcomes: has more than 12 items"),
    ],
)  # fmt: skip
def test_a_faulty_field_of_a_skill_is_told_with_its_place(
    field: str, value: str, line: int, told: str
) -> None:
    text = catalogue(skill("a", None, **{field: value}))
    assert fault(text) == f"catalogue.yaml:{line}: skills[0].{told}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("colours: []\n", "catalogue.yaml:1: colours: is not a section that is known here"),
        ("skills:\n", "catalogue.yaml:1: skills: must be a list of entries"),
        ("skills: {a: b}\n", "catalogue.yaml:1: skills: must be a list of entries"),
        ("skills: [a]\n", "catalogue.yaml:1: skills[0]: must be a mapping of keys to values"),
        ("version: 0\n", "catalogue.yaml:1: version: must be at least 1"),
        ("version: '1'\n", "catalogue.yaml:1: version: must be a whole number"),
        ("as_of: '2026-02-30'\n", "catalogue.yaml:1: as_of: must be a day like '2026-11-24'"),
        ("as_of: '2026'\n", "catalogue.yaml:1: as_of: must be a day like '2026-11-24'"),
        ("version: 1\nversion: 2\n", "catalogue.yaml:2: version: is given twice; first on line 1"),
        ('"\\e[2J": 1\n', "catalogue.yaml:1: '\\x1b[2J': is not a section that is known here"),
    ],
)  # fmt: skip
def test_a_faulty_section_is_told_with_its_place(text: str, told: str) -> None:
    assert fault(text) == told


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (role(ml_share_band="[0.5, 0.5]"), "roles[0].ml_share_band: must be two shares, the lower one first"),
        (role(ml_share_band="[0.5]"), "roles[0].ml_share_band[1]: is missing"),
        (role(target_mastery="{x: 1}"), "roles[0].target_mastery.x: names `x`, which is no domain"),
        (role(target_mastery="{ml: 1.5}"), "roles[0].target_mastery.ml: must be at most 1"),
        (role(target_mastery="{A B: 1}"), f"roles[0].target_mastery.A B: {SLUG}"),
        (role(skills="[z]"), "roles[0].skills[0]: names `z`, which is no skill"),
        (resource(skill="z"), "resources[0].skill: names `z`, which is no skill"),
        (resource(url="'ftp://a.example'"), f"resources[0].url: {WEB}"),
        (resource(url="'https://u:p@a.example'"), f"resources[0].url: {WEB}"),
        (resource(url="'https://[a'"), f"resources[0].url: {WEB}"),
        (resource(free="1"), "resources[0].free: must be true or false"),
        (certification(status_as_of="'2026-13'"), f"certifications[0].status_as_of: {DATED}"),
        (certification(skills="[z]"), "certifications[0].skills[0]: names `z`, which is no skill"),
        (source(skills="[z]"), "sources[0].skills[0]: names `z`, which is no skill"),
        (reference("skills: [z]"), "references[0].topics[0].skills[0]: names `z`, which is no skill"),
        (reference("skills: []"), "references[0].topics[0]: must have either skills or a verdict"),
        (reference("skills: [a], outcome: a/o"), "references[0].topics[0].outcome: names `a/o`" + NO_OUTCOME),
        (reference("skills: [a], outcome: a"), f"references[0].topics[0].outcome: {PAIR}"),
    ],
)  # fmt: skip
def test_a_faulty_entry_of_another_section_is_told_with_its_place(section: str, told: str) -> None:
    assert fault(catalogue(skill("a"), rest=section)) == f"catalogue.yaml:21: {told}"


def test_a_domain_code_is_three_capitals_or_digits_and_nobody_elses() -> None:
    text = HEAD + "  - {id: ops, code: MLF, name: O, short: O, summary: S.}\n"
    assert fault(text) == "catalogue.yaml:5: domains[1].code: is given twice; first in catalogue.yaml:4"
    assert fault(text.replace("ops, code: MLF", "ops, code: Mlf")) == (
        "catalogue.yaml:5: domains[1].code: must be three capital letters or digits"
    )


def test_an_id_given_in_two_files_names_both_places() -> None:
    files = {"a.yaml": catalogue(skill("x"), skill("z")), "sub/b.yaml": "skills:\n" + skill("x")}
    assert fault(files) == "sub/b.yaml:2: skills[0].id: is given twice; first in a.yaml:6"


def test_an_edition_given_in_two_files_is_refused() -> None:
    assert fault({"a.yaml": "version: 1\n", "b.yaml": "version: 1\n"}) == (
        "b.yaml:1: version: is given in another file too"
    )


def test_two_skills_cannot_have_been_the_same() -> None:
    text = catalogue(skill("a", was="old"), skill("b", was="[older, old]"))
    assert (
        fault(text) == "catalogue.yaml:21: skills[1].was[1]: names `old`, which catalogue.yaml:6 says it was"
    )


def test_a_name_of_old_is_answered_with_the_new_one() -> None:
    text = catalogue(skill("a", was="old"), skill("b", {"old": 0.5}))
    assert fault(text) == (
        "catalogue.yaml:30: skills[1].prerequisites[0].id: names `old`, which is no skill; it is `a` now"
    )


def test_faults_of_all_files_are_told_together_the_first_fifty_of_them() -> None:
    broken = {f"{n:02d}.yaml": "skills:\n" + skill(f"s{n}", minutes="0", ageing="never") for n in range(30)}
    told = faults({"domains.yaml": HEAD, **broken})
    assert told[:2] == [
        "00.yaml:9: skills[0].minutes: must be at least 1",
        "00.yaml:10: skills[0].ageing: must be one of: 'fast', 'medium' or 'slow'",
    ]
    assert len(told) == 51
    assert told[50] == "60 faults (the first 50 are shown); nothing was written."


def test_a_faulty_skill_is_still_known_to_those_that_need_it() -> None:
    text = catalogue(skill("a", minutes="0"), skill("b", {"a": 0.5}))
    assert fault(text) == "catalogue.yaml:13: skills[0].minutes: must be at least 1"


def test_a_skill_without_outcomes_is_imported() -> None:
    assert imported(catalogue(skill("a")))[-1] == "Imported."
