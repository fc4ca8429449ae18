"""A new user's first hour on the real catalogue: from signing up to a chart that moves, by any hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.progress.models import Evidence, MemoryState
from apps.users.models import User
from tests.browser.visits import overflow, visit
from tests.catalogue import import_built_in
from tests.users.mailbox import last_mail, link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "nadia@example.org"
PASSWORD = "a keel is what keeps a boat upright"
TABS_MOST = 300


@pytest.fixture(autouse=True)
def _the_queue(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    # One address may ask for a mail of confirmation every three minutes, and each test signs up anew.
    cache.clear()


@dataclass(frozen=True)
class Hand:
    """How somebody works a page: what they do to press a control, to fill a field, to choose and to tick."""

    press: Callable[[Locator], None]
    write: Callable[[Locator, str], None]
    choose: Callable[[Locator], None]
    tick: Callable[[Locator], None]


def _click(target: Locator) -> None:
    target.click()


def _tap(target: Locator) -> None:
    target.tap()


def _fill(field: Locator, text: str) -> None:
    field.fill(text)


def _check(radio: Locator) -> None:
    radio.check()


def _tap_label(radio: Locator) -> None:
    radio.locator("xpath=ancestor::label").tap()
    expect(radio).to_be_checked()


def _reach(target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(TABS_MOST):
        if target.evaluate("node => node === document.activeElement"):
            return
        target.page.keyboard.press("Tab")
    pytest.fail(f"no way to {target} by Tab")


def _press_by_key(target: Locator) -> None:
    _reach(target)
    target.page.keyboard.press("Enter")


def _type(field: Locator, text: str) -> None:
    _reach(field)
    field.page.keyboard.press("ControlOrMeta+a")
    field.page.keyboard.type(text)


def _tick_by_key(box: Locator) -> None:
    _reach(box)
    box.page.keyboard.press("Space")


def _choose_by_arrows(radio: Locator) -> None:
    """Tab to the group, where the first or the chosen one takes the focus, and go on with the arrows."""
    keyboard, group = radio.page.keyboard, radio.get_attribute("name")
    for _ in range(TABS_MOST):
        if radio.page.evaluate("document.activeElement.name") == group:
            break
        keyboard.press("Tab")
    keyboard.press("Space")
    for _ in range(TABS_MOST):
        if radio.is_checked():
            return
        keyboard.press("ArrowDown")
    pytest.fail(f"no way to {radio} by the arrows")


POINTER = Hand(_click, _fill, _check, _click)
FINGER = Hand(_tap, _fill, _tap_label, _tap)
KEYS = Hand(_press_by_key, _type, _choose_by_arrows, _tick_by_key)


def sign_up(page: Page, hand: Hand) -> None:
    page.goto("/")
    hand.press(page.get_by_role("link", name="Create an account"))
    hand.write(page.get_by_label("Name"), "Nadia Haddad")
    hand.write(page.get_by_label("E-mail address"), ADDRESS)
    hand.write(page.get_by_label("Password"), PASSWORD)
    hand.press(page.get_by_role("button", name="Create account"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    page.goto(link(last_mail(ADDRESS)))
    hand.press(page.get_by_role("button", name="Confirm this address"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do you aim?")


def set_up(page: Page, hand: Hand) -> None:
    hand.choose(page.get_by_role("radio", name="MLOps engineer"))
    hand.write(page.get_by_label("Hours a week"), "6")
    hand.press(page.get_by_role("button", name="Save and go on"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do you stand?")
    groups = page.locator("fieldset:has(input[name^=level-])")
    for place, level in enumerate(("Use it", "Use it", "Seen it")):
        hand.choose(groups.nth(place).get_by_label(level, exact=True))
    hand.press(page.get_by_role("button", name="Skip the rest, draw my chart"))
    expect(page.locator("#next")).to_be_visible()


def log(page: Page, hand: Hand, line: str, *, nth: int) -> None:
    hand.press(page.get_by_role("link", name="Log", exact=True).first)
    hand.write(page.get_by_role("combobox", name="What did you do?"), line)
    if hand is KEYS:
        page.keyboard.press("Enter")
    else:
        hand.press(page.get_by_role("button", name="Log it"))
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    expect(page.get_by_role("combobox", name="What did you do?")).to_have_value("")
    assert Evidence.objects.count() == nth


def back(page: Page, hand: Hand) -> None:
    hand.press(page.get_by_role("navigation", name="Main").get_by_role("link", name="Roadmap"))
    expect(page.locator("#next")).to_be_visible()


def show_outcomes(page: Page, hand: Hand, name: str, *, script: bool) -> None:
    """Go on with the step and tick each of its outcomes, one after the other."""
    hand.press(page.locator("#next").get_by_role("link", name="Go on: a sitting of"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    boxes = page.locator("#outcomes").get_by_role("checkbox")
    many = boxes.count()
    for nth in range(many):
        hand.tick(boxes.nth(nth))
        if not script:
            hand.press(page.locator("#outcomes").get_by_role("button", name="Save").nth(nth))
        expect(page.locator("#outcomes")).to_contain_text(f"{nth + 1} of {many} shown")


def node(page: Page, slug: str) -> Locator:
    return page.locator(f"#n-{slug}")


@pytest.mark.parametrize(
    ("size", "hand", "script"),
    [
        pytest.param("wide", POINTER, True, id="at a desk"),
        pytest.param("phone", FINGER, True, id="by touch on a phone"),
        pytest.param("wide", KEYS, True, id="by keyboard alone"),
        pytest.param("wide", POINTER, False, id="without script"),
        pytest.param("phone", FINGER, False, id="by touch without script"),
    ],
)
def test_the_first_hour_ends_with_a_chart_that_moved(
    browser: Browser, live_server: LiveServer, size: str, hand: Hand, *, script: bool
) -> None:
    import_built_in()
    page = visit(browser, live_server, size=size, script=script)
    sign_up(page, hand)
    set_up(page, hand)
    learner = User.objects.get()
    answered = MemoryState.objects.of(learner).count()
    assert (learner.minutes_a_week, learner.role_choice.role.slug) == (360, "mlops-engineer")
    assert answered >= 3

    name, slug = page.locator("#next-h").inner_text(), str(page.locator("#next").get_attribute("data-skill"))
    expect(node(page, slug)).to_have_attribute("aria-label", f"{name}: ready. Step 1 of your course.")
    log(page, hand, f"{name} 45m read: the first half", nth=1)
    back(page, hand)
    expect(node(page, slug)).to_have_attribute("data-state", "learning")

    log(page, hand, f"{name} 1h built: tried it on our own service", nth=2)
    back(page, hand)
    show_outcomes(page, hand, name, script=script)
    back(page, hand)
    expect(node(page, slug)).to_have_attribute("data-state", "fresh")
    expect(page.locator("#next-h")).not_to_have_text(name)
    assert MemoryState.objects.of(learner).filter(skill__slug=slug, held=True).count() == 1
    assert overflow(page) == 0
