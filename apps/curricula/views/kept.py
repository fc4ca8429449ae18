"""The body of the roadmap, kept until something on it can have changed."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.cache import cache
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from apps.core.requests import LearnerRequest
from apps.curricula.queries.roadmap import roadmap_page
from apps.skills.queries import snapshot

KEEP: Final = 24 * 60 * 60  # seconds: a day later the page is another one anyway
# Forms on a kept page bear this in place of the reader's own token, which is put in on the way out.
_TOKEN: Final = "csrf-token-of-the-reader"  # noqa: S105 - a placeholder


def body(request: LearnerRequest, *, today: date, view: str) -> str:
    """Return the roadmap's markup for a learner on a day.

    It is kept under everything that it depends on: the learner and the number of their last
    change, the catalogue, the day, the language and the chosen view. So a kept page is never a
    stale one, and nothing ever needs to be thrown away by hand.
    """
    learner = request.user
    parts = (learner.pk, learner.page_version, snapshot().id, today.toordinal(), get_language(), view)
    key = "roadmap:" + ":".join(str(part) for part in parts)
    found = cache.get(key)
    if found is None:
        page = roadmap_page(learner=learner, today=today)
        context = {"page": page, "name": learner.name, "view": view, "csrf_token": _TOKEN}
        found = render_to_string("curricula/roadmap.html#body", context)
        cache.set(key, found, KEEP)
    return str(found).replace(_TOKEN, get_token(request))
