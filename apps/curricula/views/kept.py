"""The page of the roadmap, kept until something on it can have changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from django.contrib import messages
from django.core.cache import cache
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from apps.core.requests import LearnerRequest
from apps.skills.queries import snapshot

KEEP: Final = 15 * 60  # seconds: who goes on steering finds it, and Redis need not hold everybody's
QUERIES: Final = frozenset({"", "view=map", "view=list"})  # others are shown, but not worth keeping
# Forms on a kept page bear this in place of the reader's own token, which is put in on the way out.
TOKEN: Final = "csrf-token-of-the-reader"  # noqa: S105 - a placeholder


def page(request: LearnerRequest, render: Callable[[], str], *, today: date) -> str:
    """Return what `render` gives, or what it gave when nothing that it depends on was different.

    A page is kept under the learner and the number of their last change, the catalogue, the day,
    the language, the theme and the address. So a kept page is never a stale one, and nothing ever
    needs to be thrown away. A page with messages to show is neither kept nor taken from the kept.
    """
    query = request.META["QUERY_STRING"]
    if query not in QUERIES or len(messages.get_messages(request)):
        return _own(request, render())
    learner, theme = request.user, request.COOKIES.get("theme", "")
    version, day = f"{learner.pk}.{learner.page_version}.{snapshot().id}", today.toordinal()
    key = f"roadmap:{version}:{day}:{get_language()}:{theme[:5]}:{query}"
    made: str | None = cache.get(key)
    if made is None:
        made = render()
        cache.set(key, made, KEEP)
    return _own(request, made)


def _own(request: LearnerRequest, made: str) -> str:
    return made.replace(TOKEN, get_token(request))
