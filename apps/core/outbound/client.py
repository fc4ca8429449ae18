"""Asks one public address for one document, follows its redirects, and gives up in time."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import httpcore2
import httpx2
from django.conf import settings

from apps.core.outbound.addresses import Network, networks_of
from apps.core.outbound.packing import unpack
from apps.core.outbound.problems import OutboundError, RefusedAddress, TooMuch, Unreachable
from apps.core.outbound.sockets import Deadline, JudgedBackend

REDIRECTS: Final = {301, 302, 303, 307, 308}
ADDRESS_MOST: Final = 2048  # characters
_trust = ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go."""

    seconds: float = 30  # for all of it, redirects and the resolving of names included
    wait_seconds: float = 10  # for each answer on the line
    redirects: int = 5
    body_bytes: int = 5 * 1024 * 1024  # after unpacking; 0 leaves the body unread


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed."""

    status: int
    to: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back at the end of all redirects."""

    url: str  # that answered
    status: int
    headers: Mapping[str, str]  # names in lower case; of several equal names the last
    body: bytes
    hops: tuple[Hop, ...] = field(default=())


def fetch(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, limits: Limits | None = None
) -> Answer:
    """Ask an address and return its answer, whatever its status.

    Only http and https, ports 80 and 443, no user info, no cookies, no proxy of the environment;
    every hop is judged on the address that its socket connects to, and networks beyond the public
    ones answer only where `OUTBOUND_NETWORKS` names them (there on any port). Raises RefusedAddress,
    Unreachable or TooMuch, all of them OutboundError. Must not run inside a transaction.
    """
    limits = limits or Limits()
    deadline, also = Deadline.in_seconds(limits.seconds), networks_of(settings.OUTBOUND_NETWORKS)
    asked, hops = _checked(url), list[Hop]()
    while True:
        with _asked(
            asked, method, headers or {}, deadline=deadline, also=also, wait=limits.wait_seconds
        ) as said:
            onward = _onward(asked, said)
            if onward is None:
                told = _headers(said)
                body = _body(said, told, method, limits)
                return Answer(str(asked), said.status, told, body, tuple(hops))
        if len(hops) == limits.redirects:
            message = f"more than {limits.redirects} redirects"
            raise TooMuch(message)
        hops.append(Hop(said.status, str(onward)))
        asked = onward


def _checked(url: str | httpx2.URL) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
        usable = parsed.scheme in {"http", "https"} and bool(parsed.host)
    except (httpx2.InvalidURL, UnicodeError, TypeError) as error:
        message = "this is no web address"
        raise RefusedAddress(message) from error
    if not usable:
        message = "only http and https addresses are asked"
        raise RefusedAddress(message)
    if parsed.userinfo:
        message = "an address with a user name is not asked"
        raise RefusedAddress(message)
    if len(str(parsed)) > ADDRESS_MOST:
        message = f"an address of more than {ADDRESS_MOST} characters is not asked"
        raise RefusedAddress(message)
    return parsed.copy_with(fragment=None)


@contextmanager
def _asked(  # noqa: PLR0913  # each is a part of one request
    url: httpx2.URL,
    method: str,
    headers: Mapping[str, str],
    *,
    deadline: Deadline,
    also: Sequence[Network],
    wait: float,
) -> Iterator[httpcore2.Response]:
    """Give the answer of one hop; a pool of its own, so that no line is kept for another address."""
    backend = JudgedBackend(deadline=deadline, also=also)
    waits = dict.fromkeys(("connect", "read", "write", "pool"), wait)
    sent = {"User-Agent": settings.OUTBOUND_USER_AGENT, "Accept-Encoding": "gzip", "Accept": "*/*"} | dict(
        headers
    )
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with httpcore2.ConnectionPool(ssl_context=_trust, network_backend=backend) as pool:
        try:
            with pool.stream(
                method, target, headers=list(sent.items()), extensions={"timeout": waits}
            ) as said:
                yield said
        except OutboundError:
            raise
        except (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.TimeoutException,
            ValueError,
        ) as error:
            message = f"the answer cannot be read: {error}"
            raise Unreachable(message) from error


def _onward(asked: httpx2.URL, said: httpcore2.Response) -> httpx2.URL | None:
    if said.status not in REDIRECTS:
        return None
    told = _headers(said).get("location", "")
    if not told:
        return None
    try:
        return _checked(asked.join(told))
    except httpx2.InvalidURL as error:
        message = "it redirects to what is no web address"
        raise RefusedAddress(message) from error


def _headers(said: httpcore2.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in said.headers}


def _body(said: httpcore2.Response, told: Mapping[str, str], method: str, limits: Limits) -> bytes:
    if method == "HEAD" or not limits.body_bytes:
        return b""
    encoding = told.get("content-encoding", "").strip().lower()
    return unpack(said.iter_stream(), encoding=encoding, most=limits.body_bytes)
