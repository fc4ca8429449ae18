"""The log as a file: what the filters of the history page show, all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core.dates import local_day
from apps.core.requests import LearnerRequest
from apps.progress.forms import HistoryForm
from apps.progress.logic.files.writing import Entry, csv_pieces, json_pieces, yaml_pieces
from apps.progress.queries.found import stream_entries
from apps.skills.queries import snapshot

Write = Callable[[Iterable[Entry]], Iterator[bytes]]
FORMATS: Final[dict[str, tuple[str, Write]]] = {
    "csv": ("text/csv; charset=utf-8", csv_pieces),
    "yaml": ("application/yaml; charset=utf-8", yaml_pieces),
    "json": ("application/json", json_pieces),
}


@login_required
@require_safe
@never_cache
def export(request: LearnerRequest, form: str) -> HttpResponseBase:
    """Hand out the entries that fit; a filter that makes no sense leads to the page that says so."""
    if form not in FORMATS:
        raise Http404
    asked = HistoryForm(request.GET.dict(), catalogue=snapshot())
    if not asked.is_valid():
        return redirect(f"{reverse('log_history')}?{urlencode(request.GET.dict())}")
    kind, write = FORMATS[form]
    entries = stream_entries(request.user.pk, filters=asked.filters())
    response = StreamingHttpResponse(write(entries), content_type=kind)
    day = local_day(timezone.now(), request.user.zone)
    response["Content-Disposition"] = f'attachment; filename="evenkeel-log-{day.isoformat()}.{form}"'
    return response
