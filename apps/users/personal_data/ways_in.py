"""What is kept of a person's ways in beside the password, and of the devices that are in."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from apps.users.personal_data.own import NUMBER, OPENS
from apps.users.personal_data.register import Part

PARTS: Final = (
    Part(
        model=SocialAccount,
        owner="user",
        name="connected-services",
        about=_("The other services that sign you in, and by what name you are known there."),
        fields=("provider", "uid", "extra_data", "date_joined", "last_login"),
        left_out={"id": NUMBER},
    ),
    Part(
        model=SocialToken,
        owner="account__user",
        left_out={
            **dict.fromkeys(("id", "app", "expires_at"), NUMBER),
            **dict.fromkeys(("token", "token_secret"), OPENS),
        },
    ),
    Part(
        model=Authenticator,
        owner="user",
        name="second-factors",
        about=_("Your passkeys, authenticator app and recovery codes: since when, and when last used."),
        fields=("type", "created_at", "last_used_at"),
        left_out={"id": NUMBER, "data": OPENS},
    ),
    Part(
        model=UserSession,
        owner="user",
        name="devices",
        about=_("The devices that are signed in: since when, from which address, with what browser."),
        fields=("created_at", "last_seen_at", "ip", "user_agent"),
        left_out={"id": NUMBER, "session_key": OPENS, "data": "empty here"},
    ),
)
