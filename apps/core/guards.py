"""What stands before every view: hostile input goes no further, and a form with errors is a 422."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import structlog
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.core.refusal import refusal
from apps.core.views.errors import bad_request, too_large
from apps.core.views.waiting import retry_after

log = structlog.get_logger(__name__)

FULL: Final = frozenset({"too_many_login_attempts", "rate_limited"})  # how allauth calls it

Answer = Callable[[HttpRequest], HttpResponse]


def refuse_hostile_input(get_response: Answer) -> Answer:
    """Answer 400 or 413 for a request that no view should see.

    It stands inside the middlewares that add headers and the CSRF cookie, so that its pages have
    both, and outside everything that reads the session or the form.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        found = refusal(request)
        if found is None:
            return get_response(request)
        log.info("request_refused", reason=found.reason)
        page = too_large if found.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else bad_request
        return page(request)

    return middleware


class FormErrorStatus:
    """Give a page that shows a form again with its errors the status 422, whoever wrote its view.

    And 429 where the error is that a limit is full.
    """

    def __init__(self, get_response: Answer) -> None:
        """Stand before the next part."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self._get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Look at the form in the context."""
        form = (response.context_data or {}).get("form")
        if (
            request.method == "POST"
            and response.status_code == HTTPStatus.OK
            and getattr(form, "errors", None)
        ):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
            if _tried_too_often(response.context_data or {}):
                response.status_code = HTTPStatus.TOO_MANY_REQUESTS
                response.headers["Retry-After"] = str(retry_after(request))
        return response


def _tried_too_often(context: Mapping[str, Any]) -> bool:
    """Return whether the form of a page says itself that a limit is full."""
    faults: dict[str, list[ValidationError]] = context["form"].errors.as_data()
    return any(fault.code in FULL for found in faults.values() for fault in found)
