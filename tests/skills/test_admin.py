from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.skills.models import Catalogue, Skill
from apps.users.models import User
from tests.catalogue import import_small
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

MODELS = ("catalogue", "certification", "domain", "pitfall", "role", "skill")


def staff() -> Client:
    User.objects.create_superuser("staff@example.org", PASSWORD, name="Staff")
    client = Client()
    client.force_login(User.objects.get(email="staff@example.org"))
    return client


@pytest.mark.parametrize("model", MODELS)
def test_staff_read_lists_and_rows_and_change_none(model: str) -> None:
    import_small()
    client = staff()
    assert client.get(reverse(f"admin:skills_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:skills_{model}_add")).status_code == 403


def test_a_skill_shows_what_hangs_on_it_and_takes_no_change() -> None:
    import_small()
    client = staff()
    row = Skill.objects.get(slug="serving")
    page = client.get(reverse("admin:skills_skill_change", args=[row.pk]))
    assert page.status_code == 200
    assert "Serve a model behind an endpoint that survives a restart" in page.content.decode()
    assert client.post(reverse("admin:skills_skill_change", args=[row.pk]), {"name": "X"}).status_code == 403
    assert (
        client.post(reverse("admin:skills_skill_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    )
    row.refresh_from_db()
    assert row.name == "Model serving"


def test_an_import_shows_what_it_changed_without_the_chart() -> None:
    import_small()
    row = Catalogue.objects.get()
    page = staff().get(reverse("admin:skills_catalogue_change", args=[row.pk])).content.decode()
    assert ("skills: 4 added" in page, "node-box" in page) == (True, False)


def test_every_model_of_the_catalogue_that_is_shown_is_read_only() -> None:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    shown = {m: a for m, a in admin.site._registry.items() if m._meta.app_label == "skills"}  # noqa: SLF001  # the registry
    assert {m._meta.model_name for m in shown} == set(MODELS)  # noqa: SLF001 - Django's public private
    allowed = [
        (a.has_add_permission(request), a.has_change_permission(request), a.has_delete_permission(request))
        for a in shown.values()
    ]
    assert allowed == [(False, False, False)] * len(MODELS)
