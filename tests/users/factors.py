"""Holds second factors as people do: an authenticator app that computes codes, and a browser's passkeys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.users.models import User
from tests.factories import PASSWORD, UserFactory


def confirmed(**fields: object) -> User:
    """Return a person whose address is confirmed."""
    user: User = UserFactory.create(**fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code(key: str, *, steps_ahead: int = 0) -> str:
    """Return what an app shows now (RFC 6238, six digits, SHA-1, steps of 30 s)."""
    step = int(time.time()) // 30 + steps_ahead
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Send the sign-in form."""
    said = {"login": user.email, "password": password, **more}
    return client.post(reverse("account_login"), said)  # type: ignore[return-value]  # the test client's response


def proven(user: User) -> Client:
    """Return a client in which a person signed in with a password and has just confirmed it."""
    client = Client()
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Set up an authenticator app and return its key and the recovery codes that came with it."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'class="secret"><code>([A-Z2-7 ]+)<', page)
    assert found is not None
    key = found[1].replace(" ", "")
    done = client.post(reverse("mfa_activate_totp"), {"code": code(key, steps_ahead=-1)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return key, re.findall(r"<li><code>(\d{8})</code>", codes)
