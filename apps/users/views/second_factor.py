"""The demand that staff prove who they are with two factors before any page of theirs opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from apps.core.requests import LearnerRequest

WAYS: Final = (
    (Authenticator.Type.WEBAUTHN, "mfa_reauthenticate_webauthn"),
    (Authenticator.Type.TOTP, "mfa_reauthenticate"),
)


class StaffSecondFactor:
    """Lead staff who have shown one factor alone to showing, or setting up, a second.

    Pages of staff are those of the admin and every view behind `apps.core.gates.staff_only`. What
    counts is what this very session has shown: a password that was guessed elsewhere opens nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the next part."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object, **__: object
    ) -> HttpResponse | None:
        """Look at who asks for which view."""
        if not settings.STAFF_SECOND_FACTOR or not _is_of_staff(request, view) or _may_pass(request):
            return None
        asked = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("admin:index")
        return redirect(f"{reverse('staff_second_factor')}?{urlencode({'next': asked})}")


def _is_of_staff(request: HttpRequest, view: Callable[..., Any]) -> bool:
    match = request.resolver_match
    of_admin = match is not None and match.app_name == "admin" and match.url_name != "logout"
    return of_admin or getattr(view, "for_staff", False)


def _may_pass(request: HttpRequest) -> bool:
    """Return whether the view's own door decides: for whoever is no staff, or has shown two factors."""
    if not request.user.is_authenticated or not request.user.is_staff:
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


@login_required
@require_safe
def second_factor(request: LearnerRequest) -> HttpResponse:
    """Lead to showing a second factor, or explain how to set one up."""
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    way = next((name for kind, name in WAYS if kind in held), None)
    if way is None:
        return render(request, "account/second_factor.html")
    asked = {"next": request.GET["next"]} if "next" in request.GET else {}
    return redirect(f"{reverse(way)}?{urlencode(asked)}")
