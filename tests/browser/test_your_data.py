"""Taking all of one's data along and leaving, as people do it: in a browser, with and without script."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.users.exporting import try_export
from apps.users.models import DataExport, User
from apps.users.operations.exports import ask_for_export
from tests.browser.visits import SIZES, Theme, overflow, violations, visit
from tests.factories import PASSWORD, UserFactory
from tests.users.mailbox import subjects

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "mira@example.org"


@pytest.fixture(autouse=True)
def _the_queue(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    cache.clear()


@pytest.fixture
def learner() -> User:
    user = UserFactory.create(email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


def build() -> None:
    """Do what a worker does."""
    assert try_export(export_id=DataExport.objects.get().pk, clock=timezone.now)


def press(page: Page, name: str, *, role: str = "button") -> None:
    """Reach a control by the keyboard alone and press it."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]  # the role is one of them
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"No way to “{name}” by Tab.")


@pytest.mark.parametrize("script", [True, False])
def test_everything_is_taken_along_and_then_deleted_by_the_keyboard(
    browser: Browser, live_server: LiveServer, learner: User, tmp_path: Path, *, script: bool
) -> None:
    page = visit(browser, live_server, learner, script=script)
    page.goto("/settings/profile/")
    press(page, "Your data", role="link")
    press(page, "Prepare my download")
    expect(page.get_by_text("Your download is being prepared.")).to_be_visible()
    build()
    if not script:
        press(page, "Look again", role="link")
    expect(page.get_by_role("link", name="Download the ZIP")).to_be_visible()

    press(page, "Download the ZIP", role="link")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    file = tmp_path / "data.zip"
    downloading.value.save_as(file)
    with ZipFile(file) as archive:
        assert json.loads(archive.read("json/account.json"))[0]["email"] == ADDRESS

    page.goto("/settings/data/")
    press(page, "Delete my account", role="link")
    page.get_by_label("Type your e-mail address").fill("somebody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is not the address of this account.")).to_be_visible()
    page.get_by_label("Type your e-mail address").fill(ADDRESS)
    press(page, "Delete my account for good")
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    assert not User.objects.exists()
    assert subjects(ADDRESS) == ["Your Evenkeel account is deleted"]
    page.goto("/settings/data/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_state_of_the_pages_is_in_order(
    browser: Browser, live_server: LiveServer, learner: User, *, size: str, theme: Theme
) -> None:
    page = visit(browser, live_server, learner, size=size, theme=theme)

    def in_order(name: str) -> None:
        assert (name, violations(page), max(overflow(page), 0)) == (name, [], 0)

    page.goto("/settings/data/")
    in_order("nothing asked")
    now = timezone.now()
    export = ask_for_export(owner=learner, now=now, by=learner)
    page.goto("/settings/data/")
    in_order("under way")
    assert try_export(export_id=export, clock=timezone.now)
    page.goto("/settings/data/")
    in_order("ready")
    DataExport.objects.update(state="failed")
    page.goto("/settings/data/")
    in_order("failed")
    page.goto("/settings/data/delete/")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Type your e-mail address").fill("somebody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is not the address of this account.")).to_be_visible()
    in_order("another address")
    page.goto("/help/limits/")
    in_order("limits")
