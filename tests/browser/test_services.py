"""Signing in with another service in a real browser, under the policy that the pages are served with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.users.models import User
from config import providers
from tests.browser.test_accounts import complaints
from tests.browser.visits import SIZES, Theme, overflow, violations, visit
from tests.users.factors import confirmed
from tests.users.identity import CLIENT, SECRET, Provider, identity_provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def acme(settings: Settings) -> Iterator[Provider]:
    """Offer a provider at which Mira is signed in."""
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    cache.clear()
    with identity_provider(email="mira@example.org", email_verified=True, name="Mira Okafor") as provider:
        settings.SOCIALACCOUNT_PROVIDERS = providers.configured(
            github=("", ""), organisation=(CLIENT, SECRET), issuer=provider.address, name="Acme"
        )
        yield provider


@pytest.mark.parametrize("script", [True, False])
def test_an_account_is_made_and_signed_in_to(
    browser: Browser, live_server: LiveServer, *, script: bool
) -> None:
    page = visit(browser, live_server, script=script)
    heard = complaints(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with Acme").click()
    expect(page.locator("h1")).to_have_text("Create an account")
    expect(page.get_by_label("E-mail address")).to_be_disabled()
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/start/")
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with Acme").click()
    expect(page).to_have_url(f"{live_server.url}/")
    assert User.objects.get().email == "mira@example.org"
    assert heard == []


def test_it_is_connected_from_the_settings(browser: Browser, live_server: LiveServer) -> None:
    user = confirmed(email="another@example.org")
    page = visit(browser, live_server, user)
    heard = complaints(page)
    page.goto("/settings/security/")
    page.get_by_role("button", name="Connect Acme").click()
    page.get_by_role("textbox", name="Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("row", name="Acme: mira@example.org")).to_be_visible()
    assert SocialAccount.objects.get().user == user
    assert heard == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_services_are_sound(
    browser: Browser, live_server: LiveServer, size: str, theme: Theme
) -> None:
    page = visit(browser, live_server, size=size, theme=theme)
    found = {}
    page.goto("/accounts/login/")
    found["sign in"] = (violations(page), overflow(page))
    page.get_by_role("button", name="Sign in with Acme").click()
    expect(page.locator("h1")).to_have_text("Create an account")
    found["first time"] = (violations(page), overflow(page))
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/start/")
    account = SocialAccount.objects.get().pk
    for address in (
        "/settings/security/", f"/accounts/services/{account}/disconnect/", "/accounts/services/error/",
        "/accounts/services/cancelled/", "/accounts/organisation/login/",
    ):  # fmt: skip
        page.goto(address)
        found[address] = (violations(page), overflow(page))
    assert {name: bad for name, bad in found.items() if bad != ([], 0)} == {}
