"""The roadmap, and what one may say about its next step."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from apps.core.dates import local_day
from apps.core.posting import posted
from apps.core.requests import LearnerRequest
from apps.curricula import operations
from apps.curricula.offers import offers_to
from apps.curricula.queries.roadmap import course_ids, redrawn, roadmap_page
from apps.curricula.queries.steps import choices_page
from apps.curricula.views import kept
from apps.skills.queries import Snapshot
from apps.users.models import User

VIEWS = {"map", "list"}


@login_required
@require_GET
def roadmap(request: LearnerRequest) -> HttpResponse:
    """Show the roadmap."""
    today = local_day(timezone.now(), request.user.zone)
    view = request.GET.get("view", "")

    def show(catalogue: Snapshot) -> str:
        page = roadmap_page(learner=request.user, today=today, catalogue=catalogue)
        offers = offers_to(request.user) if page.role and page.started else ()
        shown = view if view in VIEWS else "auto"
        context = {"page": page, "offers": offers, "view": shown, "nav": "roadmap"}
        return render_to_string("curricula/roadmap.html", {**context, "csrf_token": kept.TOKEN}, request)

    return HttpResponse(kept.page(request, show, today=today))


@login_required
@require_GET
def choices(request: LearnerRequest) -> HttpResponse:
    """Show what else could come next, and what was put off."""
    page = choices_page(learner=request.user, today=local_day(timezone.now(), request.user.zone))
    return render(request, "curricula/choices.html", {"page": page, "nav": "roadmap"})


@login_required
@posted("roadmap")
def later(request: LearnerRequest) -> HttpResponse:
    """Put a skill off until Monday."""
    slug = request.POST.get("skill", "")
    said = _("%(skill)s is put off until Monday.")
    return _decided(request, operations.postpone, slug=slug, said=said, undo_url="next_back")


@login_required
@posted("roadmap")
def back(request: LearnerRequest) -> HttpResponse:
    """Let a skill that was put off be proposed again."""
    slug = request.POST.get("skill", "")
    return _decided(request, operations.bring_back, slug=slug, said=_("%(skill)s may be proposed again."))


@login_required
@posted("roadmap")
def choose(request: LearnerRequest) -> HttpResponse:
    """Put a skill first."""
    slug = request.POST.get("skill", "")
    said = _("%(skill)s comes first now.")
    return _decided(request, operations.put_first, slug=slug, said=said, undo_url="next_unchoose")


@login_required
@posted("roadmap")
def unchoose(request: LearnerRequest) -> HttpResponse:
    """Go back to the step that Evenkeel proposes."""
    slug = request.POST.get("skill", "")
    return _decided(request, operations.unchoose, slug=slug, said=_("Back to what Evenkeel proposes."))


class Decision(Protocol):
    """An operation on the course of a learner; it answers the name of the skill."""

    def __call__(self, *, learner: User, slug: str, now: datetime, by: User) -> str:
        """Decide; raises operations.SkillNotFound."""
        ...


def _decided(
    request: LearnerRequest, decide: Decision, *, slug: str, said: str, undo_url: str = ""
) -> HttpResponse:
    learner, now = request.user, timezone.now()
    today = local_day(now, learner.zone)
    before = course_ids(learner=learner, today=today) if request.htmx else ()
    try:
        name = decide(learner=learner, slug=slug, now=now, by=learner)
    except operations.SkillNotFound as error:
        raise Http404 from error
    said = said % {"skill": name}
    if not request.htmx:
        messages.success(request, said)
        return redirect("roadmap")
    parts = redrawn(learner=learner, today=today, before=before)
    undo = {"undo_url": undo_url, "undo_target": "#next", "undo_name": "skill", "undo_value": slug}
    context = {"parts": parts, "page": parts.page, "said": said, **undo}
    response = render(request, "curricula/roadmap.html#moved", context)
    return trigger_client_event(response, "say", {"value": said})
