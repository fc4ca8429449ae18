"""Drafts of the catalogue: how their files meet what is stored, and their page."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.skills.models import (
    Catalogue,
    Lab,
    Resource,
    Role,
    RoleChoice,
    Skill,
    Way,
)
from apps.skills.operations import drafts
from apps.skills.queries.editing import stored_text
from tests.catalogue import SMALL, import_built_in, import_small
from tests.factories import UserFactory
from tests.skills.cases import imported, lab, resource, skill
from tests.skills.drafting import (
    SKILLS,
    author,
    commit,
    drafted,
    edit,
    faults,
    page_of,
    preview,
    signed_in,
    told,
)

pytestmark = pytest.mark.django_db

QUOTE = " without quotes: quote it to mean text, or write a plain decimal number"


# -- How files meet what is stored


def test_the_built_in_catalogue_edited_without_a_change_changes_nothing() -> None:
    import_built_in()
    client = signed_in()
    for name in ("domains.yaml", "roles.yaml", "certifications.yaml", "skills/data-management.yaml"):
        address = edit(client, name, "", "")
        said = client.get(address).content.decode()
        assert ("<h2>Nothing changes</h2>" in said, "Commit the import" in said) == (True, False), name


def test_an_edited_file_takes_the_place_of_its_own_entries_alone() -> None:
    import_small()
    text = stored_text(SKILLS)
    assert told({SKILLS: text.replace("name: Python", "name: Pythons")}) == [
        ("changed", "python", f"{SKILLS}:2")
    ]
    without = text[: text.index("  - id: evaluation")]
    rows = told({SKILLS: without})
    assert [(kind, name) for kind, name, _ in rows] == [("retired", "evaluation"), ("list", "engineer")]


def test_an_edited_file_that_names_what_another_one_lost_is_told_with_the_line_of_the_other() -> None:
    import_small()
    text = stored_text(SKILLS)
    without = text[text.index("  - id: evaluation") :]
    assert faults({SKILLS: "skills:\n" + without}) == [
        f"{SKILLS}:12: skills[0].prerequisites[0].id: names `python`, which is no skill",
        "skills/ops.yaml:12: skills[0].prerequisites[0].id: names `python`, which is no skill",
    ]


def test_a_file_of_a_domain_that_has_none_yet_adds_to_it() -> None:
    import_small(SMALL)
    text = lab(skill="python")
    assert stored_text("labs/ml.yaml") == "labs: []\n"
    assert told({"labs/ml.yaml": text}) == [("changed", "python", "labs/ml.yaml:2")]
    assert commit(drafted({"labs/ml.yaml": text})) == 302
    assert Lab.objects.get().skill.slug == "python"
    assert "lab-a" in stored_text("labs/ml.yaml")


def test_an_edition_is_given_in_the_file_that_has_it() -> None:
    import_small()
    assert faults({"roles.yaml": "version: 2\n" + stored_text("roles.yaml")}) == [
        "roles.yaml:1: version: is given in another file too"
    ]
    head = stored_text("domains.yaml").replace("version: 1", "version: 2")
    page = page_of({"domains.yaml": head})
    assert (page.version, page.wanted) == (1, 2)


def test_added_entries_join_what_is_stored_and_take_the_place_of_the_same_ones() -> None:
    import_small(SMALL + resource(skill="python") + lab(skill="python"))
    fresh = skill("rust", {"python": 0.5}) + skill("networks", domain="ops", name="Networking")
    files = {
        "skills.yaml": "skills:\n" + fresh,
        "more.yaml": resource(skill="python", url="'https://b.example/'") + lab(id="lab-b", skill="python"),
    }
    rows = [
        (row.change.kind, row.change.section, row.change.name) for row in preview(files, Way.ENTRIES).rows
    ]
    assert rows == [
        ("added", "skills", "rust"),
        ("list", "roles", "engineer"),
        ("changed", "skills", "networks"),
        ("changed", "outcomes", "networks"),
        ("changed", "resources", "python"),
        ("changed", "labs", "python"),
    ]
    assert commit(drafted(files, Way.ENTRIES)) == 302
    assert set(Skill.objects.current().values_list("slug", flat=True)) == {
        "python", "evaluation", "serving", "networks", "rust",
    }  # fmt: skip
    assert (Resource.objects.current().count(), Lab.objects.current().get().slug) == (2, "lab-b")


def test_an_added_skill_that_was_another_takes_its_place() -> None:
    import_small()
    entry = skill("networking", domain="ops", was="networks", name="Networks")
    files = {"skills.yaml": "skills:\n" + entry}
    now = "names `networks`, which is no skill; it is `networking` now"
    assert faults(files, Way.ENTRIES) == [f"skills/ops.yaml:13: skills[0].prerequisites[1].id: {now}"]
    serving = skill("serving", {"python": 0.4, "networking": 0.3}, domain="ops")
    rows = told({"skills.yaml": "skills:\n" + entry + serving}, Way.ENTRIES)
    assert rows[0] == ("renamed", "networking", "skills.yaml:2")


def test_the_same_entry_added_twice_is_a_fault() -> None:
    import_small()
    files = {"a.yaml": "skills:\n" + skill("x"), "b.yaml": "skills:\n" + skill("x")}
    assert "b.yaml:2: skills[0].id: is given twice; first in a.yaml:2" in faults(files, Way.ENTRIES)


def test_a_whole_set_replaces_the_sections_that_it_names_and_no_other() -> None:
    import_small()
    rows = told({"set.yaml": "skills:\n" + skill("python") + skill("x", domain="ops")}, Way.WHOLE)
    assert [name for kind, name, _ in rows if kind == "retired"] == ["evaluation", "serving", "networks"]
    assert Role.objects.current().count() == 1


# -- The page of a draft


def test_the_changes_say_what_where_and_for_how_many() -> None:
    import_small()
    RoleChoice.objects.create(learner=UserFactory(), role=Role.objects.get())
    text = stored_text("roles.yaml").rstrip("\n") + "\n    skills: [python, networks]\n"
    found = preview({"roles.yaml": text})
    (members, role) = found.rows
    assert (members.change.kind, members.change.minus, members.learners) == (
        "list",
        ("evaluation", "serving"),
        1,
    )
    assert (role.change.place, [str(change) for change in role.change.changes]) == (
        "roles.yaml:2",
        ["skills: nothing → networks, python"],
    )
    assert [(tile.section, tile.added, tile.changed, tile.gone) for tile in found.tiles] == [
        ("roles", 0, 1, 0),
        ("role skills", 0, 0, 2),
    ]
    (notice,) = found.notices
    assert (notice.kind, notice.name, notice.many, notice.plus, notice.minus) == ("list", "Engineer", 1, 0, 2)
    (text_of_it,) = found.texts
    assert text_of_it.name == "roles.yaml: engineer"
    assert text_of_it.lines[-1] == ("+", "    skills: [python, networks]")


def test_a_skill_that_comes_is_told_with_its_outcomes_and_one_that_is_renamed_with_its_old_id() -> None:
    import_small()
    ops = stored_text("skills/ops.yaml")
    fresh = skill("grpc", {"python": 0.5}, domain="ops", outcomes="[{id: one, text: Do one thing}]")
    renamed = ops.replace("- id: networks\n", "- id: networking\n    was: [networks]\n")
    renamed = renamed.replace("{id: networks,", "{id: networking,") + fresh
    rows = {row.change.name: row.change for row in preview({"skills/ops.yaml": renamed}).rows}
    assert (rows["grpc"].kind, rows["grpc"].plus, rows["grpc"].facts) == (
        "added",
        ("python",),
        ("ops", "foundation"),
    )
    assert (rows["networking"].kind, rows["networking"].minus, rows["networking"].skill) == (
        "renamed",
        ("networks",),
        "networks",
    )
    assert [row.section for row in rows.values()] == ["skills", "skills", "roles"]


def test_every_fault_is_told_as_the_command_tells_it_and_leads_to_its_line() -> None:
    import_small()
    text = stored_text(SKILLS).replace("minutes: 300", "minutes: 0", 1).replace("ageing: slow", "ageing: no")
    draft = drafted({SKILLS: text})
    said = signed_in().get(f"/catalogue/drafts/{draft.pk}/").content.decode()
    for line, words in (
        (8, "skills[0].minutes: must be at least 1"),
        (25, f"skills[1].ageing: reads `no`{QUOTE}"),
    ):
        assert f'<code class="break">{SKILLS}:{line}: {html.escape(words)}</code>' in said
        assert f"?file=skills%2Fml.yaml&amp;draft={draft.pk}&amp;line={line}#line" in said
    assert "2 errors; nothing can be imported." in said
    assert "Commit the import" not in said
    edited = signed_in().get(f"/catalogue/edit/?file={SKILLS}&draft={draft.pk}&line=8").content.decode()
    assert '7\n<mark id="line">8</mark>\n9\n' in edited


def test_many_changes_are_shown_a_hundred_at_a_time() -> None:
    imported("domains:\n  - {id: ml, code: MLF, name: ML, short: ML, summary: S.}\n")
    pitfalls = "pitfalls:\n  - {number: 1, id: one, name: One}\n"
    many = pitfalls + "skills:\n" + "".join(skill(f"s{number}") for number in range(101))
    draft = drafted({"set.yaml": many}, Way.WHOLE)
    client = signed_in()
    said = client.get(f"/catalogue/drafts/{draft.pk}/").content.decode()
    assert ("Show the other 2" in said, said.count('<th scope="row">')) == (True, 100)
    said = client.get(f"/catalogue/drafts/{draft.pk}/?all").content.decode()
    assert ("Show the other" in said, said.count('<th scope="row">')) == (False, 102)


def test_text_of_authors_is_shown_as_text() -> None:
    import_small()
    script = "<script>alert(1)</script>"
    text = stored_text(SKILLS).replace("name: Python\n", f"name: '{script}'\n")
    draft = drafted({SKILLS: text, f"{script}.yaml": "{}\n"})
    client = signed_in()
    for address in (f"/catalogue/drafts/{draft.pk}/", f"/catalogue/edit/?file={SKILLS}&draft={draft.pk}"):
        said = client.get(address).content.decode()
        assert (script in said, html.escape(script) in said) == (False, True)


# -- What it costs


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_take_as_many_statements_whatever_there_is(many: int) -> None:
    import_small()
    client = signed_in(user := author())
    for number in range(many):
        text = stored_text(SKILLS).replace("name: Python\n", f"name: Python {number}\n")
        draft = drafts.start_draft(files={SKILLS: text}, way=Way.FILES, now=timezone.now(), by=user)
        Catalogue.objects.create(version=1, digest=f"{number}")
    client.get("/catalogue/")
    newest = Catalogue.objects.latest("pk").pk
    taken = {}
    for address in (
        "/catalogue/",
        "/catalogue/imports/",
        f"/catalogue/imports/{newest}/",
        "/catalogue/upload/",
        "/catalogue/edit/?file=roles.yaml",
        f"/catalogue/drafts/{draft.pk}/",
    ):
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        taken[re.sub(r"\d+", "N", address)] = len(statements)
    assert taken == {
        "/catalogue/": 11,
        "/catalogue/imports/": 2,
        "/catalogue/imports/N/": 4,
        "/catalogue/upload/": 1,
        "/catalogue/edit/?file=roles.yaml": 18,
        "/catalogue/drafts/N/": 25,
    }
