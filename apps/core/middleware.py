"""What stands around every answer: headers that protect it, health before all, a line in the log."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse

from apps.core.views.probes import livez, readyz

Answer = Callable[[HttpRequest], HttpResponse]

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PROBES: Final = {"/livez": livez, "/readyz": readyz}

log = structlog.get_logger(__name__)


def security_headers(get_response: Answer) -> Answer:
    """Add the headers that every answer bears, errors of other middleware included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def probes(get_response: Answer) -> Answer:
    """Answer the two questions of health first: who asks knows neither our host name nor TLS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path)
        return probe(request) if probe else get_response(request)

    return middleware


def request_log(get_response: Answer) -> Answer:
    """Write one line for each request: its route, never its address, which may hold a secret."""

    def middleware(request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex)
        began = time.perf_counter()
        response = get_response(request)
        route = getattr(request.resolver_match, "route", None)
        milliseconds = round(1000 * (time.perf_counter() - began), 1)
        log.info("request", method=request.method, route=route, status=response.status_code, ms=milliseconds)
        structlog.contextvars.clear_contextvars()
        return response

    return middleware
