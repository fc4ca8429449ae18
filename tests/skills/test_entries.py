from __future__ import annotations

import pytest

from tests.skills.cases import HEAD, catalogue, fault, faults, imported, skill

pytestmark = pytest.mark.django_db

QUOTE = "quote it to mean text, or write a plain decimal number"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("id", "Two words", "catalogue.yaml:6: skills[0].id: must be an id of lower-case letters, digits and single hyphens"),
        ("id", "a--b", "catalogue.yaml:6: skills[0].id: must be an id of lower-case letters, digits and single hyphens"),
        ("id", "5", "catalogue.yaml:6: skills[0].id: must be text; put it in quotes"),
        ("id", "2026-11-24", f"catalogue.yaml:6: skills[0].id: reads `2026-11-24` without quotes: {QUOTE}"),
        ("id", "no", f"catalogue.yaml:6: skills[0].id: reads `no` without quotes: {QUOTE}"),
        ("id", "a" * 81, "catalogue.yaml:6: skills[0].id: is longer than 80 characters"),
        ("name", "NO", f"catalogue.yaml:8: skills[0].name: reads `NO` without quotes: {QUOTE}"),
        ("name", "''", "catalogue.yaml:8: skills[0].name: must not be empty"),
        ("name", "' a'", "catalogue.yaml:8: skills[0].name: begins or ends with white space"),
        ("name", "12", "catalogue.yaml:8: skills[0].name: must be text; put it in quotes"),
        ("name", "true", "catalogue.yaml:8: skills[0].name: must be text; put it in quotes"),
        ("name", "~", "catalogue.yaml:8: skills[0].name: must be text; put it in quotes"),
        ("name", "[a]", "catalogue.yaml:8: skills[0].name: must be text; put it in quotes"),
        ("name", '"a\\0b"', "catalogue.yaml:8: skills[0].name: holds the character U+0000, which is not allowed"),
        ("name", '"a\\u202eb"', "catalogue.yaml:8: skills[0].name: holds the character U+202E, which is not allowed"),
        ("name", '"a\\nb"', "catalogue.yaml:8: skills[0].name: holds the character U+000A, which is not allowed"),
        ("name", "!!python/object/apply:os.system [ls]", "catalogue.yaml:8: skills[0].name: bears the tag tag:yaml.org,2002:python/object/apply:os.system; tags are not read"),
        ("name", "!!str 5", "catalogue.yaml:8: skills[0].name: bears the tag tag:yaml.org,2002:str; tags are not read"),
        ("short", "a" * 23, "catalogue.yaml:9: skills[0].short: is longer than 22 characters"),
        ("domain", "other", "catalogue.yaml:10: skills[0].domain: names `other`, which is no domain"),
        ("level", "expert", "catalogue.yaml:11: skills[0].level: must be one of: 'foundation', 'practitioner' or 'advanced'"),
        ("ml_weight", "true", "catalogue.yaml:12: skills[0].ml_weight: must be a number"),
        ("ml_weight", "'0.5'", "catalogue.yaml:12: skills[0].ml_weight: must be a number"),
        ("ml_weight", "1.01", "catalogue.yaml:12: skills[0].ml_weight: must be at most 1"),
        ("ml_weight", "-0.1", "catalogue.yaml:12: skills[0].ml_weight: must be at least 0"),
        ("ml_weight", ".nan", f"catalogue.yaml:12: skills[0].ml_weight: reads `.nan` without quotes: {QUOTE}"),
        ("ml_weight", "1e999", "catalogue.yaml:12: skills[0].ml_weight: is 1e999, which is too large for a number"),
        ("minutes", "1_000", f"catalogue.yaml:13: skills[0].minutes: reads `1_000` without quotes: {QUOTE}"),
        ("minutes", ".inf", f"catalogue.yaml:13: skills[0].minutes: reads `.inf` without quotes: {QUOTE}"),
        ("minutes", "0x1F", f"catalogue.yaml:13: skills[0].minutes: reads `0x1F` without quotes: {QUOTE}"),
        ("minutes", "010", f"catalogue.yaml:13: skills[0].minutes: reads `010` without quotes: {QUOTE}"),
        ("minutes", "1:30", f"catalogue.yaml:13: skills[0].minutes: reads `1:30` without quotes: {QUOTE}"),
        ("minutes", "60.0", "catalogue.yaml:13: skills[0].minutes: must be a whole number"),
        ("minutes", "true", "catalogue.yaml:13: skills[0].minutes: must be a whole number"),
        ("minutes", "0", "catalogue.yaml:13: skills[0].minutes: must be at least 1"),
        ("minutes", "9" * 40, "catalogue.yaml:13: skills[0].minutes: must be at most 100000"),
        ("minutes", "9" * 5000, "catalogue.yaml:13: skills[0].minutes: is a number of 5000 characters; 40 are allowed"),
        ("pitfalls", "[9]", "catalogue.yaml:15: skills[0].pitfalls[0]: must be at most 8"),
        ("pitfalls", "[2]", "catalogue.yaml:15: skills[0].pitfalls[0]: names pitfall 2, which is not there"),
        ("pitfalls", "[1, 1]", "catalogue.yaml:15: skills[0].pitfalls: names `1` twice"),
        ("pitfalls", "1", "catalogue.yaml:15: skills[0].pitfalls: must be a list"),
        ("prerequisites", "[{id: b, encompasses: 0.5}]", "catalogue.yaml:16: skills[0].prerequisites[0].id: names `b`, which is no skill"),
        ("prerequisites", "[{id: b}]", "catalogue.yaml:16: skills[0].prerequisites[0].encompasses: is missing"),
        ("prerequisites", "[{id: a, encompasses: 2}]", "catalogue.yaml:16: skills[0].prerequisites[0].encompasses: must be at most 1"),
        ("prerequisites", "[b]", "catalogue.yaml:16: skills[0].prerequisites[0]: must be a mapping of keys to values"),
        ("tools", "[Git, Git]", "catalogue.yaml:18: skills[0].tools: names `Git` twice"),
        ("tools", "{a: b}", "catalogue.yaml:18: skills[0].tools: must be a list"),
        ("tools", "[3]", "catalogue.yaml:18: skills[0].tools[0]: must be text; put it in quotes"),
        ("was", "a", "catalogue.yaml:7: skills[0].was[0]: names `a`, which is the id of a skill today"),
        ("was", "[b, b]", "catalogue.yaml:7: skills[0].was: names `b` twice"),
        ("colour", "red", "catalogue.yaml:20: skills[0].colour: is not a key that is known here"),
        ("outcomes", "[" + "{id: o, text: T}, " * 2 + "]", "catalogue.yaml:20: skills[0].outcomes[1].id: names `o` twice"),
        ("outcomes", "[" + "{id: o, text: T}, " * 13 + "]", "catalogue.yaml:20: skills[0].outcomes: has more than 12 items"),
    ],
)  # fmt: skip
def test_a_faulty_field_of_a_skill_is_told_with_its_place(field: str, value: str, told: str) -> None:
    assert fault(catalogue(skill("a", **{field: value}))) == told


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
        ("roles: [{id: r, name: R, summary: S, ml_share_band: [0.5, 0.5], target_mastery: {}}]", "roles[0].ml_share_band: must be two shares, the lower one first"),
        ("roles: [{id: r, name: R, summary: S, ml_share_band: [0.5], target_mastery: {}}]", "roles[0].ml_share_band[1]: is missing"),
        ("roles: [{id: r, name: R, summary: S, ml_share_band: [0.4, 0.5], target_mastery: {x: 1}}]", "roles[0].target_mastery.x: names `x`, which is no domain"),
        ("roles: [{id: r, name: R, summary: S, ml_share_band: [0.4, 0.5], target_mastery: {ml: 1.5}}]", "roles[0].target_mastery.ml: must be at most 1"),
        ("roles: [{id: r, name: R, summary: S, ml_share_band: [0.4, 0.5], target_mastery: {A B: 1}}]", "roles[0].target_mastery.A B: must be an id of lower-case letters, digits and single hyphens"),
        ("roles: [{id: r, name: R, summary: S, ml_share_band: [0.4, 0.5], target_mastery: {}, skills: [z]}]", "roles[0].skills[0]: names `z`, which is no skill"),
        ("resources: [{skill: z, title: T, url: 'https://a.example', provider: P, kind: docs, minutes: 1, free: true, address_check: cited}]", "resources[0].skill: names `z`, which is no skill"),
        ("resources: [{skill: a, title: T, url: 'ftp://a.example', provider: P, kind: docs, minutes: 1, free: true, address_check: cited}]", "resources[0].url: must be an http or https address without user name"),
        ("resources: [{skill: a, title: T, url: 'https://u:p@a.example', provider: P, kind: docs, minutes: 1, free: true, address_check: cited}]", "resources[0].url: must be an http or https address without user name"),
        ("resources: [{skill: a, title: T, url: 'https://[a', provider: P, kind: docs, minutes: 1, free: true, address_check: cited}]", "resources[0].url: must be an http or https address without user name"),
        ("resources: [{skill: a, title: T, url: 'https://a.example', provider: P, kind: docs, minutes: 1, free: 1, address_check: cited}]", "resources[0].free: must be true or false"),
        ("certifications: [{id: c, name: C, code: '', issuer: I, level: l, url: 'https://a.example', exam_guide_url: null, status: active, status_detail: '', status_as_of: '2026-13', skills: []}]", "certifications[0].status_as_of: must be a year, month or day like '2026', '2026-11' or '2026-11-24'"),
        ("certifications: [{id: c, name: C, code: '', issuer: I, level: l, url: 'https://a.example', exam_guide_url: null, status: active, status_detail: '', status_as_of: null, skills: [z]}]", "certifications[0].skills[0]: names `z`, which is no skill"),
        ("sources: [{id: s, name: S, url: 'https://a.example', kind: atom, group: blog, skills: [z], poll_hours: 1}]", "sources[0].skills[0]: names `z`, which is no skill"),
        ("references: [{id: r, name: R, url: 'https://a.example', as_of: '2026', basis: B, topics: [{topic: T, skills: [z]}]}]", "references[0].topics[0].skills[0]: names `z`, which is no skill"),
        ("references: [{id: r, name: R, url: 'https://a.example', as_of: '2026', basis: B, topics: [{topic: T, skills: []}]}]", "references[0].topics[0]: must have either skills or a verdict"),
        ("references: [{id: r, name: R, url: 'https://a.example', as_of: '2026', basis: B, topics: [{topic: T, skills: [a], outcome: a/o}]}]", "references[0].topics[0].outcome: names `a/o`, which is no outcome"),
        ("references: [{id: r, name: R, url: 'https://a.example', as_of: '2026', basis: B, topics: [{topic: T, skills: [a], outcome: a}]}]", "references[0].topics[0].outcome: must be a skill's id, a slash and an outcome's id"),
    ],
)  # fmt: skip
def test_a_faulty_entry_of_another_section_is_told_with_its_place(section: str, told: str) -> None:
    assert fault(catalogue(skill("a"), rest=section)) == f"catalogue.yaml:20: {told}"


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
    assert fault(text) == "catalogue.yaml:21: skills[1].was[1]: names `old`, which catalogue.yaml:6 says it was"


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
