"""Addresses that only a form may send something to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def posted(back: str, *kept: str) -> Callable[[View], View]:
    """Let a view answer POST alone, and lead whoever comes otherwise to the page where its form is.

    Signing in again after a session has run out leads to the address of the form that was sent: an
    empty refusal there would leave people before a blank page. `back` names a page, `kept` the parts
    of the address that the page has too.
    """

    def around(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, **named: object) -> HttpResponse:
            if request.method == "POST":
                return view(request, **named)
            return redirect(reverse(back, kwargs={name: named[name] for name in kept}))

        return inner

    return around
