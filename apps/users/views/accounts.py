"""The confirmation mail once more."""

from __future__ import annotations

from allauth.account.internal.flows.email_verification import send_verification_email_at_login
from allauth.account.stages import EmailVerificationStage, LoginStageController
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


@require_POST
def resend_confirmation(request: HttpRequest) -> HttpResponse:
    """Send the confirmation mail again to whoever signed up or in with this browser.

    The answer is the same for an address that has an account already.
    """
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    if stage is None:
        messages.info(request, _("Sign in, and a new confirmation mail is on its way."))
        return redirect("account_login")
    if not send_verification_email_at_login(request, stage.login):
        messages.warning(request, _("A mail was sent a moment ago. The next can go in three minutes."))
    return redirect("account_email_verification_sent")
