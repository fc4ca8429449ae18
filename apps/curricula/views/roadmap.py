"""The roadmap, and what one may say about its next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from apps.core.dates import local_day
from apps.core.requests import LearnerRequest
from apps.curricula import operations
from apps.curricula.queries.roadmap import roadmap_page
from apps.curricula.queries.steps import choices_page
from apps.curricula.views import kept

VIEWS = {"map", "list"}
Result = TypeVar("Result")


@login_required
@require_GET
def roadmap(request: LearnerRequest) -> HttpResponse:
    """Show the roadmap."""
    view = request.GET.get("view", "")
    body = kept.body(
        request, today=local_day(timezone.now(), request.user.zone), view=view if view in VIEWS else "auto"
    )
    return render(request, "curricula/roadmap.html", {"body": body, "nav": "roadmap"})


@login_required
@require_GET
def choices(request: LearnerRequest) -> HttpResponse:
    """Show what else could come next, and what was put off."""
    page = choices_page(learner=request.user, today=local_day(timezone.now(), request.user.zone))
    return render(request, "curricula/choices.html", {"page": page, "nav": "roadmap"})


@login_required
@require_POST
def later(request: LearnerRequest) -> HttpResponse:
    """Put a skill off until Monday."""
    slug = request.POST.get("skill", "")
    row = _decide(lambda now: operations.postpone(learner=request.user, slug=slug, now=now, by=request.user))
    said = _("%(skill)s is put off until Monday.") % {"skill": row.skill.name}
    return _answer(request, said=said, undo_url="next_back", slug=slug)


@login_required
@require_POST
def back(request: LearnerRequest) -> HttpResponse:
    """Let a skill that was put off be proposed again."""
    slug = request.POST.get("skill", "")
    _decide(lambda now: operations.bring_back(learner=request.user, slug=slug, now=now, by=request.user))
    return _answer(request, said=_("It may be proposed again."))


@login_required
@require_POST
def choose(request: LearnerRequest) -> HttpResponse:
    """Put a skill first."""
    slug = request.POST.get("skill", "")
    row = _decide(lambda now: operations.put_first(learner=request.user, slug=slug, now=now, by=request.user))
    said = _("%(skill)s comes first now.") % {"skill": row.skill.name}
    return _answer(request, said=said, undo_url="next_unchoose", slug=slug)


@login_required
@require_POST
def unchoose(request: LearnerRequest) -> HttpResponse:
    """Go back to the step that Evenkeel proposes."""
    _decide(lambda now: operations.unchoose(learner=request.user, now=now, by=request.user))
    return _answer(request, said=_("Back to what Evenkeel proposes."))


def _decide(act: Callable[[datetime], Result]) -> Result:
    try:
        return act(timezone.now())
    except operations.SkillNotFound as error:
        raise Http404 from error


def _answer(request: LearnerRequest, *, said: str, undo_url: str = "", slug: str = "") -> HttpResponse:
    if not request.htmx:
        messages.success(request, said)
        return redirect("roadmap")
    page = roadmap_page(learner=request.user, today=local_day(timezone.now(), request.user.zone))
    undo = {"undo_url": undo_url, "undo_target": "#next", "undo_name": "skill", "undo_value": slug}
    context = {"page": page, "said": said, **undo}
    response = render(request, "curricula/roadmap.html#moved", context)
    return trigger_client_event(response, "say", {"value": said})
