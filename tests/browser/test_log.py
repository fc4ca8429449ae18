"""Logging by keyboard and by touch, with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.progress.models import Evidence
from apps.users.models import User
from tests.browser.visits import Theme, overflow, violations, visit
from tests.factories import SkillFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/log/", "/log/history/", "/log/week/", "/log/new/")


def learner_with_skills() -> User:
    for name in ("Kubernetes fundamentals", "Kubernetes operations", "Drift detection"):
        SkillFactory(name=name, short=name[:22], words=name)
    return UserFactory()


def line(page: Page) -> Locator:
    return page.get_by_role("combobox", name="What did you do?")


def field(page: Page) -> str:
    return line(page).input_value()


def test_the_key_leads_to_the_field_and_arrows_choose_a_skill(
    browser: Browser, live_server: LiveServer
) -> None:
    page = visit(browser, live_server, learner_with_skills())
    page.goto("/log/history/")
    page.keyboard.press("l")
    box = line(page)
    expect(box).to_be_focused()
    page.keyboard.type("45m kube built")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "q-list-2")
    page.keyboard.press("Enter")
    assert field(page) == "45m Kubernetes fundamentals built"
    expect(page.locator("#q-list")).to_be_hidden()
    expect(page.locator("#understood .badge")).to_have_text("Kubernetes fundamentals")
    page.keyboard.press("Enter")
    expect(page.locator(".toast span")).to_contain_text("Kubernetes fundamentals is now learning.")
    expect(box).to_be_focused()
    assert field(page) == ""
    expect(page.locator("#history tbody tr:not(.day)")).to_have_count(1)
    expect(page.locator("#week .meta")).to_have_text("45 min of 4 h")


def test_escape_closes_the_list_and_keeps_the_line(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, live_server, learner_with_skills())
    page.goto("/log/#quick-add")
    page.keyboard.type("kube")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("#q-list")).to_be_hidden()
    assert field(page) == "kube"


def test_what_is_doubtful_is_asked_and_the_focus_goes_there(
    browser: Browser, live_server: LiveServer
) -> None:
    page = visit(browser, live_server, learner_with_skills())
    page.goto("/log/#quick-add")
    page.keyboard.type("45m kube built")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio")).to_have_count(2)
    expect(page.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Log it").press("Enter")
    expect(page.locator(".toast span")).to_contain_text("Kubernetes operations, built, 45 min")


def test_undo_takes_an_entry_back_and_can_be_undone(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, live_server, learner_with_skills())
    page.goto("/log/#quick-add")
    page.keyboard.type("45m drift detection built")
    page.keyboard.press("Enter")
    rows = page.locator("#history tbody tr:not(.day)")
    expect(rows).to_have_count(1)
    for many in (0, 1):
        page.locator(".toast").get_by_role("button", name="Undo").click()
        expect(rows).to_have_count(many)
        expect(page.locator(".toast")).to_have_count(1)


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_everything_works_without_script(browser: Browser, live_server: LiveServer, size: str) -> None:
    page = visit(browser, live_server, learner_with_skills(), size=size, script=False)
    page.goto("/log/")
    line(page).fill("45m kube")
    page.get_by_role("button", name="Log it").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("Kind").select_option("Explained")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("main .alert[data-state=ok]")).to_contain_text(
        "Kubernetes operations, explained, 45 min"
    )
    page.get_by_role("link", name=re.compile("^Edit")).click()
    page.get_by_label("Minutes").fill("50")
    page.get_by_role("button", name="Save").click()
    assert list(Evidence.objects.current().values_list("minutes", flat=True)) == [50]
    page.get_by_role("button", name="Undo").click()
    assert list(Evidence.objects.current().values_list("minutes", flat=True)) == [45]
    assert overflow(page) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_pages_are_accessible_and_fit(
    browser: Browser, live_server: LiveServer, size: str, theme: Theme
) -> None:
    page = visit(browser, live_server, learner_with_skills(), size=size, theme=theme)
    page.goto("/log/")
    for text in ("45m drift detection built: alerts", "20m kubernetes operations read"):
        line(page).fill(text)
        page.keyboard.press("Enter")
        expect(line(page)).to_have_value("")
    line(page).press_sequentially("30m kube")
    expect(page.get_by_role("option")).to_have_count(2)
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio")).to_have_count(2)
    assert (violations(page), overflow(page)) == ([], 0)
    for address in PAGES:
        page.goto(address)
        assert (address, violations(page), overflow(page)) == (address, [], 0)
