"""What stands around every view for people whose account ends while they use it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.users.models import User


class AccountGone:
    """Lead whoever's account was erased while their request ran to the sign-in page.

    Such a request fails wherever it first misses the row: a lock, a reference, an update.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before the next part."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Look whether the person is still there."""
        if not isinstance(exception, ObjectDoesNotExist | DatabaseError):
            return None
        person = request.user.pk
        if person is None or User.objects.filter(pk=person).exists():
            return None
        request.session.flush()
        request.user = AnonymousUser()
        return redirect("account_login")
