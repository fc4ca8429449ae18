"""The page by which somebody reviews a lab, for whoever holds its link: no sign-in, nothing else shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.limits import limited
from apps.progress import operations
from apps.progress.forms import ReviewForm
from apps.progress.queries.proofs import Asked, UnknownToken, asked_by, nonce_of
from apps.progress.reviewing import answer_and_tell
from apps.users.models import User

ELSEWHERE: Final = frozenset({"cross-site", "same-site"})
HEADERS: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}

View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    """Keep the address of a page, which is a secret, out of other sites and of indexes."""

    @wraps(view)
    def inner(request: HttpRequest, **named: object) -> HttpResponse:
        response = view(request, **named)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return inner


# Without a referrer browsers call the origin of a form null, which the usual check refuses. The secret
# in the address stands in its place: no other page knows it. Nor may another site send the form.
@csrf_exempt
@never_cache
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
@limited("reviews_given")
def review(request: HttpRequest, token: str) -> HttpResponse:
    """Show a lab to whoever holds its link; POST says what they think of it, once."""
    try:
        nonce = nonce_of(token)
    except UnknownToken:
        return _closed(request, "unknown")
    asked = asked_by(nonce, now=timezone.now())
    if asked is None or asked.state != "open":
        return _closed(request, asked.state if asked else "unknown")
    if request.method == "POST":
        return _answer(request, asked, nonce)
    return _page(request, asked, ReviewForm())


@require_safe
@unlisted
def thanks(request: HttpRequest) -> HttpResponse:
    """Thank a reviewer."""
    return render(request, "progress/review_thanks.html")


def _answer(request: HttpRequest, asked: Asked, nonce: str) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
        raise PermissionDenied
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        answer_and_tell(nonce=nonce, answer=form.answer(), now=timezone.now(), by=_signed_in(request))
    except operations.OwnReviewError:
        return _page(request, asked, form, status=HTTPStatus.FORBIDDEN)
    except operations.ReviewClosedError as closed:
        return _closed(request, closed.state)
    except operations.ReviewNotFound:
        return _closed(request, "unknown")
    return redirect("review_thanks")


def _page(
    request: HttpRequest, asked: Asked, form: ReviewForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    user = _signed_in(request)
    own = user is not None and user.pk == asked.learner_id
    context = {"asked": asked, "form": form, "own": own, "reviewer": user}
    return render(request, "progress/review.html", context, status=status)


def _closed(request: HttpRequest, why: str) -> HttpResponse:
    status = HTTPStatus.NOT_FOUND if why == "unknown" else HTTPStatus.GONE
    return render(request, "progress/review_closed.html", {"why": why}, status=status)


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) and request.user.is_authenticated else None
