"""Files into the log: choosing one, seeing what it would do, letting it in, taking it out again."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.formulas import neutral
from apps.core.limits import limited
from apps.core.requests import LearnerRequest
from apps.progress.forms.imports import FileForm, choices_sent
from apps.progress.models import ProgressImport
from apps.progress.operations import imports
from apps.progress.queries.import_page import error_rows, import_of, import_page, imports_list
from apps.progress.tasks import work_on_import

LIST, PAGE = "progress/imports.html", "progress/import.html"
ACTS = {"start": imports.start_import, "stop": imports.stop_import, "undo": imports.undo_import}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("imports")
def files(request: LearnerRequest) -> HttpResponse:
    """Show what was brought in, or take another file."""
    if request.method != "POST":
        return _list(request, FileForm(initial={"form_token": uuid4()}))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form)
    try:
        found = imports.open_import(
            learner=request.user, file=form.new_file(), now=timezone.now(), by=request.user
        )
    except imports.ImportBusyError as busy:
        return _busy(request, busy)
    work_on_import.delay_on_commit(import_id=found)
    return redirect("log_import_file", found)


@login_required
@require_safe
@never_cache
def file(request: LearnerRequest, import_id: int) -> HttpResponse:
    """Show one import: how far it is, what it would do, what is wrong with it."""
    return _page(request, _own(request, import_id))


@login_required
@never_cache
def choose(request: LearnerRequest, import_id: int) -> HttpResponse:
    """Take what is meant by what the file says, and judge it again."""
    source = _own(request, import_id)
    if request.method != "POST":
        return redirect("log_import_file", import_id)
    choices, unknown = choices_sent(request.POST.dict())
    now = timezone.now()
    try:
        imports.choose(learner=request.user, import_id=import_id, choices=choices, now=now, by=request.user)
    except imports.ImportRefusedError:
        messages.error(request, _("Nothing can be chosen for this file any more."))
        return redirect("log_import_file", import_id)
    return _answer(request, source, unknown=unknown)


@login_required
@never_cache
def act(request: LearnerRequest, import_id: int, what: str) -> HttpResponse:
    """Let a file in, stop it, or take it out again."""
    source = _own(request, import_id)
    if request.method != "POST":
        return redirect("log_import_file", import_id)
    try:
        ACTS[what](learner=request.user, import_id=import_id, now=timezone.now(), by=request.user)
    except imports.ImportBusyError as busy:
        return _busy(request, busy)
    except imports.ImportRefusedError:
        messages.error(request, _("That cannot be done with this file as it stands now."))
        return redirect("log_import_file", import_id)
    work_on_import.delay_on_commit(import_id=import_id)
    return _answer(request, source)


@login_required
@require_safe
@never_cache
def errors(request: LearnerRequest, import_id: int) -> HttpResponseBase:
    """Hand out everything that is wrong with a file, as a file."""
    source = _own(request, import_id)
    heading = ("line", "last_line", "character", "column", "stands_there", "what_is_wrong")
    lines = (_csv_line(row) for row in (heading, *error_rows(source)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="errors-of-import-{import_id}.csv"'
    return response


def _own(request: LearnerRequest, import_id: int) -> ProgressImport:
    source = import_of(request.user, import_id)
    if source is None:
        raise Http404
    return source


def _list(request: LearnerRequest, form: FileForm) -> HttpResponse:
    now = timezone.now()
    context = {"form": form, "imports": imports_list(request.user, now=now), "nav": "log"}
    return render(request, LIST, context, status=422 if form.is_bound else 200)


def _answer(
    request: LearnerRequest, source: ProgressImport, *, unknown: dict[str, str] | None = None
) -> HttpResponse:
    """Show the page anew to htmx and where something is wrong; lead to it otherwise."""
    if not request.htmx and not unknown:
        return redirect("log_import_file", source.pk)
    source.refresh_from_db()
    return _page(request, source, unknown=unknown)


def _page(
    request: LearnerRequest, source: ProgressImport, *, unknown: dict[str, str] | None = None
) -> HttpResponse:
    now = timezone.now()
    until = imports.undo_until(source, now=now)
    page = import_page(source, undo_until=until, now=now, sent=unknown)
    context: dict[str, Any] = {"page": page, "token": uuid4(), "nav": "log"}
    part = "#import" if request.htmx else ""
    return render(request, f"{PAGE}{part}", context, status=422 if unknown else 200)


def _busy(request: LearnerRequest, busy: imports.ImportBusyError) -> HttpResponse:
    messages.error(
        request, _("Another file is at work. Wait until it is done, or stop it; then do that again.")
    )
    return redirect("log_import_file", busy.import_id)


def _csv_line(row: tuple[str, ...]) -> bytes:
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerow([neutral(cell) for cell in row])
    return sheet.getvalue().encode()
