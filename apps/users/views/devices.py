"""The devices that a person is signed in with: noted when they are used, and signed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.requests import LearnerRequest
from apps.users.logic.devices import device
from apps.users.operations.devices import end_device, end_other_devices, see_device
from apps.users.words import device_words

SEEN: Final = "device_seen"  # in the session: seconds since 1970
EVERY: Final = timedelta(hours=1)  # pages show days; each note costs a write of the session


@receiver(user_logged_in)
def begin(request: HttpRequest, **_: Any) -> None:  # noqa: ANN401  # of any signal
    """Start the clock of a session as it is signed in."""
    request.session[SEEN] = int(timezone.now().timestamp())


def note_device(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:  # noqa: ANN401  # Django's word for a middleware
    """Note once an hour that a device is in use; a request that reads no session costs nothing."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.session.accessed:
            _note(request)
        return response

    return middleware


def _note(request: HttpRequest) -> None:
    seen, now = request.session.get(SEEN), timezone.now()
    if seen is not None and request.user.is_authenticated and now.timestamp() - seen >= EVERY.total_seconds():
        request.session[SEEN] = int(now.timestamp())
        see_device(session_key=request.session.session_key or "", now=now, by=request.user)


@login_required
def sign_out_device(request: LearnerRequest, device_id: int) -> HttpResponse:
    """Sign one device out."""
    if request.method == "POST":
        ended = end_device(device_id=device_id, by=request.user)
        if ended is None:
            raise Http404
        words = _("%(device)s is signed out.") % {"device": device_words(device(ended.user_agent))}
        messages.success(request, words)
    return redirect("settings_security")


@login_required
def sign_out_others(request: LearnerRequest) -> HttpResponse:
    """Sign every device out but this one, and mail that it was done."""
    if request.method == "POST":
        count = end_other_devices(session_key=request.session.session_key or "", by=request.user)
        get_adapter(request).send_notification_mail("account/email/devices_signed_out", request.user)
        words = ngettext("%d other device is signed out.", "%d other devices are signed out.", count) % count
        messages.success(request, words if count else _("No other device was signed in."))
    return redirect("settings_security")
