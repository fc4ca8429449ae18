"""Staff show two factors before any page of theirs opens, on every address that only staff may open."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from apps.users.models import User
from tests.access import ACCESS, STAFF, make_world
from tests.architecture.test_access import addresses
from tests.users.factors import code, confirmed, proven, set_up_app, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

GATE = "/accounts/second-factor/"


def of_staff(user: User) -> User:
    user.is_staff = user.is_superuser = True
    user.save()
    return user


def staff_addresses() -> list[str]:
    """Return every address that only staff may open: of the matrix, and of the admin."""
    world = make_world()
    named = [reverse(name, args=access.filled(world)) for name, access in ACCESS.items() if access == STAFF]
    of_admin = [
        "/" + re.sub(r"<[^>]+>|\(\?P<url>\.\*\)\$", "1", route)
        for space, route, name in addresses(get_resolver())
        if space == "admin" and name not in {"logout", None} and "app_label" not in route
    ]
    return [*named, *of_admin, reverse("admin:app_list", args=["users"])]


def test_with_a_password_alone_every_page_of_staff_leads_to_the_second_factor() -> None:
    found = staff_addresses()
    client = Client()
    sign_in(client, of_staff(confirmed()))
    answers = {
        address: client.get(address).headers.get("Location", "").partition("?")[0] for address in found
    }
    assert len(found) > 30
    assert answers == dict.fromkeys(found, GATE)


def test_a_form_of_staff_does_nothing_before() -> None:
    user, other = of_staff(confirmed()), confirmed()
    client = Client()
    sign_in(client, user)
    page = reverse("admin:users_user_change", args=[other.pk])
    answer = client.post(page, {"name": "Changed"})
    assert answer.headers["Location"] == f"{GATE}?next=%2Fstaff%2F"
    other.refresh_from_db()
    assert other.name == "Mira Okafor"


def test_setting_one_up_opens_the_pages_at_once() -> None:
    client = proven(of_staff(confirmed()))
    page = client.get(reverse("admin:index"), follow=True)
    assert page.redirect_chain == [(f"{GATE}?next=%2Fstaff%2F", 302)]
    assert "Set up an authenticator app" in page.content.decode()
    set_up_app(client)
    assert client.get(reverse("admin:index")).status_code == 200


def test_signing_in_with_both_opens_them() -> None:
    user = of_staff(confirmed())
    key, _ = set_up_app(proven(user))
    client = Client()
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code(key)})
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_session_from_before_shows_the_factor_first() -> None:
    user = of_staff(confirmed())
    before = Client()
    sign_in(before, user)
    key, _ = set_up_app(proven(user))
    asked = before.get(reverse("admin:index"), follow=True)
    assert asked.redirect_chain[-1][0] == f"{reverse('mfa_reauthenticate')}?next=%2Fstaff%2F"
    done = before.post(f"{reverse('mfa_reauthenticate')}?next=/staff/", {"code": code(key)})
    assert done.headers["Location"] == "/staff/"
    assert before.get(reverse("admin:index")).status_code == 200


def test_the_password_once_more_is_no_second_factor() -> None:
    client = proven(of_staff(confirmed()))
    assert client.get(reverse("admin:index")).headers["Location"].startswith(GATE)


def test_removing_the_last_factor_closes_the_pages_again() -> None:
    client = proven(of_staff(confirmed()))
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("admin:index")).headers["Location"].startswith(GATE)


def test_learners_see_no_difference() -> None:
    client = Client()
    sign_in(client, confirmed())
    answer = client.get(reverse("admin:index"))
    assert answer.headers["Location"].partition("?")[0] == reverse("admin:login")


def test_who_runs_it_may_do_without(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    client = Client()
    sign_in(client, of_staff(confirmed()))
    assert client.get(reverse("admin:index")).status_code == 200
