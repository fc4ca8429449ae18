"""How accounts of other services come to belong to accounts here, and which never do."""

from __future__ import annotations

from copy import copy
from typing import Any, Final

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib import messages
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.text import HIDDEN
from apps.users.models import User

WORDS: Final = {
    "email_taken": gettext_lazy(
        "This address has an account. Sign in to it, then connect %s under Security."
    ),
    "connected_other": gettext_lazy("It is connected to another account here."),
}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """What allauth asks of the app about other services."""

    error_messages: Final = {**DefaultSocialAccountAdapter.error_messages, **WORDS}

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the clients that the environment names: none is kept in the database."""
        del request
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let nobody make an account of an address that its provider does not vouch for.

        Such an account would wait, connected to whoever made it, until the owner of the address
        confirmed it for them. An account that exists is never opened by an address, vouched for
        or not: only by what was connected from inside of it.
        """
        # Whatever else it would open there is none of our business, and must not wait in a session.
        sociallogin.token = None
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        vouched = [address for address in sociallogin.email_addresses if address.verified]
        if not vouched:
            words = _("%(provider)s vouches for no address of yours. Create an account, then connect it.")
            messages.warning(request, words % {"provider": sociallogin.provider.name})
            raise ImmediateHttpResponse(redirect("account_signup"))
        sociallogin.email_addresses = vouched[:1]
        sociallogin.user.email = vouched[0].email.lower()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Propose the name that a person has there."""
        user: User = super().populate_user(request, sociallogin, data)
        found = next((data[key] for key in ("name", "username") if isinstance(data.get(key), str)), "")
        user.name = HIDDEN.sub("", found).strip()[:100]
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, str]:
        """Return what the form begins with."""
        return {"email": sociallogin.user.email, "name": sociallogin.user.name}

    def serialize_instance(self, instance: Model) -> dict[str, Any]:
        """Return a row for the session, without what only the database fills in."""
        told = copy(instance)
        for name in [name for name, value in vars(told).items() if isinstance(value, DatabaseDefault)]:
            delattr(told, name)
        kept: dict[str, Any] = super().serialize_instance(told)
        return kept

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:  # noqa: ARG002  # allauth's signature
        """Return the page that lists what is connected."""
        return reverse("settings_security")
