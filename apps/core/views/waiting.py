"""When what was tried too often opens again."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from apps.core.limits import seconds_to_wait


def retry_after(request: HttpRequest) -> int:
    """Return the seconds that the header of that name tells."""
    return seconds_to_wait(request, now=timezone.now().timestamp())
