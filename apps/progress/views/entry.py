"""One entry: all its fields, its removal, and the way back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.dates import local_day
from apps.core.requests import LearnerRequest
from apps.progress import operations
from apps.progress.forms import EntryForm
from apps.progress.models import Evidence
from apps.progress.queries.entry import entry_by_hand
from apps.progress.views import said
from apps.progress.views.log import page_context


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: LearnerRequest) -> HttpResponse:
    """Log something, field by field."""
    now = timezone.now()
    today = local_day(now, request.user.zone)
    if request.method != "POST":
        asked = {"link": request.GET.get("url", ""), "skill": request.GET.get("skill", "")}
        initial = {"day": today, "form_token": uuid4(), **asked}
        return _form(request, EntryForm(learner=request.user, today=today, initial=initial))
    form = EntryForm(request.POST, learner=request.user, today=today)
    if not form.is_valid():
        return _form(request, form)
    done = operations.log_evidence(learner=request.user, entry=form.entry(), now=now, by=request.user)
    return _done(request, said.logged(form.entry(), done), done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: LearnerRequest, evidence_id: int) -> HttpResponse:
    """Correct an entry."""
    own, now = _own(request, evidence_id), timezone.now()
    people: dict[str, Any] = {"learner": request.user, "today": local_day(now, request.user.zone), "own": own}
    if request.method != "POST":
        return _form(request, EntryForm(initial=_initial(own), **people))
    form = EntryForm(request.POST, **people)
    if not form.is_valid():
        return _form(request, form)
    done = operations.correct_evidence(
        learner=request.user, evidence_id=evidence_id, entry=form.entry(), now=now, by=request.user
    )
    return _done(request, said.changed(_("Saved."), done), done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: LearnerRequest, evidence_id: int) -> HttpResponse:
    """Ask whether an entry should go, or take it out."""
    if request.method != "POST":
        own = _own(request, evidence_id)
        what = {"skill": own.skill.name, "kind": own.get_kind_display()}
        context = {"id": own.pk, **what, "minutes": own.minutes, "day": own.day, "nav": "log"}
        return render(request, "progress/delete.html", context)
    try:
        done = operations.withdraw_evidence(
            learner=request.user, evidence_id=evidence_id, now=timezone.now(), by=request.user
        )
    except (operations.EvidenceNotFound, operations.EntryRefusedError) as error:
        raise Http404 from error
    return _done(request, said.changed(_("Deleted."), done), done)


@login_required
@require_POST
def undo(request: LearnerRequest) -> HttpResponse:
    """Undo what a row of the log did."""
    try:
        done = operations.undo_evidence(
            learner=request.user,
            evidence_id=int(request.POST.get("evidence", "")),
            now=timezone.now(),
            by=request.user,
        )
    except (ValueError, operations.EvidenceNotFound) as error:
        raise Http404 from error
    words = said.changed(_("Undone."), done)
    if not request.htmx:
        return _done(request, words, done)
    context = {**page_context(request), "said": words, "undo": done.evidence_id}
    return render(request, "progress/log.html#undone", context)


def _own(request: LearnerRequest, evidence_id: int) -> Evidence:
    own = entry_by_hand(request.user, evidence_id)
    if own is None:
        raise Http404
    return own


def _initial(own: Evidence) -> dict[str, Any]:
    fields = {name: getattr(own, name) for name in ("kind", "day", "minutes", "note", "link")}
    return {**fields, "skill": own.skill.name, "form_token": uuid4()}


def _form(request: LearnerRequest, form: EntryForm) -> HttpResponse:
    own = form.own.pk if form.own else None
    status = 422 if form.is_bound else 200
    return render(request, "progress/entry.html", {"form": form, "own": own, "nav": "log"}, status=status)


def _done(request: LearnerRequest, words: str, done: operations.Logged) -> HttpResponse:
    messages.success(request, words, extra_tags=f"undo-{done.evidence_id}")
    # A form on another page leads back to it, but never away from here.
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    # redirect() would take a word without a slash for the name of an address.
    return HttpResponseRedirect(back if safe else reverse("log"))
