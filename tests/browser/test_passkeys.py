"""Passkeys on a real browser with an authenticator of its own: added, used alone, refused, removed."""

from __future__ import annotations

from typing import Any, Final

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.users.models import User
from tests.browser.test_accounts import complaints
from tests.browser.visits import Theme, overflow, violations, visit
from tests.factories import PASSWORD
from tests.users.factors import confirmed
from tests.users.mailbox import subjects

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture(autouse=True)
def _the_queue(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    cache.clear()  # tries are counted by address


class Device:
    """The part of a browser that holds passkeys."""

    def __init__(self, page: Page, **kind: object) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **kind}})
        self.id = made["authenticatorId"]

    def verified(self, *, yes: bool) -> None:
        """Say whether the finger fits from now on."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes})

    def keys(self) -> list[dict[str, Any]]:
        """Return what it holds."""
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def add_passkey(page: Page, name: str = "MacBook") -> None:
    page.goto("/accounts/passkeys/add/")
    if page.get_by_role("heading", level=1).inner_text() != "Add a passkey":
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")


def leave(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")


def test_a_passkey_is_added_and_then_signs_in_by_itself(browser: Browser, live_server: LiveServer) -> None:
    user = confirmed()
    page = visit(browser, live_server)
    heard, device = complaints(page), Device(page)
    sign_in(page, user)
    add_passkey(page)
    kept = device.keys()
    assert [(key["rpId"], key["isResidentCredential"]) for key in kept] == [("localhost", True)]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them").click()
    assert download.value.suggested_filename == "evenkeel-recovery-codes.txt"
    text = download.value.path().read_text()
    assert text.splitlines()[1:] == page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("row", name="Passkey: MacBook")).to_contain_text("not used yet")
    leave(page)

    page.goto("/accounts/login/?next=/settings/security/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("row", name="Passkey: MacBook")).to_contain_text("today")
    assert "New recovery codes for your Evenkeel account" in subjects(user.email)
    assert "Your Evenkeel account has a new passkey" in subjects(user.email)
    assert heard == []


def test_a_passkey_is_the_second_step_after_a_password(browser: Browser, live_server: LiveServer) -> None:
    user = confirmed()
    page = visit(browser, live_server)
    Device(page)
    sign_in(page, user)
    add_passkey(page)
    leave(page)
    sign_in(page, user)
    page.goto("/settings/security/")
    expect(page.locator("h1")).to_have_text("One more step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/")


def test_without_the_finger_nobody_is_signed_in_and_the_page_says_why(
    browser: Browser, live_server: LiveServer
) -> None:
    user = confirmed()
    page = visit(browser, live_server)
    device = Device(page)
    sign_in(page, user)
    add_passkey(page)
    leave(page)
    device.verified(yes=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Nothing was done: the request was closed, or took too long."
    )
    page.goto("/settings/security/")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_a_device_holds_one_passkey_for_an_account(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, live_server)
    Device(page)
    sign_in(page, confirmed())
    add_passkey(page)
    page.goto("/accounts/passkeys/add/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("This device holds a passkey for your account already.")
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_a_removed_passkey_opens_nothing(browser: Browser, live_server: LiveServer) -> None:
    user = confirmed()
    page = visit(browser, live_server)
    Device(page)
    sign_in(page, user)
    add_passkey(page)
    page.goto("/settings/security/")
    page.get_by_role("link", name="Rename MacBook").click()
    page.get_by_role("textbox", name="Name").fill("Old laptop")
    page.get_by_role("button", name="Rename it").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    expect(page.locator("main")).to_contain_text("“Old laptop” no longer signs you in then.")
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.locator("main")).to_contain_text("The passkey is removed.")
    expect(page.get_by_role("row", name="Old laptop")).to_have_count(0)
    assert subjects(user.email)[-1] == "A passkey was removed from your Evenkeel account"
    leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("main")).to_contain_text("This code does not fit, or was used already.")
    assert not Authenticator.objects.exists()


def test_a_passkey_proves_once_more_who_one_is(browser: Browser, live_server: LiveServer) -> None:
    user = confirmed()
    page = visit(browser, live_server)
    Device(page)
    sign_in(page, user)
    add_passkey(page)
    leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/")
    page.goto("/accounts/2fa/recovery-codes/new/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("Make new recovery codes")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_pages_of_factors_are_sound(
    browser: Browser, live_server: LiveServer, size: str, theme: Theme
) -> None:
    user = confirmed()
    page = visit(browser, live_server, size=size, theme=theme)
    Device(page)
    sign_in(page, user)
    found = {}

    def look(address: str = "") -> None:
        if address:
            page.goto(address)
        found[page.locator("h1").inner_text()] = (violations(page), overflow(page))

    page.goto("/accounts/passkeys/add/")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look()
    look("/accounts/2fa/app/")
    add_passkey(page)
    look()
    key = Authenticator.objects.get(type="webauthn").pk
    for address in (
        "/settings/security/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/new/",
        f"/accounts/passkeys/{key}/", f"/accounts/passkeys/{key}/remove/", "/accounts/passkeys/confirm/",
        "/accounts/2fa/reauthenticate/", "/accounts/second-factor/",
    ):  # fmt: skip
        look(address)
    leave(page)
    sign_in(page, user)
    look()
    assert len(found) >= 10
    assert {name: bad for name, bad in found.items() if bad != ([], 0)} == {}
