"""What every test in a browser needs around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser


@pytest.fixture(autouse=True)
def _leave(browser: Browser) -> Iterator[None]:
    """Close what a test opened: a kept connection would keep its thread, and that the database."""
    yield
    for context in browser.contexts:
        context.close()
