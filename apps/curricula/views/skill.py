"""The page of a skill, its peek, and the ticking of its outcomes."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from apps.core.dates import local_day
from apps.core.posting import posted
from apps.core.requests import LearnerRequest
from apps.curricula.queries.skill import SkillMoved, SkillNotFound, SkillPage, skill_page
from apps.progress import operations


@login_required
@require_GET
def skill(request: LearnerRequest, slug: str) -> HttpResponse:
    """Show a skill."""
    try:
        page = _page(request, slug)
    except SkillMoved as moved:
        return redirect("skill", moved.slug, permanent=True)
    today = local_day(timezone.now(), request.user.zone)
    context = {"page": page, "nav": "roadmap", "today": today, "form_token": uuid4()}
    return render(request, "curricula/skill.html", context)


@login_required
@require_GET
def peek(request: LearnerRequest, slug: str) -> HttpResponse:
    """Show a skill beside the chart; without htmx, its page."""
    if not request.htmx:
        return redirect("skill", slug)
    try:
        page = _page(request, slug)
    except SkillMoved as moved:
        return redirect("skill_peek", moved.slug)
    return render(request, "curricula/peek.html", {"page": page})


@login_required
@posted("skill", "slug")
def outcome(request: LearnerRequest, slug: str, outcome_id: int) -> HttpResponse:
    """Tick an outcome, or take the tick back."""
    shown = "shown" in request.POST
    learner, now = request.user, timezone.now()
    try:
        operations.show_outcome(learner=learner, outcome_id=outcome_id, shown=shown, now=now, by=learner)
    except operations.OutcomeNotFound as error:
        raise Http404 from error
    if not request.htmx:
        messages.success(request, _("Saved."))
        return redirect(reverse("skill", args=[slug]) + "#outcomes")
    page = _page(request, slug)
    response = render(request, "curricula/skill.html#ticked", {"page": page})
    said = _("%(shown)d of %(many)d shown.") % {"shown": page.shown, "many": len(page.outcomes)}
    return trigger_client_event(response, "say", {"value": said})


def _page(request: LearnerRequest, slug: str) -> SkillPage:
    try:
        return skill_page(slug, learner=request.user, today=local_day(timezone.now(), request.user.zone))
    except SkillNotFound as error:
        raise Http404 from error
