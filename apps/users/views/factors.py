"""What the pages of second factors need beyond allauth."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class ConfirmPasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """The passkey once more."""

    def form_invalid(self, form: ReauthenticateWebAuthnForm) -> HttpResponse:
        """Show the page again with what is wrong; allauth would lead away from it."""
        answer: HttpResponse = self.render_to_response({**self.get_context_data(), "form": form})
        return answer


@login_required
def confirm_passkey(request: HttpRequest) -> HttpResponseBase:
    """Ask for the passkey once more, before something that would lock its owner out."""
    view: HttpResponseBase = ConfirmPasskeyView.as_view()(request)
    return view
