"""Doors that only some may pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Let staff in; to everybody else who is signed in there is no such page."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, **named: object) -> HttpResponse:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, **named)

    inner.for_staff = True  # type: ignore[attr-defined]  # which the demand for a second factor looks at
    return inner
