"""How often what may be tried: one table, read by the limiter, by allauth, by the page and by the docs.

Each limit is a sliding window: so many within so many seconds, counted for an account, for the
network address a request comes from (IPv6 by its /64), or for what is asked for, such as one e-mail
address. The counting is allauth's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Per = Literal["user", "ip", "key"]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

ACCOUNT: Final = "allauth.account"
FACTORS: Final = "allauth.mfa"
READING: Final = ("GET", "HEAD")
MINUTE: Final = 60
QUARTER: Final = 15 * MINUTE
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

PER: Final[Mapping[Per, StrOrPromise]] = {
    "user": _("account"),
    "ip": _("network address"),
    "key": _("e-mail address"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many within a time, for each of something."""

    most: int
    seconds: int
    per: Per

    def __str__(self) -> str:
        return f"{self.most}/{self.seconds}s/{self.per}"


@dataclass(frozen=True, slots=True)
class Limit:
    """What is limited, where, and how."""

    action: str
    what: StrOrPromise
    routes: tuple[str, ...]  # names of the addresses
    rates: tuple[Rate, ...]
    app: str = ACCOUNT  # under which allauth counts


UNITS: Final = (
    (DAY, "%d day", "%d days"),
    (HOUR, "%d hour", "%d hours"),
    (MINUTE, "%d minute", "%d minutes"),
)
SIGN_IN_TRIES: Final = 5  # a quarter of an hour, for one address

LIMITS: Final = (
    Limit("login", _("Sign in"), ("account_login",), (Rate(30, MINUTE, "ip"),)),
    Limit(
        "login_failed",
        _("Sign in with a wrong password or code"),
        ("account_login", "mfa_authenticate"),
        (Rate(50, QUARTER, "ip"), Rate(SIGN_IN_TRIES, QUARTER, "key")),
    ),
    Limit(
        "webauthn_login",
        _("Sign in with a passkey"),
        ("mfa_login_webauthn",),
        (Rate(30, MINUTE, "ip"),),
        app=FACTORS,
    ),
    Limit("signup", _("Sign up"), ("account_signup",), (Rate(20, MINUTE, "ip"),)),
    Limit("confirm_email", _("Have a confirmation mail sent"), ("account_resend",), (Rate(1, 180, "key"),)),
    Limit(
        "reset_password",
        _("Ask for a link to set a new password"),
        ("account_reset_password",),
        (Rate(20, MINUTE, "ip"), Rate(5, MINUTE, "key")),
    ),
    Limit(
        "reset_password_from_key",
        _("Follow a link to set a new password"),
        ("account_reset_password_from_key",),
        (Rate(20, MINUTE, "ip"),),
    ),
    Limit(
        "reauthenticate",
        _("Confirm that it is you"),
        ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        (Rate(10, MINUTE, "user"),),
    ),
    Limit(
        "change_password", _("Change the password"), ("account_change_password",), (Rate(5, MINUTE, "user"),)
    ),
    Limit("manage_email", _("Change the e-mail address"), ("account_email",), (Rate(10, MINUTE, "user"),)),
    Limit(
        "suggestions",
        _("Suggestions while you type a log line"),
        ("log_suggest",),
        (Rate(120, MINUTE, "user"),),
    ),
    Limit("finding", _("Find"), ("find",), (Rate(120, MINUTE, "user"),)),
    Limit(
        "reviews_asked", _("Make a link to have a lab reviewed"), ("review_ask",), (Rate(10, DAY, "user"),)
    ),
    Limit("reviews_given", _("Answer a request to review a lab"), ("review",), (Rate(20, HOUR, "ip"),)),
    Limit("imports", _("Bring files into the log"), ("log_import",), (Rate(30, HOUR, "user"),)),
    Limit("downloads", _("Prepare a download of your data"), ("settings_data",), (Rate(5, DAY, "user"),)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A limit as the page prints it."""

    what: str
    rates: tuple[str, ...]


def page_rows() -> tuple[Row, ...]:
    """Return the table in words."""
    return tuple(Row(str(limit.what), tuple(words(rate) for rate in limit.rates)) for limit in LIMITS)


def words(rate: Rate) -> str:
    """Return a rate as 5 in 15 minutes, for each account."""
    return _("%(most)d in %(time)s, for each %(per)s") % {
        "most": rate.most,
        "time": duration(rate.seconds),
        "per": PER[rate.per],
    }


def duration(seconds: int) -> str:
    """Return a time in the largest unit that it fills, rounded up: 40 seconds, 3 minutes, 1 day."""
    for size, one, many in UNITS:
        if seconds >= size:
            count = math.ceil(seconds / size)
            return ngettext(one, many, count) % count
    return ngettext("%d second", "%d seconds", seconds) % seconds


def for_allauth(app: str = ACCOUNT) -> dict[str, str]:
    """Return the part of the table that one of allauth's apps counts, as it reads it."""
    return {limit.action: ",".join(map(str, limit.rates)) for limit in LIMITS if limit.app == app}


def limited(action: str, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """Let a view be called as often as the table says, and answer 429 beyond; stands behind the sign-in wall.

    Raises KeyError for an action that is not in the table.
    """
    rates = for_allauth()[action]

    def around(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
            if request.method in methods and not _consumed(request, action, rates):
                return _counting().respond_429(request)  # type: ignore[no-any-return]  # allauth is untyped
            return view(request, *args, **named)

        return cast("View", inner)

    return around


def seconds_to_wait(request: HttpRequest, *, now: float) -> int:
    """Return the seconds until the address of a refused request opens again; `now` is in seconds since 1970.

    Where the count is kept for something that the request does not name, such as an e-mail address, the
    whole time of the limit: never too early.
    """
    match = request.resolver_match
    here = [limit for limit in LIMITS if match and match.url_name in limit.routes]
    full = [_opens_in(request, limit, now=now) for limit in here]
    unnamed = [rate.seconds for limit in here for rate in limit.rates if rate.per == "key"]
    return max(full, default=0) or max(unnamed, default=MINUTE)


def _opens_in(request: HttpRequest, limit: Limit, *, now: float) -> int:
    """Return the seconds until every count that we can name has room again."""
    waits = [0]
    for rate in _counting().get_rates(app=limit.app, action=limit.action):
        if rate.per == "key" or (rate.per == "user" and not request.user.is_authenticated):
            continue
        counted = cache.get(
            _counting().get_cache_key(request, app=limit.app, action=limit.action, rate=rate), []
        )
        within = [moment for moment in counted if moment > now - rate.duration]
        if len(within) >= rate.amount:
            waits.append(math.ceil(within[-1] + rate.duration - now))
    return max(waits)


def _consumed(request: HttpRequest, action: str, rates: str) -> bool:
    config = {action: rates}
    return bool(_counting().consume(request, app=ACCOUNT, action=action, config=config, limit_get=True))


def _counting() -> Any:  # noqa: ANN401  # allauth is untyped
    from allauth.core.internal import ratelimit  # noqa: PLC0415  # the settings import this module before allauth can be

    return ratelimit
