"""Set-up: a role and hours, then a short self-assessment. Every step is saved as it is taken."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.core.dates import local_day
from apps.core.requests import LearnerRequest
from apps.curricula import operations
from apps.curricula.forms.setup import AimForm, read_levels
from apps.curricula.queries import setup as queries
from apps.curricula.queries.setup import AimPage, SetupPage
from apps.users.models import User

PAGES_MOST: Final = 999


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: LearnerRequest) -> HttpResponse:
    """Ask for role, hours and time zone."""
    page = queries.aim_page(learner=request.user)
    form = _form(request, page)
    if form.is_bound and form.is_valid():
        learner = request.user
        operations.take_aim(learner=learner, aim=form.aim(), now=timezone.now(), by=learner)
        return redirect("start_skills")
    status = 422 if form.is_bound else 200
    return render(request, "curricula/start.html", {"page": page, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: LearnerRequest) -> HttpResponse:
    """Ask where the learner stands, a page of skills at a time."""
    try:
        return _saved(request) if request.method == "POST" else _shown(request)
    except queries.NoRoleChosen:
        return redirect("start")


@login_required
@require_GET
def so_far(request: LearnerRequest) -> HttpResponse:
    """Show what the answers on the page would make of the chart; nothing is saved."""
    today = local_day(timezone.now(), request.user.zone)
    preview = queries.so_far(learner=request.user, typed=read_levels(request.GET), today=today)
    return render(request, "curricula/assess.html#so-far", {"so_far": preview})


def _form(request: LearnerRequest, page: AimPage) -> AimForm:
    learner = request.user
    return AimForm.asking(
        request.POST if request.method == "POST" else None,
        roles=[(role.slug, role.name) for role in page.roles],
        zone=learner.time_zone,
        initial={
            "role": page.chosen,
            "hours": f"{learner.minutes_a_week / 60:g}",
            "time_zone": learner.time_zone,
        },
    )


def _shown(request: LearnerRequest) -> HttpResponse:
    page = _page(request, _number(request.GET.get("page")), typed=None)
    if page is None:
        return redirect("roadmap")
    return render(request, "curricula/assess.html", {"page": page, "so_far": page.so_far})


def _saved(request: LearnerRequest) -> HttpResponse:
    """Save what was sent, and go where the button says: on, back, to the chart, or nowhere else."""
    levels, new = read_levels(request.POST), request.POST.get("all_new", "")
    act = "stay" if new else request.POST.get("act", "next")
    number = _number(request.POST.get("page")) or 1
    if act == "next":
        page = _page(request, number, typed=levels)
        if page is not None and page.missing:
            return render(request, "curricula/assess.html", {"page": page, "so_far": page.so_far}, status=422)
    _say(request.user, levels, new)
    return _onward(request, number, act=act)


def _say(learner: User, levels: dict[str, int], new: str) -> None:
    now = timezone.now()
    operations.say_where_one_stands(learner=learner, levels=levels, new_domain=new, now=now, by=learner)


def _onward(request: LearnerRequest, number: int, *, act: str) -> HttpResponse:
    if act == "back" and number == 1:
        return redirect("start")
    following = number + {"next": 1, "back": -1}.get(act, 0)
    if act == "draw" or following > queries.pages_so_far(learner=request.user):
        messages.success(
            request, _("Your chart is drawn. “Set up again” in the account menu changes answers.")
        )
        return redirect("roadmap")
    return redirect(f"{reverse('start_skills')}?page={following}")


def _page(request: LearnerRequest, number: int | None, *, typed: dict[str, int] | None) -> SetupPage | None:
    today = local_day(timezone.now(), request.user.zone)
    return queries.setup_page(learner=request.user, number=number, typed=typed, today=today)


def _number(text: str | None) -> int | None:
    """Return a page number, or None for anything else."""
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > len(str(PAGES_MOST)):
        return None
    return int(text)
