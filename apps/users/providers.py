"""The other services that this installation offers, and what a person has connected of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from apps.users.models import User

BEGIN: Final = {"github": "github_login", "organisation": "organisation_login"}


@dataclass(frozen=True, slots=True)
class Provider:
    """A service that people may sign in with."""

    key: str  # under which accounts of it are kept
    name: str
    begin: str  # the name of the address where signing in begins


def offered() -> list[Provider]:
    """Return the services whose variables are set."""
    clients = [client for known in settings.SOCIALACCOUNT_PROVIDERS.values() for client in known["APPS"]]
    return [Provider(each["provider_id"], each["name"], BEGIN[each["provider_id"]]) for each in clients]


def name_of(key: str) -> str:
    """Return what a service is called; its key where it is no longer offered."""
    return next((each.name for each in offered() if each.key == key), key)


def other_ways_in(user: User, account: SocialAccount) -> bool:
    """Return whether a person could still sign in without an account of another service."""
    keys = [each.key for each in offered()]
    others = SocialAccount.objects.filter(user=user, provider__in=keys).exclude(pk=account.pk)
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return user.has_usable_password() or passkeys.exists() or others.exists()
