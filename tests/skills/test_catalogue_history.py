"""The history of the catalogue: what each import did, by whom, and putting one back."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage

from apps.skills.models import Catalogue, CatalogueDraft, CatalogueSource, Skill
from apps.skills.operations.previews import draft_page
from apps.users.operations.erasure import delete_account
from tests.catalogue import SMALL, import_small
from tests.factories import UserFactory
from tests.skills.cases import NOW
from tests.skills.drafting import author, commit, signed_in

pytestmark = pytest.mark.django_db


def test_what_an_import_left_is_put_back_through_a_draft() -> None:
    import_small()
    first = Catalogue.objects.get()
    import_small(SMALL.replace("name: Python\n", "name: Pythons\n").replace("version: 1", "version: 2"))
    client = signed_in()
    assert "Put back" in client.get("/catalogue/").content.decode()
    answer = client.post(f"/catalogue/imports/{first.pk}/put-back/", follow=True)
    said = answer.content.decode()
    assert "Draft: version 1 over 2" in said
    assert "Brings version 1 back." in said
    assert "name: Pythons → Python" in said
    assert commit(CatalogueDraft.objects.get(), client) == 302
    assert Skill.objects.get(slug="python").name == "Python"


def test_a_skill_that_was_renamed_since_keeps_its_row_when_an_import_is_put_back() -> None:
    import_small()
    first, row = Catalogue.objects.get(), Skill.objects.get(slug="networks").pk
    renamed = SMALL.replace("id: networks", "id: networking")
    import_small(renamed.replace("    name: Networks", "    was: networks\n    name: Networks"))
    signed_in().post(f"/catalogue/imports/{first.pk}/put-back/")
    draft = CatalogueDraft.objects.get()
    found = draft_page(draft.pk).preview
    assert found is not None
    rows = [(row.change.kind, row.change.name) for row in found.rows]
    assert rows[0] == ("renamed", "networks")
    assert ("retired", "networking") not in rows
    assert commit(draft) == 302
    assert Skill.objects.current().get(slug="networks").pk == row


def test_an_import_whose_files_were_not_kept_says_so() -> None:
    import_small()
    CatalogueSource.objects.all().delete()
    import_small(SMALL.replace("version: 1", "version: 2"))
    first = Catalogue.objects.earliest("pk")
    client = signed_in()
    assert "files not kept" in client.get("/catalogue/imports/").content.decode()
    said = client.post(f"/catalogue/imports/{first.pk}/put-back/", follow=True).content.decode()
    assert "it cannot be put back" in said
    assert CatalogueDraft.objects.count() == 0
    assert client.post("/catalogue/imports/999999/put-back/").status_code == 404
    assert client.get("/catalogue/imports/999999/").status_code == 404


def test_every_import_has_a_page_with_what_it_changed() -> None:
    import_small()
    said = signed_in().get(f"/catalogue/imports/{Catalogue.objects.get().pk}/").content.decode()
    assert ("+ skill python" in said, "by the command" in said, "in force" in said) == (True, True, True)


def test_the_history_goes_back_page_by_page() -> None:
    for version in range(1, 33):
        Catalogue.objects.create(version=version, digest="x")
    client = signed_in()
    said = client.get("/catalogue/imports/").content.decode()
    (before,) = re.findall(r"\?before=(\d+)", said)
    assert said.count("<tr>") == 31
    said = client.get(f"/catalogue/imports/?before={before}").content.decode()
    assert (said.count("<tr>"), "Earlier ones" in said, "in force" in said) == (3, False, False)


def test_an_import_of_somebody_who_left_stays_and_names_nobody() -> None:
    import_small()
    user = author()
    row = Catalogue.objects.create(version=2, digest="x", changes={"by_hand": True}, by=user)
    client = signed_in(UserFactory.create(is_staff=True))
    for address in ("/catalogue/imports/", f"/catalogue/imports/{row.pk}/"):
        assert "Ana Ruiz" in client.get(address).content.decode()
    user.email = "moved@example.org"  # an address that changed since must not hide what it did
    user.save(update_fields=["email"])
    farewell = EmailMessage("Gone", "Gone", to=[user.email])
    assert delete_account(person=user, farewell=farewell, now=NOW, by=user)
    said = [
        client.get(address).content.decode()
        for address in ("/catalogue/imports/", f"/catalogue/imports/{row.pk}/")
    ]
    assert ["Ana Ruiz" in page for page in said] == [False, False]
    assert ["account deleted" in said[0], "by somebody whose account is deleted" in said[1]] == [True, True]
