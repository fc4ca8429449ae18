"""Set-up in a real browser: with and without script, by keyboard, by touch, resumed and repeated."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.progress.models import SelfAssessment
from apps.users.models import User
from tests.browser.visits import Theme, overflow, violations, visit
from tests.catalogue import import_built_in, import_small
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def recorded(learner: User) -> dict[str, int]:
    return dict(SelfAssessment.objects.filter(learner=learner).values_list("skill__slug", "level"))


def answer(page: Page, skill: str, level: str) -> None:
    page.get_by_role("group", name=skill).get_by_label(level, exact=True).check()


def choose_role(page: Page) -> None:
    page.goto("/start/")
    page.get_by_role("radio", name="Engineer Does it all.").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do you stand?")


@pytest.mark.parametrize("script", [True, False])
def test_the_whole_of_set_up_works_with_and_without_script(
    browser: Browser, live_server: LiveServer, *, script: bool
) -> None:
    import_small()
    learner = UserFactory.create()
    page = visit(browser, live_server, learner, script=script)
    choose_role(page)
    answer(page, "Python", "Use it")
    answer(page, "Networks", "Seen it")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("group", name="Model evaluation")).to_be_visible()
    expect(page.locator("#so-far")).to_contain_text("1 of 4 skills held")
    answer(page, "Model evaluation", "Teach it")
    answer(page, "Model serving", "New")
    page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_url(f"{live_server.url}/")
    assert recorded(learner) == {"python": 2, "networks": 1, "evaluation": 3, "serving": 0}


def test_the_chart_so_far_moves_as_one_chooses(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    learner = UserFactory.create()
    page = visit(browser, live_server, learner)
    choose_role(page)
    answer(page, "Python", "Use it")
    expect(page.locator("#so-far")).to_contain_text("1 of 4 skills held")
    answer(page, "Networks", "Teach it")
    expect(page.locator("#so-far")).to_contain_text("2 of 4 skills held")
    answer(page, "Python", "New")
    expect(page.locator("#so-far")).to_contain_text("1 of 4 skills held")
    assert recorded(learner) == {}


def test_set_up_needs_no_mouse(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    learner = UserFactory.create()
    page = visit(browser, live_server, learner)
    page.goto("/start/")
    tab_to_other(page, "radio")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do you stand?")
    tab_to_other(page, "radio")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    tab_to_other(page, "radio")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Model evaluation")).to_be_visible()
    assert recorded(learner) == {"python": 2, "networks": 0}


def tab_to_other(page: Page, kind: str) -> None:
    """Press Tab until a control of a kind, another one than now, has the focus."""
    now = page.evaluate("document.activeElement.name ?? ''")
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.type ?? '', document.activeElement.name ?? '']")
        if found[0] == kind and found[1] != now:
            return
    pytest.fail(f"no other {kind} within 40 tabs")


def test_set_up_works_by_touch_on_a_phone(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    learner = UserFactory.create()
    page = visit(browser, live_server, learner, size="phone")
    page.goto("/start/")
    page.get_by_text("Engineer", exact=True).tap()
    page.get_by_role("button", name="Save and go on").tap()
    page.get_by_role("group", name="Python").locator("label", has_text="Teach it").tap()
    page.get_by_role("group", name="Networks").locator("label", has_text="New").tap()
    assert overflow(page) <= 0
    page.get_by_role("button", name="Skip the rest, draw my chart").tap()
    expect(page).to_have_url(f"{live_server.url}/")
    assert recorded(learner) == {"python": 3, "networks": 0}


def test_enter_goes_on_and_never_says_all_new(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    learner = UserFactory.create()
    page = visit(browser, live_server, learner)
    choose_role(page)
    answer(page, "Python", "Seen it")
    answer(page, "Networks", "Seen it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Model evaluation")).to_be_visible()
    assert recorded(learner) == {"python": 1, "networks": 1}


def test_a_missing_answer_takes_the_focus(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    page = visit(browser, live_server, UserFactory.create())
    choose_role(page)
    answer(page, "Python", "Seen it")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Choose one. What you do not know is new.")).to_be_visible()
    expect(page.get_by_role("group", name="Networks").get_by_label("New")).to_be_focused()
    assert violations(page) == []


def test_all_new_keeps_what_else_was_chosen(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    learner = UserFactory.create()
    page = visit(browser, live_server, learner)
    choose_role(page)
    answer(page, "Python", "Use it")
    page.get_by_role("button", name=re.compile("All new to me.*Platform")).click()
    expect(page.get_by_role("group", name="Networks").get_by_label("New")).to_be_checked()
    expect(page.get_by_role("group", name="Python").get_by_label("Use it")).to_be_checked()


def test_set_up_resumes_where_it_was_left_and_can_be_run_again(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    learner = UserFactory.create()
    page = visit(browser, live_server, learner)
    choose_role(page)
    answer(page, "Python", "Use it")
    answer(page, "Networks", "Use it")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("group", name="Model serving")).to_be_visible()
    later = visit(browser, live_server, learner, size="phone")
    later.goto("/start/skills/")
    expect(later.get_by_role("group", name="Model serving")).to_be_visible()
    later.get_by_role("button", name="Back").click()
    expect(later.get_by_role("group", name="Networks").get_by_label("Use it")).to_be_checked()
    before = list(SelfAssessment.objects.order_by("id").values())
    later.get_by_role("button", name="Save and go on").click()
    expect(later).to_have_url(re.compile(r"page=2$"))
    assert list(SelfAssessment.objects.order_by("id").values()) == before


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_no_page_of_set_up_help_or_components_breaks_a_rule_of_access(
    browser: Browser, live_server: LiveServer, theme: Theme, size: str
) -> None:
    import_built_in()
    page = visit(browser, live_server, UserFactory.create(), size=size, theme=theme)
    page.goto("/start/")
    faults = {"/start/": (violations(page), overflow(page))}
    page.get_by_text("MLOps engineer", exact=True).click()
    page.get_by_role("button", name="Save and go on").click()
    for path in ("/start/skills/", "/help/", "/dev/states/"):
        page.goto(path)
        faults[path] = (violations(page), overflow(page))
    assert faults == dict.fromkeys(faults, ([], 0))
