"""Health: whether the process is up, and whether it can serve."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from apps.core import health


@require_safe
def livez(_: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process can answer at all; touches nothing."""
    return JsonResponse({"status": "up"})


@require_safe
def readyz(_: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is there and migrated, else 503; Redis is reported, not required."""
    database, cache = health.database("default"), health.redis(settings.REDIS_URL)
    ready = database == health.UP
    response = JsonResponse(
        {"status": "ready" if ready else "not ready", "database": database, "redis": cache},
        status=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )
    # Whoever asks writes it down; in our log each refusal would be an error of its own.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own mark
    return response
