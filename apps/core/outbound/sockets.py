"""The connections of outbound requests: judged by the address they reach, ended by a deadline."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, Final

from httpcore2 import NetworkBackend, NetworkStream

from apps.core.outbound.addresses import Network, address_of, is_public, is_within
from apps.core.outbound.problems import RefusedAddress, Unreachable

PORTS: Final = (80, 443)
# The resolver of the system cannot be told how long to wait, so others wait for it.
_resolver = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolver")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment by which all of a fetch is over, on the monotonic clock."""

    ends: float

    @classmethod
    def in_seconds(cls, seconds: float) -> Deadline:
        """Return the deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self, at_most: float | None = None) -> float:
        """Return the seconds left, or fewer; raises Unreachable when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            message = "the answer took too long"
            raise Unreachable(message)
        return left if at_most is None else min(left, at_most)


class JudgedBackend(NetworkBackend):
    """Opens connections to public addresses only, and to networks that the operator allows.

    Names are resolved here and the socket connects to the very address that was judged, so a name
    that answers differently a moment later gains nothing.
    """

    def __init__(self, *, deadline: Deadline, also: Sequence[Network]) -> None:
        self._deadline, self._also = deadline, also

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002  # httpcore's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002  # as above
    ) -> NetworkStream:
        """Connect to the first address of a host that answers; raises RefusedAddress, Unreachable."""
        found = self._resolve(host, port)
        for address in found:
            self._judge(address, port)
        trouble: OSError | None = None
        for address in found:
            try:
                return self._connect(address, port, timeout)
            except OSError as error:
                trouble = error
        message = f"no connection to {host}: {trouble}"
        raise Unreachable(message)

    def _resolve(self, host: str, port: int) -> list[str]:
        asked = _resolver.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = asked.result(timeout=self._deadline.left())
        except NotInTime:
            message = f"the name {host} was not resolved in time"
            raise Unreachable(message) from None
        except (OSError, UnicodeError) as error:
            message = f"there is no host {host}"
            raise Unreachable(message) from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def _judge(self, address: str, port: int) -> None:
        reached = address_of(address)
        if is_within(reached, self._also):
            return
        if not is_public(reached):
            message = f"{address} is not a public address"
            raise RefusedAddress(message)
        if port not in PORTS:
            message = f"port {port} is neither 80 nor 443"
            raise RefusedAddress(message)

    def _connect(self, address: str, port: int, timeout: float | None) -> NetworkStream:
        line = socket.create_connection((address, port), timeout=self._deadline.left(timeout))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return TimedStream(line, self._deadline)


class TimedStream(NetworkStream):
    """A connection none of whose waits reaches past the deadline: a byte a second gains nothing."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line, self._deadline = line, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come; empty at the end."""
        with self._waiting(timeout):
            return self._line.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        rest = memoryview(buffer)
        while rest:
            with self._waiting(timeout):
                rest = rest[self._line.send(rest) :]

    def close(self) -> None:
        """Close the line."""
        self._line.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        """Return the same line under TLS, the certificate checked against the name that was asked for."""
        with self._waiting(timeout):
            secured = ssl_context.wrap_socket(self._line, server_hostname=server_hostname)
        return TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore's signature
        """Return what httpcore asks about the line."""
        return self._line if info == "socket" else None

    @contextmanager
    def _waiting(self, timeout: float | None) -> Iterator[None]:
        self._line.settimeout(self._deadline.left(timeout))
        try:
            yield
        except TimeoutError:
            message = "no answer in time"
            raise Unreachable(message) from None
        except OSError as error:
            message = f"the line broke: {error}"
            raise Unreachable(message) from error
