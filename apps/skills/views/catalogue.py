"""The authors' first page, the imports that were, and putting one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.gates import staff_only
from apps.core.posting import posted
from apps.core.requests import LearnerRequest
from apps.skills.models import Catalogue
from apps.skills.operations.putting_back import SourceUnknownError, put_back
from apps.skills.queries import authoring
from apps.skills.views.asked import number


@staff_only
@require_safe
def overview(request: LearnerRequest) -> HttpResponse:
    """Show what is in force, its files, the drafts and the last imports."""
    return render(request, "skills/catalogue.html", {"page": authoring.overview(), "nav": "catalogue"})


@staff_only
@require_safe
def history(request: LearnerRequest) -> HttpResponse:
    """Show the imports that were, newest first."""
    before = number(request, "before")
    rows, earlier = authoring.imports(before=before)
    context = {"rows": rows, "earlier": earlier, "first": before is None, "nav": "catalogue"}
    return render(request, "skills/imports.html", context)


@staff_only
@require_safe
def one_import(request: LearnerRequest, catalogue_id: int) -> HttpResponse:
    """Show what one import changed."""
    page = authoring.import_page(catalogue_id)
    if page is None:
        raise Http404
    return render(request, "skills/import.html", {"page": page, "nav": "catalogue"})


@staff_only
@posted("catalogue_import", "catalogue_id")
def back(request: LearnerRequest, catalogue_id: int) -> HttpResponse:
    """Make a draft that brings back what an import left."""
    try:
        draft = put_back(catalogue_id=catalogue_id, now=timezone.now(), by=request.user)
    except Catalogue.DoesNotExist as error:
        raise Http404 from error
    except SourceUnknownError:
        messages.error(request, _("This import was made before files were kept: it cannot be put back."))
        return redirect("catalogue_import", catalogue_id)
    return redirect("catalogue_draft", draft.pk)
