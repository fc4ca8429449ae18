"""Drafts: writing and uploading files, the page that says what they would do, committing, discarding."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.gates import staff_only
from apps.core.posting import posted
from apps.core.requests import LearnerRequest
from apps.skills.forms import EditForm, UploadForm
from apps.skills.logic.catalogue.faults import CatalogueFaultsError
from apps.skills.models import CatalogueDraft, Way
from apps.skills.operations import drafts
from apps.skills.operations.importing import Import
from apps.skills.operations.previews import draft_page
from apps.skills.queries.editing import EditPage, FileUnknownError, edit_page, page_of_text
from apps.skills.views.asked import number

TOLD_MOST = 400  # characters of what a message says of an import


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: LearnerRequest) -> HttpResponse:
    """Show a file as text, or keep what was written as a draft."""
    if "file" not in request.GET:
        return redirect("catalogue")
    page = _edited(request)
    return _write(request, page) if request.method == "POST" else _edit(request, page)


def _write(request: LearnerRequest, page: EditPage) -> HttpResponse:
    form = EditForm(request.POST)
    if not form.is_valid():
        return _edit(request, page, wrong=_("The form was not complete."))
    text = form.cleaned_data["text"]
    try:
        draft = _keep(request, page, text, form.cleaned_data["seen"])
    except drafts.DraftMovedError:
        again = page_of_text(page.name, text, draft_id=page.draft, seen=page.seen)
        wrong = _("Somebody else wrote this file meanwhile. Sending your text again replaces theirs.")
        return _edit(request, again, wrong=wrong)
    return redirect("catalogue_draft", draft.pk)


def _keep(request: LearnerRequest, page: EditPage, text: str, seen: str) -> CatalogueDraft:
    now, by = timezone.now(), request.user
    if page.draft is None:
        return drafts.start_draft(files={page.name: text}, way=Way.FILES, now=now, by=by)
    try:
        return drafts.write_file(draft_id=page.draft, name=page.name, text=text, seen=seen, now=now, by=by)
    except drafts.DraftGoneError as error:
        raise Http404 from error


def _edited(request: LearnerRequest) -> EditPage:
    name, draft_id = request.GET.get("file", ""), number(request, "draft")
    try:
        return edit_page(name, draft_id=draft_id, line=number(request, "line") or 0)
    except FileUnknownError as error:
        raise Http404 from error


def _edit(request: LearnerRequest, page: EditPage, *, wrong: str = "") -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(
        request, "skills/edit.html", {"page": page, "wrong": wrong, "nav": "catalogue"}, status=status
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: LearnerRequest) -> HttpResponse:
    """Take files in as a draft."""
    if request.method != "POST":
        return render(request, "skills/upload.html", {"form": UploadForm(), "nav": "catalogue"})
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"form": form, "nav": "catalogue"}
        return render(request, "skills/upload.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    way = Way(form.cleaned_data["way"])
    draft = drafts.start_draft(files=form.texts, way=way, now=timezone.now(), by=request.user)
    return redirect("catalogue_draft", draft.pk)


@staff_only
@require_safe
def draft(request: LearnerRequest, draft_id: int) -> HttpResponse:
    """Show what a draft would change, or what is wrong with it."""
    return _draft(request, draft_id)


@staff_only
@posted("catalogue_draft", "draft_id")
def commit(request: LearnerRequest, draft_id: int) -> HttpResponse:
    """Import a draft as it was shown."""
    shown, now = request.POST.get("seal", ""), timezone.now()
    try:
        done = drafts.commit_draft(draft_id=draft_id, shown=shown, now=now, by=request.user)
    except drafts.DraftGoneError:
        return _gone(request)
    except drafts.DraftMovedError:
        return _draft(request, draft_id, moved=True, status=HTTPStatus.CONFLICT)
    except CatalogueFaultsError:
        return _draft(request, draft_id, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _said(done))
    return redirect("catalogue")


def _said(done: Import) -> str:
    changes = "; ".join(done.summary)
    return _("Imported. %(changes)s") % {"changes": changes[:TOLD_MOST]} if done else _("Nothing changed.")


@staff_only
@posted("catalogue_draft", "draft_id")
def discard(request: LearnerRequest, draft_id: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        drafts.discard_draft(draft_id=draft_id, now=timezone.now(), by=request.user)
    except drafts.DraftGoneError:
        return _gone(request)
    messages.success(request, _("The draft is discarded."))
    return redirect("catalogue")


def _gone(request: LearnerRequest) -> HttpResponse:
    messages.warning(request, _("The draft was committed or discarded meanwhile."))
    return redirect("catalogue")


def _draft(request: LearnerRequest, draft_id: int, **more: Any) -> HttpResponse:  # noqa: ANN401 - of render
    status = more.pop("status", HTTPStatus.OK)
    try:
        page = draft_page(draft_id, whole="all" in request.GET)
    except drafts.DraftGoneError as error:
        raise Http404 from error
    return render(request, "skills/draft.html", {"page": page, "nav": "catalogue", **more}, status=status)
