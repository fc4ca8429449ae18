"""The page of a skill's lab."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.core.dates import local_day
from apps.core.requests import LearnerRequest
from apps.curricula.queries.lab import LabNotFound, lab_page
from apps.curricula.queries.skill import SkillMoved, SkillNotFound
from apps.progress.queries.proofs import proofs_of_lab


@login_required
@require_GET
def lab(request: LearnerRequest, slug: str) -> HttpResponse:
    """Show a lab step by step, with the form that logs it and what one has proved."""
    try:
        page = lab_page(slug)
    except SkillMoved as moved:
        return redirect("skill_lab", moved.slug, permanent=True)
    except (SkillNotFound, LabNotFound) as error:
        raise Http404 from error
    now = timezone.now()
    proofs = proofs_of_lab(request.user, page.id, now=now)
    about = {"today": local_day(now, request.user.zone), "form_token": uuid4()}
    context = {"page": page, "proofs": proofs, "nav": "roadmap", **about}
    return render(request, "curricula/lab.html", context)
