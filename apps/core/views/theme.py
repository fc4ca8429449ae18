"""Light or dark, kept in a cookie so that the server draws the right one at once."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE: Final = "theme"
THEMES: Final = ("light", "dark")
A_YEAR: Final = 365 * 24 * 60 * 60  # seconds


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme asked for, or the other one than now, and return to the page."""
    response = HttpResponseRedirect(_page_before(request))
    response.set_cookie(
        COOKIE,
        _wanted(request),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _wanted(request: HttpRequest) -> str:
    asked = request.POST.get("theme", "")
    if asked in THEMES:
        return asked
    # Without script nobody tells the server what the system prefers; most prefer light.
    return "light" if request.COOKIES.get(COOKIE) == "dark" else "dark"


def _page_before(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if safe else reverse("roadmap")
