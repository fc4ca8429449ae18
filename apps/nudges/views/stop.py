"""The way out of mail, for whoever holds a link from it: no sign-in, and nothing shown but what it stops."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.nudges.composing import UnknownToken, token_read
from apps.nudges.models import MailPreferences
from apps.nudges.operations.preferences import Act, ReaderNotFound, answer_stop
from apps.nudges.queries.settings import preferences_of, stop_page
from apps.users.models import User

ACTS: Final[dict[str, Act]] = {"all": "stop all", "undo": "undo"}


@csrf_exempt  # mail programs send it by themselves (RFC 8058); what it can do is all that the token may do
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link from a mail stops; POST does it, and without more words stops that mail."""
    learner = _learner(token)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""), "stop")
        preferences = _answered(learner, act)
    else:
        act, preferences = None, preferences_of(learner)
    # Answered at once: a mail program does not follow redirects.
    page = stop_page(preferences, address=learner.email)
    return render(request, "nudges/stop.html", {"page": page, "act": act, "token": token})


def _learner(token: str) -> User:
    try:
        learner_id, _kind = token_read(token)
        return User.objects.get(pk=learner_id)
    except (UnknownToken, User.DoesNotExist) as error:
        raise Http404 from error


def _answered(learner: User, act: Act) -> MailPreferences:
    try:
        return answer_stop(learner_id=learner.pk, act=act, now=timezone.now())
    except ReaderNotFound as error:
        raise Http404 from error
