"""Every address stands in the access matrix, and every cell of it is true."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.users.models import User
from tests.access import ACCESS, World, make_world
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def addresses(resolver: URLResolver, *, before: str = "") -> Iterator[tuple[str, str, str | None]]:
    """Yield namespace, route and name of every address."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            for space, inner, name in addresses(entry, before=route):
                yield entry.namespace or space, inner, name
        elif isinstance(entry, URLPattern):
            yield "", route, entry.name


def everything() -> list[tuple[str, str, str | None]]:
    return list(addresses(get_resolver()))


def status(who: User | None, address: str) -> int:
    client = Client()
    if who is not None:
        client.force_login(who)
    return client.get(address).status_code


def test_every_address_stands_in_the_matrix_and_nothing_else_does() -> None:
    named = {name for space, _, name in everything() if space != "admin"}
    assert named == set(ACCESS)


def test_every_cell_of_the_matrix_is_true() -> None:
    world = make_world()
    visitors = (None, world.learner, world.other, world.staff)
    found = {
        name: [status(who, reverse(name, args=access.filled(world))) for who in visitors]
        for name, access in ACCESS.items()
    }
    said = {name: [a.anonymous, a.learner, a.other, a.staff] for name, a in ACCESS.items()}
    assert found == said


def test_every_address_of_the_admin_is_closed_to_all_but_staff() -> None:
    world: World = make_world()
    for space, route, name in everything():
        if space != "admin" or name in {"login", "logout"}:
            continue
        address = "/" + re.sub(r"<[^>]+>|\(\?P<url>\.\*\)\$", "1", route)
        if "app_label" in address:
            address = reverse("admin:app_list", args=["users"])
        assert (address, status(None, address)) == (address, 302)
        assert (address, status(world.learner, address)) == (address, 302)


def test_the_admin_has_no_sign_in_page_of_its_own() -> None:
    page = reverse("admin:login")
    assert Client().get(page).headers["Location"] == f"{reverse('account_login')}?next=%2Fstaff%2Flogin%2F"
    assert status(UserFactory.create(), page) == 403


def test_staff_with_every_right_can_read_every_list_of_the_admin() -> None:
    boss = UserFactory.create(is_staff=True, is_superuser=True)
    lists = [name for space, _, name in everything() if space == "admin" and str(name).endswith("changelist")]
    found = {name: status(boss, reverse(f"admin:{name}")) for name in lists}
    assert found == dict.fromkeys(lists, 200)
