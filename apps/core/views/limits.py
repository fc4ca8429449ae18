"""The page of limits: how often what may be tried."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.limits import page_rows


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """List every limit."""
    return render(request, "core/limits.html", {"rows": page_rows()})
