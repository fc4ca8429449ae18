"""The pages for when something is wrong: what happened, what was kept, what to do."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import structlog
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from apps.core.headers import HEADERS
from apps.core.limits import duration
from apps.core.views.waiting import retry_after

NEVER_SHOWN: Final = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2")
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
BARE: Final = b"<!doctype html><title>Evenkeel</title><h1>Something broke here, not on your side.</h1>"

log = structlog.get_logger(__name__)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Say that a request could not be read."""
    return _page(request, "400.html", HTTPStatus.BAD_REQUEST)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Say that a page is not for this person."""
    return _page(request, "403.html", HTTPStatus.FORBIDDEN)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Say that there is no such page."""
    return _page(request, "404.html", HTTPStatus.NOT_FOUND)


@requires_csrf_token
def too_large(request: HttpRequest) -> HttpResponse:
    """Say that what was sent is too large."""
    return _page(request, "413.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@requires_csrf_token
def too_many(request: HttpRequest) -> HttpResponse:
    """Say that something was tried too often, and when it opens again (RFC 9110, section 10.2.3)."""
    wait = retry_after(request)
    page = _page(request, "429.html", HTTPStatus.TOO_MANY_REQUESTS, wait=duration(wait))
    page.headers["Retry-After"] = str(wait)
    return page


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old, and give back what was typed in it.

    Only to a form of our own page: another site must not put its words under our name.
    """
    log.info("csrf_failed", reason=reason)
    typed = _typed(request) if _from_here(request) else ()
    return _page(request, "403_csrf.html", HTTPStatus.FORBIDDEN, typed=typed)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, with a reference that the log holds too.

    Needs neither the database nor the session: either may be what broke.
    """
    drawn = [secrets.choice(LETTERS) for _ in range(6)]
    reference = f"{''.join(drawn[:3])}-{''.join(drawn[3:])}"
    log.error("shown_to_visitor", reference=reference, method=request.method)
    try:
        context = {"reference": reference, "theme": request.COOKIES.get("theme")}
        content: str | bytes = render_to_string("500.html", context)
    except Exception:
        log.exception("error_page_broke", reference=reference)
        content = BARE
    return _guarded(HttpResponse(content, status=HTTPStatus.INTERNAL_SERVER_ERROR))


def _page(request: HttpRequest, template: str, status: HTTPStatus, **context: object) -> HttpResponse:
    return _guarded(render(request, template, context, status=status))


def _guarded(response: HttpResponse) -> HttpResponse:
    """Add the headers that middleware adds: an error may come from outside of it."""
    for name, value in {**HEADERS, "Content-Security-Policy": build_policy()}.items():
        response.headers.setdefault(name, value)
    return response


def _from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all, such as a bracket without its fellow
        return False


def _typed(request: HttpRequest) -> tuple[str, ...]:
    shown = (values for name, values in request.POST.lists() if name not in NEVER_SHOWN)
    return tuple(value for values in shown for value in values if value.strip() and not value.isdigit())
