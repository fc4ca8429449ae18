"""The log of this week: quick add, what was logged, and the week."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import trigger_client_event

from apps.core.dates import local_day
from apps.core.limits import READING, limited
from apps.core.requests import LearnerRequest
from apps.progress import operations
from apps.progress.forms import QuickForm
from apps.progress.logic.quickadd import TEXT_MOST
from apps.progress.queries.log import cursor_written, entries_page, week_panel
from apps.progress.queries.proposals import understand, understand_name
from apps.progress.views import said


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: LearnerRequest) -> HttpResponse:
    """Show the log, or add one line to it."""
    if request.method == "POST":
        return _add(request)
    if request.htmx and "before" in request.GET:
        return render(request, "progress/log.html#earlier", entries_context(request))
    text = _shared(request)
    context = {**page_context(request), **_line(request, text)}
    return render(request, "progress/log.html", context)


@login_required
@require_GET
@limited("suggestions", methods=READING)
def suggest(request: LearnerRequest) -> HttpResponse:
    """Offer skills for what has been typed so far, and say what it was understood to mean."""
    line, name = request.GET.get("q"), request.GET.get("skill", "")[:200]
    if not request.htmx:
        return redirect(reverse("log") + "?" + urlencode({"q": line or name}))
    today = local_day(timezone.now(), request.user.zone)
    context: dict[str, Any] = {"today": today, "list": "q-list" if line is not None else "skill-list"}
    if line is not None:
        understood = understand(line[: TEXT_MOST + 1], learner=request.user, today=today)
        context |= {"understood": understood, "suggestions": understood.suggestions}
    else:
        sure, options = understand_name(name, learner=request.user, today=today)
        offered = [sure, *options] if sure and sure.name != name else list(options)
        context["suggestions"] = [(option, option.name) for option in offered]
    return _told(render(request, "progress/suggestions.html", context), len(context["suggestions"]))


def page_context(request: LearnerRequest) -> dict[str, Any]:
    """Return what the table and the week show; four SQL statements."""
    today = local_day(timezone.now(), request.user.zone)
    return {**entries_context(request), "week": week_panel(request.user, today=today), "nav": "log"}


def entries_context(request: LearnerRequest) -> dict[str, Any]:
    """Return a page of entries; three SQL statements."""
    today = local_day(timezone.now(), request.user.zone)
    before = cursor_written(request.GET.get("before", ""))
    page = entries_page(request.user, today=today, before=before)
    return {"entries": page, "today": today, "before": before}


def _add(request: LearnerRequest) -> HttpResponse:
    now = timezone.now()
    form = QuickForm(request.POST, learner=request.user, today=local_day(now, request.user.zone))
    if not form.is_valid():
        return _ask(request, form)
    entry = form.entry()
    done = operations.log_evidence(learner=request.user, entry=entry, now=now, by=request.user)
    words = said.logged(entry, done)
    if not request.htmx:
        messages.success(request, words, extra_tags=f"undo-{done.evidence_id}")
        return redirect("log")
    context = {**page_context(request), **_line(request, ""), "said": words, "undo": done.evidence_id}
    return render(request, "progress/log.html#added", context)


def _ask(request: LearnerRequest, form: QuickForm) -> HttpResponse:
    """Show the line again with what it left open, nothing of it lost."""
    line = {"form": form, "text": form.data.get("q", ""), "token": form.data.get("form_token", "")}
    line["understood"] = form.understood
    if request.htmx:
        today = local_day(timezone.now(), request.user.zone)
        return render(request, "progress/log.html#line", {**line, "today": today}, status=422)
    return render(request, "progress/log.html", {**page_context(request), **line}, status=422)


def _line(request: LearnerRequest, text: str) -> dict[str, Any]:
    """Return the line as it is first shown: empty, or with what was shared with the app."""
    today = local_day(timezone.now(), request.user.zone)
    understood = understand(text, learner=request.user, today=today) if text else None
    return {"form": None, "text": text, "token": str(uuid4()), "understood": understood}


def _shared(request: LearnerRequest) -> str:
    """Return what another app or page handed over: a line, or a link with its title left aside."""
    shared = request.GET.get("q") or request.GET.get("url") or request.GET.get("text") or ""
    return shared[:TEXT_MOST]


def _told(response: HttpResponse, many: int) -> HttpResponse:
    words = ngettext("%d suggestion", "%d suggestions", many) % many if many else _("No suggestions")
    return trigger_client_event(response, "say", {"value": words})
