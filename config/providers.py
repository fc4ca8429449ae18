"""Which other services people may sign in with: those whose variables are set."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

GITHUB, ORGANISATION = "github", "organisation"
ON_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def configured(
    *, github: tuple[str, str], organisation: tuple[str, str], issuer: str, name: str
) -> dict[str, dict[str, Any]]:
    """Return allauth's setting; each pair is the id and secret of a client, empty where there is none.

    Raises ImproperlyConfigured for half a client, and for an issuer that could be listened to.
    """
    _both("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", *github)
    _both("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", *organisation)
    _both("OIDC_CLIENT_ID", "OIDC_ISSUER", organisation[0], issuer)
    _not_in_the_clear(issuer)
    return {
        "github": {
            "provider_class": "apps.users.gateways.providers.GitHub",
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [_client("GitHub", github, provider_id=GITHUB)] if github[0] else [],
        },
        "openid_connect": {
            "provider_class": "apps.users.gateways.providers.Organisation",
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [_client(name, organisation, provider_id=ORGANISATION, issuer=issuer)] if issuer else [],
        },
    }


def _client(name: str, pair: tuple[str, str], *, provider_id: str, issuer: str = "") -> dict[str, Any]:
    client = {"name": name, "provider_id": provider_id, "client_id": pair[0], "secret": pair[1]}
    return {**client, "settings": {"server_url": issuer}} if issuer else client


def _both(one: str, other: str, first: str, second: str) -> None:
    if bool(first) != bool(second):
        message = f"Set {one} and {other}, or neither; docs/operations.md says what they hold."
        raise ImproperlyConfigured(message)


def _not_in_the_clear(issuer: str) -> None:
    address = urlsplit(issuer)
    if issuer and address.scheme != "https" and address.hostname not in ON_THIS_MACHINE:
        message = f"OIDC_ISSUER is {issuer!r}; it has to begin with https://."
        raise ImproperlyConfigured(message)
