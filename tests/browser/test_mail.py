"""The digest as it is read on a phone, and the pages around it, in a browser, with and without script."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from apps.nudges.composing import token
from apps.nudges.models import MailPreferences
from apps.nudges.previewing import preview_of
from apps.progress.models import MemoryState
from apps.progress.operations import AssessedLevel, assess
from apps.skills.operations import choose_role
from apps.skills.queries import snapshot
from apps.users.models import Absence, User
from tests.browser.test_accounts import complaints
from tests.browser.visits import SIZES, Theme, overflow, violations, visit
from tests.catalogue import import_built_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def learner() -> User:
    """A learner of the built-in catalogue with three skills about to fade."""
    cache.clear()
    import_built_in()
    user: User = UserFactory.create(email="mira@example.org")
    catalogue, now = snapshot(), timezone.now()
    role = next(card.id for card in catalogue.roles.values() if card.slug == "mlops-engineer")
    choose_role(learner=user, role_id=role, now=now, by=user)
    answers = {skill: AssessedLevel(2) for skill in list(catalogue.skills)[::3]}
    assess(learner=user, answers=answers, now=now, by=user)
    MemoryState.objects.filter(learner=user).update(due_on=timezone.localdate())
    user.refresh_from_db()
    return user


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 600, 700])
def test_the_mail_fits_every_width_and_can_be_read_by_everybody(
    browser: Browser, learner: User, *, width: int, theme: Theme
) -> None:
    letter = preview_of(learner, now=timezone.now()).letter
    assert letter is not None
    asked: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(letter.html)
    assert overflow(page) == 0
    assert page.locator("h1").is_visible()
    # A mail has no landmarks of a page.
    assert [found for found in violations(page) if not found.startswith(("landmark-", "region:"))] == []
    ground = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 31, 40)"}[theme]
    assert asked == []
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_mail_fit_and_are_accessible(
    browser: Browser, live_server: LiveServer, learner: User, *, size: str, theme: Theme
) -> None:
    Absence.objects.create(
        user=learner, kind="on_call", first=timezone.localdate(), last=timezone.localdate()
    )
    way_out = reverse("mail_stop", args=[token(learner.pk, "digest")])
    for address in ("/", "/settings/mail/", "/settings/mail/digest/", way_out):
        page = visit(browser, live_server, learner, size=size, theme=theme)
        heard = complaints(page)
        page.goto(address)
        found = violations(page)
        assert (address, overflow(page), found, heard) == (address, 0, [], [])
        page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_from_the_offer_to_the_last_click(
    browser: Browser, live_server: LiveServer, learner: User, *, script: bool
) -> None:
    page = visit(browser, live_server, learner, size="phone", script=script)
    page.goto("/")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("The digest comes on Mondays at 08:00.")).to_be_visible()
    page.goto("/settings/mail/")
    page.get_by_label("Digest on").select_option("Saturday")
    page.get_by_role("button", name="Save e-mail settings").click()
    expect(page.get_by_text("That is one of your quiet days")).to_be_visible()
    page.get_by_label("Saturday").uncheck()
    page.get_by_role("button", name="Save e-mail settings").click()
    expect(page.get_by_text("Saved. The digest comes on Saturdays at 08:00.")).to_be_visible()
    page.get_by_label("From").fill("2099-12-21")
    page.get_by_label("Until, that day included").fill("2099-12-24")
    page.get_by_role("button", name="Add these days").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_text("Taken away.")).to_be_visible()
    page.get_by_role("link", name="See the next digest").click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_role("heading", name="Fading or faded")).to_be_visible()
    way_out = mail.get_by_role("link", name="Stop this digest or every e-mail").get_attribute("href")
    assert way_out is not None
    stranger = visit(browser, live_server, size="phone", script=script)
    stranger.goto(reverse("mail_stop", args=[way_out.rstrip("/").rpartition("/")[2]]))
    stranger.get_by_role("button", name="Stop this digest").click()
    expect(stranger.get_by_role("heading", name="The weekly digest is stopped")).to_be_visible()
    stranger.get_by_role("button", name="Undo").click()
    expect(stranger.get_by_role("heading", name="The weekly digest is on again")).to_be_visible()
    stranger.get_by_role("button", name="Stop every e-mail").click()
    expect(stranger.get_by_role("heading", name="Every e-mail is stopped")).to_be_visible()
    kept = MailPreferences.objects.get(learner=learner)
    assert (kept.digest, kept.stopped, Absence.objects.count()) == (True, True, 0)
