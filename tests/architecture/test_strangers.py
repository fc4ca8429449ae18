"""Whatever others send to any address, by any method, changes no row of a learner and shows none of them."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.users.models import User
from tests.access import ACCESS, World, make_world, objects_of

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
TAKERS = frozenset({"put", "patch", "delete"})


def rows_of(person: User) -> dict[str, list[dict[str, object]]]:
    """Return every row that points at a person, and their own."""
    found: dict[str, list[dict[str, object]]] = {
        "users.User": [dict(row) for row in User.objects.filter(pk=person.pk).values()]
    }
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001  # Django's documented way to the fields
            if field.related_model is User:
                rows = model._default_manager.filter(**{field.name: person.pk})  # noqa: SLF001  # as above
                found[str(field)] = [dict(row) for row in rows.order_by("pk").values()]
    return found


def send(client: Client, method: str, address: str, fields: dict[str, str], *, htmx: bool) -> int:
    headers = {"HX-Request": "true"} if htmx else {}
    form = {"content_type": "application/x-www-form-urlencoded"}
    if method in {"get", "head"}:
        return int(getattr(client, method)(f"{address}?{urlencode(fields)}", headers=headers).status_code)
    return int(getattr(client, method)(address, urlencode(fields), headers=headers, **form).status_code)


def visit(world: World, who: User | None, *, htmx: bool) -> dict[tuple[str, str], int]:
    """Send everything that names the learner's objects everywhere, and return what came back."""
    found = {}
    before = rows_of(world.learner)
    for name, access in ACCESS.items():
        address = reverse(name, args=access.filled(world))
        with transaction.atomic():
            for method in METHODS:
                client = Client()
                if who is not None:
                    client.force_login(who)
                found[name, method] = send(client, method, address, objects_of(world), htmx=htmx)
            assert (name, rows_of(world.learner)) == (name, before)
            transaction.set_rollback(True)
    return found


def test_nobody_changes_a_row_of_a_learner_without_signing_in() -> None:
    found = visit(make_world(), None, htmx=False)
    assert [key for key, status in found.items() if status >= 500] == []


def test_no_other_learner_changes_a_row_of_a_learner_by_htmx() -> None:
    world = make_world()
    found = visit(world, world.other, htmx=True)
    assert [key for key, status in found.items() if status >= 500] == []


def test_no_other_learner_changes_a_row_of_a_learner_by_any_method() -> None:
    """PUT, PATCH and DELETE belong to an API; a page has no use for them.

    Django's own form views, on which the account pages rest, treat PUT as POST: no harm, no other way in.
    """
    world = make_world()
    found = visit(world, world.other, htmx=False)
    taken = {key[0] for key, status in found.items() if key[1] in TAKERS and status < 300}
    of_objects = {name for name, access in ACCESS.items() if (access.learner, access.other) == (200, 404)}
    answers = {status for (name, _), status in found.items() if name in of_objects}

    assert [key for key, status in found.items() if status >= 500] == []
    assert {name.partition("_")[0] for name in taken} <= {"account", "mfa", "socialaccount", "usersessions"}
    assert of_objects
    assert answers <= {404, 405}
