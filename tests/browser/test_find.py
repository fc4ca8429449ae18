"""Find in a real browser: a palette over any page, and a page of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.visits import Theme, overflow, violations, visit
from tests.catalogue import import_small
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def chosen(page: Page) -> Locator:
    return page.locator('#hits a[aria-current="true"]')


def test_the_key_opens_a_palette_whose_first_hit_enter_opens(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/help/")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("#hits")).to_contain_text("Settings")
    page.keyboard.type("servng")
    expect(chosen(page)).to_contain_text("Model serving")
    expect(page.locator("#hits-many")).to_have_text("2 results. Typing errors are forgiven.")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/skills/serving/")


def test_arrows_move_among_the_hits_and_are_heard(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/help/")
    page.keyboard.press("/")
    page.keyboard.type("python")
    expect(chosen(page)).to_contain_text("Python")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_text("Log time on Python")
    expect(page.locator("[data-chosen]")).to_have_text("Log time on Python")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text("ready")
    page.keyboard.press("ArrowUp")
    expect(chosen(page)).to_have_text("Log time on Python")


def test_escape_closes_the_palette_and_gives_the_focus_back(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/help/")
    here = page.get_by_role("main").get_by_role("link", name="Set up again")
    here.focus()
    page.keyboard.press("/")
    page.keyboard.type("py")
    page.keyboard.press("Escape")
    expect(page.locator("#find-dialog")).to_be_hidden()
    expect(here).to_be_focused()


def test_a_click_beside_the_palette_closes_it(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/help/")
    page.get_by_role("link", name="Find a skill or page").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(20, 700)
    expect(page.locator("#find-dialog")).to_be_hidden()


def test_letters_typed_into_a_field_open_nothing(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/find/")
    page.get_by_role("searchbox").press_sequentially("l/?")
    expect(page.get_by_role("searchbox")).to_have_value("l/?")


def test_without_script_the_link_leads_to_the_page_and_the_form_finds(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create(), script=False)
    page.goto("/help/")
    page.get_by_role("link", name="Find a skill or page").click()
    expect(page).to_have_url(f"{live_server.url}/find/")
    page.get_by_role("searchbox").fill("netwrks")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#hits")).to_contain_text("Networks")


def test_on_the_page_results_follow_the_typing_and_stand_in_the_address(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create())
    page.goto("/find/")
    page.get_by_role("searchbox").press_sequentially("evaluation")
    expect(chosen(page)).to_contain_text("Model evaluation")
    expect(page).to_have_url(f"{live_server.url}/find/?q=evaluation")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_neither_page_nor_palette_breaks_a_rule_of_access(
    browser: Browser, live_server: LiveServer, theme: Theme, size: str
) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create(), size=size, theme=theme)
    faults = {}
    for path in ("/find/", "/find/?q=python", "/find/?q=zzqqxx"):
        page.goto(path)
        faults[path] = (violations(page), overflow(page))
    page.goto("/help/")
    page.get_by_role("link", name="Find a skill or page").click()
    page.get_by_role("searchbox").press_sequentially("python")
    expect(chosen(page)).to_contain_text("Python")
    faults["palette"] = (violations(page), overflow(page))
    assert faults == dict.fromkeys(faults, ([], 0))
