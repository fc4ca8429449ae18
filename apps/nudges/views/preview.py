"""The next digest as it would be sent: made by the same code, shown before it goes."""

from __future__ import annotations

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.core.requests import LearnerRequest
from apps.nudges.previewing import Preview, preview_of

# No script, no request to anywhere; links open in a window of their own.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
FRAME_POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "img-src": [NONE],
    "font-src": [NONE],
    "connect-src": [NONE],
    "manifest-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX.split(),
}


@login_required
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # its stub knows only views without arguments
def digest(request: LearnerRequest) -> HttpResponse:
    """Show what the next digest says, and when it comes."""
    context = {"preview": _preview(request), "sandbox": SANDBOX, "part": "mail"}
    return render(request, "nudges/preview.html", context)


@login_required
@require_safe
@csp_replace(FRAME_POLICY)  # type: ignore[arg-type] # see above
def digest_html(request: LearnerRequest) -> HttpResponse:
    """Return the HTML of the next digest, for the frame; empty where it says nothing."""
    preview = _preview(request)
    response = HttpResponse(preview.letter.html if preview.letter else "")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _preview(request: LearnerRequest) -> Preview:
    return preview_of(request.user, now=timezone.now())
