"""Shows the mails that were sent on this machine."""

from __future__ import annotations

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.devmail.gateways import mailbox
from apps.devmail.logic.letter import Letter

# No script, no request to anywhere; links open in a window of their own.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
FRAME_POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "font-src": [NONE],
    "connect-src": [NONE],
    "manifest-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX.split(),
}


@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first; POST deletes them all."""
    if request.method == "POST":
        mailbox.clear(settings.MAIL_FOLDER)
        return redirect("dev_mails")
    total, newest = mailbox.newest(settings.MAIL_FOLDER)
    return render(request, "devmail/mails.html", {"total": total, "mails": newest})


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # its stub knows only views without arguments
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail: its HTML in a frame, its text, its headers, what is attached."""
    return render(request, "devmail/mail.html", {"key": key, "letter": _letter(key), "sandbox": SANDBOX})


@require_safe
@csp_replace(FRAME_POLICY)  # type: ignore[arg-type] # see above
def mail_html(_request: HttpRequest, key: str) -> HttpResponse:
    """Return the HTML of a mail as it is, for the frame."""
    response = HttpResponse(f'<!doctype html><base target="_blank">{_letter(key).html}')
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _letter(key: str) -> Letter:
    try:
        return mailbox.load(settings.MAIL_FOLDER, key)
    except mailbox.MailNotFound as error:
        raise Http404 from error
