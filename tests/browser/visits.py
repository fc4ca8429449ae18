"""How a test opens a page as somebody, on some device."""

from __future__ import annotations

from typing import Literal, cast

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.users.models import User

Theme = Literal["light", "dark"]
SIZES = {"wide": (1440, 900), "phone": (390, 844)}


def visit(  # noqa: PLR0913 - each says one thing about the visitor
    browser: Browser,
    server: LiveServer,
    learner: User | None = None,
    *,
    size: str = "wide",
    theme: Theme = "light",
    script: bool = True,
) -> Page:
    """Return a blank page of a browser in which a learner is signed in; errors of scripts fail the test."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": width, "height": height},
        color_scheme=theme,
        java_script_enabled=script,
        has_touch=size == "phone",
        reduced_motion="reduce",
        locale="en-GB",
    )
    context.set_default_timeout(10_000)
    if learner is not None:
        client = Client()
        client.force_login(learner)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    page = context.new_page()
    page.on("pageerror", _fail)
    return page


def _fail(error: Exception) -> None:
    raise AssertionError(error)


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page: the rule and the first place."""
    found = cast("list[dict[str, list[dict[str, str]]]]", Axe().run(page).response["violations"])
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
