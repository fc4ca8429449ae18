"""Find: a page first, and the palette that the key / opens."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from apps.core.dates import local_day
from apps.core.limits import READING, limited
from apps.core.requests import LearnerRequest
from apps.curricula.queries.find import find_page


@login_required
@require_safe
@limited("finding", methods=READING)
@vary_on_headers("HX-Request")
def find(request: LearnerRequest) -> HttpResponse:
    """Show what answers `q`; to htmx, the results alone."""
    today = local_day(timezone.now(), request.user.zone)
    page = find_page(request.GET.get("q", ""), learner=request.user, today=today)
    template = "curricula/find.html#found" if request.htmx else "curricula/find.html"
    return render(request, template, {"page": page, "nav": "find"})
