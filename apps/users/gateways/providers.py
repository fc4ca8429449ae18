"""Talks to the services that people may sign in with, and believes only what it can check.

allauth runs the flow with state and PKCE. For OpenID Connect it leaves the nonce, the signature of
the ID token and the issuer of the discovery document unchecked, which OpenID Connect Core 1.0
(3.1.3.7, 5.3.2) and Discovery 1.0 (4.3) ask for; here they are checked.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Final, NoReturn

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from apps.core.text import HIDDEN

# Signed with a key that only the provider has: with a shared one, or none, anybody's token would do.
SIGNATURES: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY_SECONDS: Final = 60  # that clocks may differ by
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def _kept(*facts: object) -> dict[str, str]:
    """Return what is kept of a profile: by what name its owner knows the connected account."""
    known = next((fact for fact in facts if isinstance(fact, str) and fact), "")
    return {"label": HIDDEN.sub("", known)[:100]}


class GitHub(GitHubProvider):  # type: ignore[misc]  # allauth is untyped
    """GitHub, of whose profile next to nothing is kept."""

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, str]:
        """Return the name of the account there."""
        return _kept(data.get("login"))


class OrganisationClient(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is untyped
    """One sign-in with the OpenID Connect provider."""

    nonce = ""  # that this browser was sent off with

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002  # allauth's signature
        """Return where the provider sends people back to."""
        return str(build_absolute_uri(request, reverse("organisation_callback")))

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document; raises OAuth2Error for one of another issuer."""
        document = super().openid_config
        issuer = self.get_provider().app.settings["server_url"]
        if not isinstance(document, dict) or document.get("issuer", "").rstrip("/") != issuer.rstrip("/"):
            _refuse("the discovery document is of another issuer")
        if missing := [name for name in ENDPOINTS if not isinstance(document.get(name), str)]:
            _refuse(f"the discovery document names no {missing[0]}")
        return document

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,
        **answer: dict[str, Any],
    ) -> SocialLogin:
        """Return who signed in, as the ID token says; raises OAuth2Error for one that does not hold."""
        claims = self._claims(app, answer["response"].get("id_token"))
        profile = self._profile(token.token, claims["sub"])
        # The address and whether it is confirmed come from one source.
        facts = profile if profile.get("email") else {**profile, **claims}
        facts = {**facts, "sub": claims["sub"], "iss": claims["iss"]}
        return self.get_provider().sociallogin_from_response(request, {"userinfo": facts})

    def _claims(self, app: SocialApp, id_token: object) -> dict[str, Any]:
        if not isinstance(id_token, str):
            _refuse("no ID token")
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(jwt.get_unverified_header(id_token).get("kid")),
                algorithms=SIGNATURES,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except jwt.PyJWTError as error:
            _refuse(f"the ID token: {error}")
        if not self.nonce or not constant_time_compare(str(claims["nonce"]), self.nonce):
            _refuse("the ID token is of another sign-in")
        return claims

    def _key(self, kid: str | None) -> jwt.PyJWK:
        """Return the key that signed; where tokens name none, the only one (Core 10.1)."""
        keys = jwt.PyJWKSet.from_dict(self._fetched(self.openid_config["jwks_uri"])).keys
        fitting = [key for key in keys if key.key_id == kid] if kid is not None else keys
        if len(fitting) != 1:
            _refuse("no key of the provider fits the ID token")
        return fitting[0]

    def _profile(self, access_token: str, subject: str) -> dict[str, Any]:
        address = self.openid_config.get("userinfo_endpoint")
        if address is None:
            return {}
        profile = self._fetched(address, Authorization=f"Bearer {access_token}")
        if profile.get("sub") != subject:
            _refuse("the profile is somebody else's")
        return profile

    def _fetched(self, address: str, **headers: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            _refuse(f"{address} answers with no object")
        return found


class Organisation(OpenIDConnectProvider):  # type: ignore[misc]  # allauth is untyped
    """The one OpenID Connect provider of this installation."""

    oauth2_adapter_class = OrganisationClient

    def get_login_url(self, request: HttpRequest, **kwargs: str) -> str:  # noqa: ARG002  # allauth's signature
        """Return where signing in begins."""
        return reverse("organisation_login")

    def get_callback_url(self) -> str:
        """Return where it goes on."""
        return reverse("organisation_callback")

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  # handed on as they came
        """Send a browser off with a nonce that is kept in its session beside the state."""
        nonce = secrets.token_urlsafe(32)
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}
        answer: HttpResponse = super().redirect(request, process, nonce=nonce, **kwargs)
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return what stands for a person: subjects are unique with their issuer alone (Core 5.7)."""
        facts = data["userinfo"]
        return hashlib.sha256(f"{facts['iss']}\n{facts['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, str]:
        """Return the name of the account there."""
        facts = data["userinfo"]
        return _kept(facts.get("preferred_username"), facts.get("email"), facts.get("name"))

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Return the address; confirmed only where that is said outright: some send the word “false”."""
        facts = data["userinfo"]
        if not isinstance(facts.get("email"), str):
            return []
        said = facts.get("email_verified")
        verified = said is True or said == "true"
        return [EmailAddress(email=facts["email"], verified=verified, primary=True)]


def _refuse(reason: str) -> NoReturn:
    raise OAuth2Error(reason)
