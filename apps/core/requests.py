"""Requests whose user is known to be signed in, for views behind the sign-in wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from apps.users.models import User


class PageRequest(HttpRequest):
    """Any request, with what htmx says about it."""

    htmx: HtmxDetails


class LearnerRequest(PageRequest):
    """A request of somebody signed in."""

    user: User
