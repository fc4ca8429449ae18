"""The page of the roadmap, kept until something on it can have changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Final

from django.contrib import messages
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from apps.core.requests import LearnerRequest
from apps.skills.queries import Snapshot, snapshot

MOST: Final = 100  # pages a process keeps, about 220 kB each
QUERIES: Final = frozenset({"", "view=map", "view=list"})  # others are shown, but not worth keeping
# Forms on a kept page bear this in place of the reader's own token, which is put in on the way out.
TOKEN: Final = "csrf-token-of-the-reader"  # noqa: S105 - a placeholder


class _Pages:
    """The pages shown last; the oldest make room."""

    def __init__(self) -> None:
        self.lock, self.pages = Lock(), OrderedDict[tuple[object, ...], str]()

    def get(self, key: tuple[object, ...]) -> str | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def keep(self, key: tuple[object, ...], page: str) -> None:
        with self.lock:
            self.pages[key] = page
            while len(self.pages) > MOST:
                self.pages.popitem(last=False)


_pages = _Pages()


def page(request: LearnerRequest, render: Callable[[Snapshot], str], *, today: date) -> str:
    """Return what `render` gives, or what it gave when nothing that it depends on was different.

    A page is kept in the process under the learner and the number of their last change, the
    catalogue, the day, the language, the theme and the address. So a kept page is never a stale
    one, and nothing ever needs to be thrown away. A page with messages to show is neither kept nor
    taken from the kept.
    """
    catalogue, query = snapshot(), request.META["QUERY_STRING"]
    if query not in QUERIES or len(messages.get_messages(request)):
        return _own(request, render(catalogue))
    learner, theme = request.user, request.COOKIES.get("theme", "")
    key = (learner.pk, learner.page_version, catalogue.id, today, get_language(), theme, query)
    made = _pages.get(key)
    if made is None:
        made = render(catalogue)
        _pages.keep(key, made)
    return _own(request, made)


def _own(request: LearnerRequest, made: str) -> str:
    return made.replace(TOKEN, get_token(request))
