"""Signing up, in and back in, as people do it: in a browser, with and without script."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.users.models import User
from tests.browser.visits import SIZES, Theme, overflow, violations, visit
from tests.factories import PASSWORD, UserFactory
from tests.users.mailbox import last_mail, link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "mira@example.org"
NEW_PASSWORD = "a keel is what keeps a boat upright"
ENTRANCES = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-no-such-key/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/no-such-key/",
    "/accounts/inactive/",
    "/nowhere/",
    "/robots.txt?q=%00",
)
INSIDE = (
    "/settings/profile/",
    "/settings/security/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
)


@pytest.fixture(autouse=True)
def _the_queue(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    cache.clear()  # tries and mails are counted by address


def confirmed() -> User:
    user = UserFactory.create(email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


def complaints(page: Page) -> list[str]:
    """Collect what the browser complains of: broken policies, missing files, errors of scripts."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(message.text)

    page.on("console", hear)
    return heard


@pytest.mark.parametrize("script", [True, False])
def test_from_signing_up_to_set_up(browser: Browser, live_server: LiveServer, *, script: bool) -> None:
    page = visit(browser, live_server, script=script)
    heard = complaints(page)
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Name").fill("Mira Okafor")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    page.goto(link(last_mail(ADDRESS)))
    page.get_by_role("button", name="Confirm this address").click()
    expect(page).to_have_url(f"{live_server.url}/start/")
    assert heard == []


def test_the_time_zone_comes_from_the_device(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_context(base_url=live_server.url, timezone_id="Asia/Tokyo").new_page()
    page.goto("/accounts/signup/")
    page.get_by_label("Name").fill("Mira Okafor")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    assert User.objects.get().time_zone == "Asia/Tokyo"


@pytest.mark.parametrize("script", [True, False])
def test_signing_in_after_a_slip(browser: Browser, live_server: LiveServer, *, script: bool) -> None:
    confirmed()
    page = visit(browser, live_server, script=script)
    page.goto("/log/")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("span.error")).to_contain_text("The address and the password do not match.")
    expect(page.get_by_label("E-mail address")).to_have_value(ADDRESS)
    if script:
        expect(page.get_by_label("Password")).to_be_focused()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{live_server.url}/log/")


@pytest.mark.parametrize("script", [True, False])
def test_getting_back_in_by_mail(browser: Browser, live_server: LiveServer, *, script: bool) -> None:
    user = confirmed()
    page = visit(browser, live_server, script=script)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Send a link to set a new password").click()
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(link(last_mail(ADDRESS)))
    page.get_by_role("textbox", name="New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set the new password").click()
    expect(page.locator(".alert")).to_have_text("The password is changed.")
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


@pytest.mark.parametrize("script", [True, False])
def test_the_profile_saves_and_says_so(browser: Browser, live_server: LiveServer, *, script: bool) -> None:
    user = UserFactory.create()
    page = visit(browser, live_server, user, script=script)
    page.goto("/settings/")
    page.get_by_label("Name").fill("Mira O.")
    page.get_by_label("Hours a week").fill("a few")
    page.get_by_role("button", name="Save profile").click()
    expect(page.locator("span.error")).to_have_text("Write hours as a number, for example 4.")
    if script:
        expect(page.get_by_label("Hours a week")).to_be_focused()
    page.get_by_label("Hours a week").fill("5.5")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("Single-letter keys").select_option("off")
    page.get_by_role("button", name="Save profile").click()
    expect(page.locator(".alert")).to_have_text("Saved.")
    if script:
        expect(page.locator(".alert")).to_be_focused()
    user.refresh_from_db()
    said = (user.name, user.minutes_a_week, user.time_zone, user.single_letter_keys)
    assert said == ("Mira O.", 330, "Asia/Tokyo", False)


def test_the_theme_changes_at_once_and_stays(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, live_server)
    page.goto("/accounts/login/")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/accounts/signup/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_theme_changes_without_script_too(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, live_server, script=False)
    page.goto("/accounts/signup/")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page).to_have_url(f"{live_server.url}/accounts/signup/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_account_menu_closes_by_escape_and_by_a_click_elsewhere(
    browser: Browser, live_server: LiveServer
) -> None:
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/settings/")
    menu, summary = page.locator("details.menu"), page.locator("details.menu > summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", level=1).click()
    expect(menu).not_to_have_attribute("open", "")


def test_single_letters_open_pages_but_not_while_typing_nor_when_turned_off(
    browser: Browser, live_server: LiveServer
) -> None:
    user = UserFactory.create()
    page = visit(browser, live_server, user)
    page.goto("/settings/")
    page.get_by_label("Name").press("?")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{live_server.url}/settings/profile/")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page).to_have_url(f"{live_server.url}/help/")
    User.objects.filter(pk=user.pk).update(single_letter_keys=False)
    page.goto("/settings/")
    page.keyboard.press("?")
    expect(page).to_have_url(f"{live_server.url}/settings/profile/")


def test_a_server_that_does_not_answer_costs_no_text(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/settings/profile/")
    page.get_by_label("Name").fill("Mira O.")
    page.route("**/settings/profile/", lambda route: route.abort())
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved: the server did not answer.")
    page.unroute("**/settings/profile/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved: the server refused it.")
    expect(page.get_by_label("Name")).to_have_value("Mira O.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_account_page_is_free_of_faults(
    browser: Browser, live_server: LiveServer, size: str, theme: Theme
) -> None:
    faults: dict[str, object] = {}
    for who, pages in ((None, ENTRANCES), (UserFactory.create(), INSIDE)):
        page = visit(browser, live_server, who, size=size, theme=theme)
        heard = complaints(page)
        for address in pages:
            page.goto(address)
            heard[:] = [
                words for words in heard if "status of 4" not in words
            ]  # an error page says so itself
            found = [
                *violations(page),
                *heard,
                *([f"{overflow(page)} px too wide"] if overflow(page) > 0 else []),
            ]
            if found:
                faults[address] = found
    assert faults == {}
