"""How allauth makes, checks and answers accounts here."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest, ImproperlyConfigured, ValidationError
from django.core.mail import EmailMessage
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.users.logic.devices import device
from apps.users.models import User
from apps.users.operations.accounts import release_address
from apps.users.words import device_words

WORDS: Final = {
    "account_inactive": _("This account is closed. Write to us if you think that is wrong."),
    "duplicate_email": _("This is your address already."),
    "email_password_mismatch": _("The address and the password do not match."),
    "email_taken": _("This address belongs to another account."),
    "enter_current_password": _("This is not your password now."),
    "incorrect_password": _("This is not your password."),
    "invalid_password_reset": _("This link was used already, or is too old."),
    "same_as_current": _("This is your address already."),
    "too_many_login_attempts": _(
        "Too many tries. Wait a quarter of an hour, or have a link sent to set a new password."
    ),
    "rate_limited": _("That was asked for a moment ago. Wait a few minutes, then ask again."),
}

PROOFS: Final = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """What allauth asks of the app."""

    error_messages: Final = {**DefaultAccountAdapter.error_messages, **WORDS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Return whether anybody may make an account."""
        return bool(settings.SIGN_UP_OPEN)

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # allauth's signature
        """Fill a new account from the sign-up form."""
        user.name = form.cleaned_data["name"]
        user.time_zone = form.cleaned_data["time_zone"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark an address as confirmed.

        Whoever reads the mailbox owns the address, so that an account which claimed it at sign-up
        and never confirmed it gives way.
        """
        release_address(address=email_address.email, to=email_address.user, by=email_address.user)
        return bool(super().confirm_email(request, email_address))

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Return a refusal; a mismatch says how many tries are left, where that is known."""
        refusal = super().validation_error(code, *args)
        left = self._tries_left() if code == "email_password_mismatch" else None
        if left is None:
            return refusal  # type: ignore[no-any-return]  # allauth is untyped
        words = ngettext(
            "%(refusal)s %(count)d try left in this quarter of an hour.",
            "%(refusal)s %(count)d tries left in this quarter of an hour.",
            left,
        )
        return ValidationError(words % {"refusal": refusal.message, "count": left}, code=code)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Render a mail; marked as written by a machine (RFC 3834), so that no out-of-office answers it."""
        marked = {"Auto-Submitted": "auto-generated", **(headers or {})}
        message: EmailMessage = super().render_mail(template_prefix, email, context, marked)
        return message

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person of a change to their account.

        The device is named in our words: what a browser says of itself is written by whoever sent
        it. Accounts made by staff have no confirmed address yet, and are told at the one they have.
        """
        said = self.get_http_user_agent(self.request)
        told = {"device": device_words(device(said)), **(context or {})}
        address = email or EmailAddress.objects.get_primary_email(user) or user.email
        super().send_notification_mail(template_prefix, user, told, address)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Return the ways in which a person may show once more who they are, in our words."""
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": str(PROOFS[method["id"]])} for method in methods]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the network address of the client, as the proxies that we trust name it.

        A header with fewer entries than we have proxies came past one of them: there is nobody to
        count such a request for. Raises BadRequest.
        """
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured as trouble:
            raise BadRequest(str(trouble)) from trouble

    def _tries_left(self) -> int | None:
        """Count from what the failed try was charged to: its last rate is the one for the address."""
        usage = getattr(self, "_login_failed_rl_usage", None)
        if not usage or not usage.usage:
            return None
        tried = cache.get(usage.usage[-1].cache_key)
        return None if tried is None else max(0, settings.SIGN_IN_TRIES - len(tried))
