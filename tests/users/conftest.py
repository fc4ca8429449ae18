"""Accounts are tested with the mail backend of production, and with no tries left over from another test."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _the_queue_and_a_clean_slate(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    cache.clear()
