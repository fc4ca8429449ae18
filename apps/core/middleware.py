"""What stands around every answer: headers that protect it, health before all, a line in the log."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.core.headers import HEADERS
from apps.core.views.probes import livez, readyz

Answer = Callable[[HttpRequest], HttpResponseBase]

PROBES: Final = {"/livez": livez, "/readyz": readyz}
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")

log = structlog.get_logger(__name__)


def security_headers(get_response: Answer) -> Answer:
    """Put the fixed headers on every answer, errors of other middleware included; its own come first."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def probes(get_response: Answer) -> Answer:
    """Answer the two questions of health first: who asks knows neither our host name nor TLS."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else get_response(request)

    return middleware


def request_log(get_response: Answer) -> Answer:
    """Write one line for each request by its route, never by its address, which may hold a secret.

    The request's number stands in every line that the request causes, and on the answer.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began, number = time.perf_counter(), _number(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = get_response(request)
        response.headers["X-Request-ID"] = number
        if not request.path_info.startswith(settings.STATIC_URL):
            route = getattr(request.resolver_match, "route", None)
            milliseconds = round(1000 * (time.perf_counter() - began), 1)
            log.info(
                "request", method=request.method, route=route, status=response.status_code, ms=milliseconds
            )
        return response

    return middleware


def _number(request: HttpRequest) -> str:
    # Only a proxy of our own may name a request.
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
