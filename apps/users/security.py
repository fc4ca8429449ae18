"""What Settings → Security shows: every way in, and every device that is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from apps.core.dates import ago, local_day, short_day
from apps.users.logic.devices import device
from apps.users.logic.factors import CODES, codes_left
from apps.users.models import User
from apps.users.providers import Provider, name_of, offered
from apps.users.words import device_words

RECENT_DAYS = 2  # today and yesterday are said so, earlier days by their date


@dataclass(frozen=True, slots=True)
class Factor:
    """A passkey or an authenticator app."""

    id: int
    name: str
    since: str
    used: str  # empty where it never was


@dataclass(frozen=True, slots=True)
class Codes:
    """The recovery codes."""

    since: str
    left: int
    made: int


@dataclass(frozen=True, slots=True)
class Service:
    """An account of another service that signs in."""

    id: int
    name: str  # of the service
    label: str  # of the account there
    since: str
    used: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A device that is signed in."""

    id: int
    name: str
    since: str
    ip: str  # that it signed in from
    seen: str
    here: bool  # the one that asks


@dataclass(frozen=True, slots=True)
class Security:
    """The page."""

    address: str
    confirmed: bool
    waiting: str  # an address that takes over once it is confirmed; often empty
    has_password: bool
    passkeys: tuple[Factor, ...]
    app: Factor | None
    codes: Codes | None
    services: tuple[Service, ...]
    offered: tuple[Provider, ...]  # and not connected
    devices: tuple[SignedIn, ...]


@dataclass(frozen=True, slots=True)
class _Dates:
    """Moments in the words of a person's calendar."""

    zone: ZoneInfo
    now: datetime

    def day(self, moment: datetime) -> str:
        return short_day(local_day(moment, self.zone), today=local_day(self.now, self.zone))

    def last(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        day, today = local_day(moment, self.zone), local_day(self.now, self.zone)
        return ago(day, today=today) if (today - day).days < RECENT_DAYS else short_day(day, today=today)


def security(user: User, *, session_key: str, now: datetime) -> Security:
    """Return the page of one person on one device; five statements."""
    dates = _Dates(user.zone, now)
    known = dict(EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", "verified"))
    waiting = [email for email, verified in known.items() if not verified and email != user.email]
    held = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    connected = list(SocialAccount.objects.filter(user=user).order_by("date_joined", "pk"))
    return Security(
        address=user.email,
        confirmed=known.get(user.email, False),
        waiting=waiting[-1] if waiting else "",
        has_password=user.has_usable_password(),
        passkeys=tuple(_factor(one, dates) for one in held if one.type == Authenticator.Type.WEBAUTHN),
        app=next((_factor(one, dates) for one in held if one.type == Authenticator.Type.TOTP), None),
        codes=next(
            (_codes(one, dates) for one in held if one.type == Authenticator.Type.RECOVERY_CODES), None
        ),
        services=tuple(_service(one, dates) for one in connected),
        offered=tuple(one for one in offered() if one.key not in {each.provider for each in connected}),
        devices=tuple(_devices(user, session_key, dates)),
    )


def _factor(held: Authenticator, dates: _Dates) -> Factor:
    name = held.data.get("name", "")
    return Factor(held.pk, name, dates.day(held.created_at), dates.last(held.last_used_at))


def _codes(held: Authenticator, dates: _Dates) -> Codes:
    return Codes(dates.day(held.created_at), codes_left(held.data["used_mask"]), CODES)


def _service(account: SocialAccount, dates: _Dates) -> Service:
    return Service(
        id=account.pk,
        name=name_of(account.provider),
        label=account.extra_data.get("label", ""),
        since=dates.day(account.date_joined),
        used=dates.last(account.last_login),
    )


def _devices(user: User, session_key: str, dates: _Dates) -> list[SignedIn]:
    """Return the devices whose session still holds, this one first, then the last seen.

    A session may be there and be of no use any more, as after a change of the password elsewhere.
    """
    known = {each.session_key: each for each in UserSession.objects.filter(user=user)}
    alive = Session.objects.filter(pk__in=known, expire_date__gt=dates.now)
    proof = user.get_session_auth_hash()
    good = [
        known[session.pk]
        for session in alive
        if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), proof)
    ]
    good.sort(key=lambda each: (each.session_key != session_key, -each.last_seen_at.timestamp(), each.pk))
    return [
        SignedIn(
            id=each.pk,
            name=device_words(device(each.user_agent)),
            since=dates.day(each.created_at),
            ip=each.ip,
            seen=dates.last(each.last_seen_at),
            here=each.session_key == session_key,
        )
        for each in good
    ]
