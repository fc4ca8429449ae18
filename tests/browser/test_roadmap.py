"""The roadmap and the page of a skill in a real browser: pointer, keyboard, touch, themes, without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.curricula.models import Postponement, StepChoice
from apps.progress.models import OutcomeShown
from apps.progress.operations import AssessedLevel, NewEntry, assess, log_evidence
from apps.skills.operations import choose_role
from apps.skills.queries import snapshot
from apps.users.models import User
from tests.browser.visits import Theme, overflow, violations, visit
from tests.catalogue import import_built_in, import_small
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def learner_of(role: str) -> User:
    learner = UserFactory.create()
    known = next(card for card in snapshot().roles.values() if card.slug == role)
    choose_role(learner=learner, role_id=known.id, now=timezone.now(), by=learner)
    return learner


def experienced() -> User:
    """Make a learner of the built-in catalogue who has every state somewhere."""
    import_built_in()
    learner, now, catalogue = learner_of("mlops-engineer"), timezone.now(), snapshot()
    levels = {
        skill: AssessedLevel(level, inferred=False)
        for skill, card in catalogue.skills.items()
        if (level := (2 if card.level == "foundation" else 1 if card.ml_weight > 0.8 else 0))
    }
    assess(learner=learner, answers=levels, now=now - timedelta(days=60), by=learner)
    for slug, days_ago in (("git-fundamentals", 9), ("data-versioning", 30)):
        day = (now - timedelta(days=days_ago)).date()
        entry = NewEntry(skill_id=catalogue.by_slug[slug], day=day, minutes=45, kind="built")
        log_evidence(learner=learner, entry=entry, now=now, by=learner)
    return learner


def node(page: Page, slug: str) -> Locator:
    return page.locator(f"#n-{slug}")


def test_not_this_week_moves_the_proposal_the_flags_and_the_focus_and_can_be_undone(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, learner_of("engineer"))
    page.goto("/")
    expect(page.locator("#next-h")).to_have_text("Python")
    expect(node(page, "python")).to_have_attribute("aria-label", "Python: ready. Step 1 of your course.")
    page.get_by_role("button", name="Not this week").click()
    expect(page.locator("#next-h")).to_have_text("Networks")
    expect(page.locator("#next-h")).to_be_focused()
    expect(page.locator("#status")).to_have_text("Python is put off until Monday.")
    expect(node(page, "python")).to_have_attribute("aria-label", "Python: ready.")
    expect(node(page, "networks")).to_have_attribute("aria-label", "Networks: ready. Step 1 of your course.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#next-h")).to_have_text("Python")
    expect(page.locator("#legs-on-chart .leg-no")).to_have_count(4)
    assert Postponement.objects.count() == 0


def test_the_chart_is_one_tab_stop_and_arrows_move_and_trace(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, learner_of("engineer"))
    page.goto("/")
    assert page.locator('.chart-map .node[tabindex="0"]').count() == 1
    node(page, "python").focus()
    page.keyboard.press("ArrowRight")
    expect(node(page, "evaluation")).to_be_focused()
    expect(page.locator(".chart-map")).to_have_class("chart-map tracing")
    expect(page.locator(".chart-map .node.on")).to_have_count(2)
    page.keyboard.press("ArrowLeft")
    expect(node(page, "python")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".chart-map")).to_have_class("chart-map")


def test_enter_on_a_node_opens_a_peek_and_escape_gives_the_focus_back(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, learner_of("engineer"))
    page.goto("/")
    node(page, "serving").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#peek h2")).to_have_text("Model serving")
    expect(page.locator("#peek h2")).to_be_focused()
    expect(page.locator("#peek")).to_contain_text("First it needs:")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#peek h2")).to_have_count(0)
    expect(node(page, "serving")).to_be_focused()


def test_state_chips_show_only_what_they_name_on_chart_and_list(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, learner_of("engineer"))
    page.goto("/")
    page.get_by_role("button", name="Locked 2").click()
    expect(page.locator("#status")).to_have_text("Showing 2 skills")
    expect(page.locator(".chart-map .node.hit")).to_have_count(2)
    page.get_by_role("link", name="List").click()
    expect(page).to_have_url(f"{live_server.url}/?view=list")
    expect(page.locator("#skill-list tbody tr:visible")).to_have_count(2)
    expect(page.locator(".as-map")).to_be_hidden()


def test_an_outcome_ticked_moves_state_and_curve_at_once_and_keeps_the_focus(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small()
    page = visit(browser, live_server, learner_of("engineer"))
    page.goto("/skills/evaluation/")
    expect(page.locator("#skill-state")).to_contain_text("Locked")
    box = page.get_by_role("checkbox", name="Choose a metric that fits a decision, with reasons")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("#skill-state")).to_contain_text("Fresh")
    expect(page.locator("#retention")).to_contain_text("Today, 100%")
    expect(page.locator("#status")).to_have_text("1 of 1 shown.")
    expect(box).to_be_focused()
    assert OutcomeShown.objects.count() == 1


def test_without_script_the_whole_course_can_be_steered(browser: Browser, live_server: LiveServer) -> None:
    import_small()
    page = visit(browser, live_server, learner_of("engineer"), script=False)
    page.goto("/")
    page.get_by_role("link", name="Other choices").click()
    page.get_by_role("listitem").filter(has_text="Networks").get_by_role(
        "button", name="Put it first"
    ).click()
    expect(page.locator("#next-h")).to_have_text("Networks")
    expect(page.get_by_text("Networks comes first now.")).to_be_visible()
    assert StepChoice.objects.count() == 1
    page.get_by_role("button", name="Not this week").click()
    expect(page.locator("#next-h")).to_have_text("Python")
    page.get_by_role("link", name="List").click()
    expect(page.locator("#skill-list")).to_be_visible()
    page.get_by_role("link", name="Evaluation").or_(
        page.get_by_role("link", name="Model evaluation")
    ).first.click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#skill-state")).to_contain_text("Fresh")


def test_on_a_phone_the_list_comes_first_and_the_chart_scrolls_inside_itself(
    browser: Browser, live_server: LiveServer
) -> None:
    page = visit(browser, live_server, experienced(), size="phone")
    page.goto("/")
    expect(page.locator("#skill-list")).to_be_visible()
    expect(page.locator(".as-map")).to_be_hidden()
    page.get_by_role("link", name="Chart", exact=True).tap()
    expect(page.locator(".as-map")).to_be_visible()
    assert overflow(page) == 0
    page.locator(".chart-map .node").first.tap()
    expect(page.locator("#peek h2")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, live_server: LiveServer, theme: Theme, size: str
) -> None:
    page = visit(browser, live_server, experienced(), theme=theme, size=size)
    for address in (
        "/",
        "/?view=list",
        "/?view=map",
        "/next/",
        "/skills/git-fundamentals/",
        "/skills/data-versioning/",
        "/skills/gitops/",
    ):
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('details:not(.menu)').forEach((part) => { part.open = true })"
        )
        assert violations(page) == [], address
        assert overflow(page) == 0, address


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1920])
def test_no_width_scrolls_sideways(browser: Browser, live_server: LiveServer, width: int) -> None:
    page = visit(browser, live_server, experienced())
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("/", "/?view=map", "/next/", "/skills/git-fundamentals/"):
        page.goto(address)
        assert overflow(page) == 0, address
