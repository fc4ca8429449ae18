"""Committing a draft: what was shown and nothing else comes in."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from apps.skills.models import (
    Catalogue,
    CatalogueDraft,
    CatalogueSource,
    Skill,
)
from apps.skills.operations import drafts
from apps.skills.operations.previews import draft_page
from apps.skills.queries.editing import digest, stored_text
from apps.users.models import User
from tests.catalogue import SMALL, import_small
from tests.skills.cases import NOW, counts
from tests.skills.drafting import (
    SKILLS,
    author,
    commit,
    drafted,
    edit,
    seal_of,
    signed_in,
)

pytestmark = pytest.mark.django_db


def test_a_commit_imports_what_was_shown_and_names_its_author() -> None:
    import_small()
    client = signed_in(author())
    address = edit(client, SKILLS, "name: Python\n", "name: Pythons\n")
    answer = client.post(f"{address}commit/", {"seal": seal_of(client, address)}, follow=True)
    assert "Imported. skills: 1 changed" in answer.content.decode()
    assert Skill.objects.get(slug="python").name == "Pythons"
    newest = Catalogue.objects.latest("pk")
    assert (newest.by, newest.changes["by_hand"]) == (User.objects.get(name="Ana Ruiz"), True)
    assert (CatalogueDraft.objects.count(), CatalogueSource.objects.filter(pk=newest.pk).exists()) == (
        0,
        True,
    )


def test_a_commit_is_refused_when_the_catalogue_moved_on_and_shows_the_new_difference() -> None:
    import_small()
    client = signed_in()
    address = edit(client, SKILLS, "name: Python\n", "name: Pythons\n")
    seal = seal_of(client, address)
    import_small(SMALL.replace("minutes: 600", "minutes: 660"))
    answer = client.post(f"{address}commit/", {"seal": seal})
    said = answer.content.decode()
    assert (answer.status_code, Skill.objects.get(slug="python").name) == (409, "Python")
    assert "has changed since you looked. Nothing was written" in said
    assert "Another import came in since this draft was made" in client.get(address).content.decode()
    answer = client.post(f"{address}commit/", {"seal": seal_of(client, address)})
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
