"""What `manage.py check --deploy` says of the address that passkeys are bound to."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004  # Django's name
from django.http.request import validate_host


@register(deploy=True)
def passkeys_have_a_host(**_: Any) -> list[CheckMessage]:  # noqa: ANN401  # of any check
    """Return what is wrong with SITE_URL: browsers take passkeys for a name, over TLS alone."""
    address = urlsplit(settings.SITE_URL)
    host = address.hostname or ""
    found: list[CheckMessage] = []
    if address.scheme != "https" and host != "localhost":
        found.append(_warning("SITE_URL does not begin with https://: browsers offer no passkeys there.", 1))
    if _is_number(host):
        found.append(_warning("SITE_URL names a host by its number: browsers offer no passkeys there.", 2))
    if not validate_host(host, settings.ALLOWED_HOSTS):
        found.append(_warning("The host of SITE_URL is not among ALLOWED_HOSTS.", 3))
    return found


def _warning(words: str, number: int) -> Warning:
    return Warning(words, id=f"users.W{number:03}", hint="docs/operations.md says what SITE_URL holds.")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
