"""The list of addresses that do not answer where they should, for authors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.gates import staff_only
from apps.skills.queries.link_checks import links_page


@staff_only
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """Show the list, gone addresses first."""
    return render(request, "skills/links.html", {"page": links_page(), "nav": "catalogue"})
