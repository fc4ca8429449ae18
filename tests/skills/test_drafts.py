"""Authoring: drafts, how they meet what is stored, committing, and putting an import back."""

from __future__ import annotations

import html
import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.skills.models import (
    Catalogue,
    CatalogueDraft,
    CatalogueSource,
    Lab,
    Resource,
    Role,
    RoleChoice,
    Skill,
    Way,
)
from apps.skills.operations import drafts
from apps.skills.operations.previews import DraftPage, Preview, draft_page
from apps.skills.queries.editing import digest, stored_text
from apps.users.models import User
from tests.catalogue import SMALL, import_built_in, import_small
from tests.factories import UserFactory
from tests.skills.cases import NOW, counts, imported, lab, resource, skill
from tests.skills.test_hostile_files import HOSTILE

pytestmark = pytest.mark.django_db

SKILLS = "skills/ml.yaml"
QUOTE = " without quotes: quote it to mean text, or write a plain decimal number"


def author() -> User:
    user: User = UserFactory.create(is_staff=True, name="Ana Ruiz")
    return user


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or author())
    return client


def drafted(files: dict[str, str], way: Way = Way.FILES) -> CatalogueDraft:
    return drafts.start_draft(files=files, way=way, now=NOW, by=author())


def page_of(files: dict[str, str], way: Way = Way.FILES) -> DraftPage:
    return draft_page(drafted(files, way).pk)


def preview(files: dict[str, str], way: Way = Way.FILES) -> Preview:
    page = page_of(files, way)
    assert page.faults == ()
    assert page.preview is not None
    return page.preview


def told(files: dict[str, str], way: Way = Way.FILES) -> list[tuple[str, str, str]]:
    """Return kind, name and place of every change of a draft."""
    return [(row.change.kind, row.change.name, row.change.place) for row in preview(files, way).rows]


def faults(files: dict[str, str], way: Way = Way.FILES) -> list[str]:
    return [str(fault) for fault in page_of(files, way).faults]


def commit(draft: CatalogueDraft, client: Client | None = None) -> int:
    page = draft_page(draft.pk)
    answer = (client or signed_in()).post(f"/catalogue/drafts/{draft.pk}/commit/", {"seal": page.seal})
    return answer.status_code


def edit(client: Client, name: str, old: str, new: str) -> str:
    """Edit a file as a browser does and return the address of the draft."""
    page = client.get(f"/catalogue/edit/?file={name}").content.decode()
    text, seen = _typed(page)
    assert old in text
    sent = {"text": text.replace(old, new).replace("\n", "\r\n"), "seen": seen}
    return str(client.post(f"/catalogue/edit/?file={name}", sent).headers["Location"])


def _typed(page: str) -> tuple[str, str]:
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    seen = re.search(r'name="seen" value="([0-9a-f]{32})"', page)
    assert text
    assert seen
    return html.unescape(text[1]), seen[1]


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


# -- Committing


def test_a_commit_imports_what_was_shown_and_names_its_author() -> None:
    import_small()
    client = signed_in(author())
    address = edit(client, SKILLS, "name: Python\n", "name: Pythons\n")
    answer = client.post(f"{address}commit/", {"seal": _seal(client, address)}, follow=True)
    assert "Imported. skills: 1 changed" in answer.content.decode()
    assert Skill.objects.get(slug="python").name == "Pythons"
    newest = Catalogue.objects.latest("pk")
    assert (newest.by, newest.changes["by_hand"]) == (User.objects.get(name="Ana Ruiz"), True)
    assert (CatalogueDraft.objects.count(), CatalogueSource.objects.filter(pk=newest.pk).exists()) == (
        0,
        True,
    )


def _seal(client: Client, address: str) -> str:
    found = re.search(r'name="seal" value="([0-9a-f]{32})"', client.get(address).content.decode())
    assert found
    return found[1]


def test_a_commit_is_refused_when_the_catalogue_moved_on_and_shows_the_new_difference() -> None:
    import_small()
    client = signed_in()
    address = edit(client, SKILLS, "name: Python\n", "name: Pythons\n")
    seal = _seal(client, address)
    import_small(SMALL.replace("minutes: 600", "minutes: 660"))
    answer = client.post(f"{address}commit/", {"seal": seal})
    said = answer.content.decode()
    assert (answer.status_code, Skill.objects.get(slug="python").name) == (409, "Python")
    assert "has changed since you looked. Nothing was written" in said
    assert "Another import came in since this draft was made" in client.get(address).content.decode()
    answer = client.post(f"{address}commit/", {"seal": _seal(client, address)})
    assert (answer.status_code, Skill.objects.get(slug="python").name) == (302, "Pythons")
    assert Skill.objects.get(slug="networks").minutes == 660


def test_a_commit_is_refused_when_somebody_changed_the_draft_meanwhile() -> None:
    import_small()
    draft = drafted({SKILLS: stored_text(SKILLS).replace("name: Python", "name: Pythons")})
    client, seal = signed_in(), draft_page(draft.pk).seal
    text = draft.files[SKILLS]
    drafts.write_file(
        draft_id=draft.pk, name=SKILLS, text=text + "\n", seen=digest(text), now=NOW, by=author()
    )
    assert client.post(f"/catalogue/drafts/{draft.pk}/commit/", {"seal": seal}).status_code == 409
    assert Catalogue.objects.count() == 1


def test_a_faulty_draft_cannot_be_committed() -> None:
    import_small()
    draft = drafted({SKILLS: "skills: [a]\n"})
    before = counts()
    assert commit(draft) == 422
    assert counts() == before


def test_a_draft_that_is_gone_leads_back_with_a_word() -> None:
    import_small()
    draft = drafted({SKILLS: stored_text(SKILLS)})
    client = signed_in()
    assert client.post(f"/catalogue/drafts/{draft.pk}/discard/").status_code == 302
    assert client.get(f"/catalogue/drafts/{draft.pk}/").status_code == 404
    for act in ("commit", "discard"):
        said = client.post(f"/catalogue/drafts/{draft.pk}/{act}/", follow=True).content.decode()
        assert "The draft was committed or discarded meanwhile." in said


@pytest.mark.django_db(transaction=True)
def test_of_two_authors_who_commit_at_once_one_is_asked_to_look_again() -> None:
    import_small()
    texts = [stored_text(SKILLS).replace("name: Python\n", f"name: Python {n}\n") for n in (1, 2)]
    both = [(draft, draft_page(draft.pk).seal) for draft in (drafted({SKILLS: text}) for text in texts)]
    done: list[int] = []

    def run(draft: CatalogueDraft, seal: str) -> None:
        try:
            client = signed_in()
            done.append(client.post(f"/catalogue/drafts/{draft.pk}/commit/", {"seal": seal}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(done) == [302, 409]
    assert (Catalogue.objects.count(), CatalogueDraft.objects.count()) == (2, 1)


# -- Writing and uploading


def test_two_who_write_the_same_file_of_a_draft_do_not_write_over_each_other_unasked() -> None:
    import_small()
    client = signed_in()
    draft = drafted({SKILLS: stored_text(SKILLS)})
    address = f"/catalogue/edit/?file={SKILLS}&draft={draft.pk}"
    text, seen = _typed(client.get(address).content.decode())
    assert client.post(address, {"text": text + "# mine\n", "seen": seen}).status_code == 302
    answer = client.post(address, {"text": text + "# theirs\n", "seen": seen})
    assert answer.status_code == 422
    kept, seen = _typed(answer.content.decode())
    assert kept == text + "# theirs\n"
    assert client.post(address, {"text": kept, "seen": seen}).status_code == 302
    draft.refresh_from_db()
    assert draft.files == {SKILLS: text + "# theirs\n"}


def test_a_file_that_is_none_of_the_catalogue_cannot_be_edited() -> None:
    import_small()
    client = signed_in()
    whole = drafted({"set.yaml": "version: 2\n"}, Way.WHOLE)
    for query in (
        "file=other.yaml",
        "file=skills/other.yaml",
        "file=../roles.yaml",
        "file=",
        "file=coverage.yaml",
        f"file=roles.yaml&draft={whole.pk}",
        "file=roles.yaml&draft=999999",
    ):
        assert (query, client.get(f"/catalogue/edit/?{query}").status_code) == (query, 404)
    # A number that no row could have is no draft.
    assert client.get(f"/catalogue/edit/?file=roles.yaml&draft={9**40}&line={9**40}").status_code == 200
    assert client.get(f"/catalogue/edit/?file=set.yaml&draft={whole.pk}").status_code == 200


def uploaded(files: dict[str, bytes], way: str = "whole") -> tuple[int, str]:
    """Upload files and return the status and the page that follows."""
    sent = [SimpleUploadedFile(name, data) for name, data in files.items()]
    answer = signed_in().post("/catalogue/upload/", {"files": sent, "way": way}, follow=True)
    return answer.redirect_chain[-1][
        1
    ] if answer.redirect_chain else answer.status_code, answer.content.decode()


def test_several_files_are_uploaded_at_once_whatever_folders_they_came_from() -> None:
    status, said = uploaded({"skills/ml.yaml": SMALL.encode(), "labs/ml.yaml": lab(skill="python").encode()})
    assert status == 302
    assert sorted(CatalogueDraft.objects.get().files) == ["2-ml.yaml", "ml.yaml"]
    assert "Draft of the first catalogue" in said
    assert commit(CatalogueDraft.objects.get()) == 302
    assert (Skill.objects.current().count(), Lab.objects.current().count()) == (4, 1)


def test_an_upload_without_files_or_without_a_way_is_asked_again() -> None:
    assert signed_in().post("/catalogue/upload/", {"way": "whole"}).status_code == 422
    assert uploaded({"a.yaml": b"version: 1\n"}, way="files")[0] == 422
    assert CatalogueDraft.objects.count() == 0


@pytest.mark.parametrize(("text", "told_of_it"), HOSTILE)
def test_a_hostile_file_ends_at_once_with_its_place_in_the_browser_too(
    text: str | bytes, told_of_it: str
) -> None:
    before = counts()
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    status, said = uploaded({"hostile.yaml": data})
    assert html.escape(f"hostile.yaml{told_of_it}") in said
    assert status in {302, 422}
    assert counts() == before


def test_a_file_of_more_than_five_megabytes_is_not_kept() -> None:
    status, said = uploaded({"a.yaml": b"#" * (5 * 1024 * 1024 + 1)})
    assert (status, CatalogueDraft.objects.count()) == (422, 0)
    assert "a.yaml: is larger than 5 MB" in said


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
