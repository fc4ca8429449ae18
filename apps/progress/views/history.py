"""Looking back: the whole log with filters, and week by week."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from apps.core.dates import local_day
from apps.core.requests import LearnerRequest
from apps.progress.forms import HistoryForm
from apps.progress.logic.weeks import Week, week_of, week_written
from apps.progress.queries.found import Filters
from apps.progress.queries.log import Entries, cursor_written, entries_page, week_panel
from apps.skills.queries import snapshot

WEEK_ROWS = 500  # a week of a person who logs every quarter of an hour, and more
NOTHING = Entries((), None, 0, 0)


@login_required
@require_safe
def history(request: LearnerRequest) -> HttpResponse:
    """Show entries of any day, filtered."""
    today = local_day(timezone.now(), request.user.zone)
    form = HistoryForm(request.GET.dict(), catalogue=snapshot())
    before = cursor_written(request.GET.get("before", ""))
    valid = form.is_valid()
    page = (
        entries_page(request.user, today=today, filters=form.filters(), before=before, totals=True)
        if valid
        else NOTHING
    )
    asked = [(name, str(what)) for name, what in request.GET.items() if name in form.fields and what]
    context = {"form": form, "entries": page, "before": before, "today": today, "nav": "log"}
    context["query"] = urlencode(asked)
    part = "#earlier" if request.htmx and before else ""
    return render(request, f"progress/history.html{part}", context, status=200 if valid else 422)


@login_required
@require_safe
def week(request: LearnerRequest) -> HttpResponse:
    """Show one week."""
    today = local_day(timezone.now(), request.user.zone)
    shown = _asked(request, today)
    filters = Filters(first=shown.monday, last=shown.sunday)
    context = {
        "week": week_panel(request.user, today=today, week=shown),
        "entries": entries_page(request.user, today=today, filters=filters, rows=WEEK_ROWS, totals=True),
        "today": today,
        "before_it": shown.earlier,
        "after_it": shown.later if shown != week_of(today) else None,
        "nav": "log",
    }
    return render(request, "progress/week.html", context)


def _asked(request: LearnerRequest, today: date) -> Week:
    """Return the week that is asked for, this one by default; 404 for none and for one to come."""
    try:
        shown = week_written(request.GET["of"]) if "of" in request.GET else week_of(today)
    except ValueError as error:
        raise Http404 from error
    if shown.monday > today or shown.monday.year < 1970:
        raise Http404
    return shown
