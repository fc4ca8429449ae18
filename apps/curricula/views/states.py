"""Every component of the design once: a living page for those who build pages. Absent in production."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.curricula.logic.drawing import (
    CurveWords,
    RetentionCurve,
    Span,
    heel_gauge,
    retention_curve,
    sides_bar,
)

_WORDS: Final = CurveWords(
    title="Retention is 82% today and falls under the 80% target on 5 December, in 11 days.",
    today="Today, 82%",
    under="under the target",
    due="5 Dec",
    due_says="falls under",
    after="with practice today: 23 Mar",
    after_short="23 Mar",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_CURVE: Final = RetentionCurve(
    today=date(2026, 11, 24),
    target=0.8,
    state="fading",
    spans=(
        Span(date(2026, 6, 8), 12, 4.0),
        Span(date(2026, 6, 20), 32, 10.0),
        Span(date(2026, 7, 22), 54, 17.0),
        Span(date(2026, 9, 14), 28, 12.0),
        Span(date(2026, 10, 12), 43, 16.0),
    ),
    stability=16.0,
    last_day=date(2026, 10, 12),
    due_on=date(2026, 12, 5),
    stability_after=36.0,
    decay=-0.1542,
    factor=0.98034649,
    words=_WORDS,
)


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    return render(
        request,
        "curricula/states.html",
        {
            "gauges": [
                heel_gauge(degrees=14, even_within=6, title="14 degrees to ML"),
                heel_gauge(degrees=-2, even_within=6, title="2 degrees to DevOps, even keel"),
                heel_gauge(degrees=-13, even_within=6, title="13 degrees to DevOps"),
                heel_gauge(degrees=None, even_within=6, title="Too early to say"),
            ],
            "sides": sides_bar(ml_share=0.54, band=(0.42, 0.51), title="ML 54%, DevOps 46%"),
            "curves": [retention_curve(_CURVE, wide=True), retention_curve(_CURVE, wide=False)],
        },
    )
