"""Leaving for another service to sign in, coming back, and taking it off the account."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from requests import RequestException

from apps.core.requests import LearnerRequest
from apps.users.gateways.providers import OrganisationClient
from apps.users.operations.providers import LastWayIn, disconnect
from apps.users.providers import name_of

FAILED = "socialaccount/authentication_error.html"


class Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth is untyped
    """The way back from the organisation, with the nonce that its browser left with."""

    adapter: OrganisationClient

    def _get_state(
        self, request: HttpRequest, provider: object
    ) -> tuple[dict[str, str] | None, HttpResponse | None]:
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, answer


@never_cache
def github_login(request: HttpRequest) -> HttpResponse:
    """Ask, then leave for GitHub."""
    return _leave(request, OAuth2LoginView.adapter_view(GitHubOAuth2Adapter))


@never_cache
def github_callback(request: HttpRequest) -> HttpResponse:
    """Come back from GitHub."""
    return _guarded(request, OAuth2CallbackView.adapter_view(GitHubOAuth2Adapter))


@never_cache
def organisation_login(request: HttpRequest) -> HttpResponse:
    """Ask, then leave for the organisation."""
    return _leave(request, OAuth2LoginView.adapter_view(OrganisationClient(request, "organisation")))


@never_cache
def organisation_callback(request: HttpRequest) -> HttpResponse:
    """Come back from the organisation."""
    return _guarded(request, Callback.adapter_view(OrganisationClient(request, "organisation")))


@login_required
@reauthentication_required(app="allauth.socialaccount")  # type: ignore[untyped-decorator]  # allauth is untyped
def disconnect_provider(request: LearnerRequest, account_id: int) -> HttpResponse:
    """Ask, then take an account of another service off this one."""
    account = get_object_or_404(SocialAccount, pk=account_id, user=request.user)
    told = {"provider": name_of(account.provider)}
    if request.method != "POST":
        return render(request, "socialaccount/disconnect.html", {"account": account, **told})
    try:
        disconnect(account_id=account_id, by=request.user)
    except LastWayIn:
        messages.error(request, _("It is your only way in. Set a password or add a passkey first."))
    else:
        get_adapter(request).send_notification_mail(
            "socialaccount/email/account_disconnected", request.user, told
        )
        messages.success(request, _("%(provider)s is disconnected.") % told)
    return redirect("settings_security")


def _guarded(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Answer 404 for a service that is not offered, and with a page for one that cannot be reached."""
    try:
        return view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, RequestException):
        return render(request, FAILED, status=HTTPStatus.BAD_GATEWAY)


def _leave(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Turn the redirect to the service into a page that goes there.

    Browsers hold the redirects that follow on a form to the policy of its page (form-action), over
    every host that a service leads through. From a page of its own nothing is sent by a form.
    """
    answer = _guarded(request, view)
    if answer.status_code != HTTPStatus.FOUND:
        return answer
    return render(request, "socialaccount/leaving.html", {"address": answer.headers["Location"]})
