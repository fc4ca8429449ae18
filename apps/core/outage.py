"""Notices that Redis is away, so that callers pay for it once and not at every call.

An outage lasts as long as its probe runs: a thread that asks Redis every second, takes back what could
not be written meanwhile, and ends. A forked process has no such thread and so begins without an outage.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

SOCKET_SECONDS = 0.25  # what the first caller in an outage pays
PROBE_SECONDS = 1.0
DEBTS_MOST = 10_000

# A connection that Redis closed while it was idle is worth one more try; silence is not.
RETRY = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))

log = structlog.get_logger(__name__)


class Outage:
    """Whether one Redis is away, and which of its keys tell the past since then."""

    def __init__(self, url: str, *, prefix: str) -> None:
        self._url = url
        self._prefix = prefix
        self._lock = threading.Lock()
        self._probe: threading.Thread | None = None
        self._debts: set[str] = set()
        self._all_stale = False

    @property
    def on(self) -> bool:
        """Whether Redis is away, as far as this process knows."""
        return self._probe is not None and self._probe.is_alive()

    def begin(self, error: Exception, *, stale: Iterable[str] = ()) -> None:
        """Note that a call failed; `stale` are the keys that it should have written."""
        with self._lock:
            self._owe(stale)
            if self.on:
                return
            self._probe = threading.Thread(target=self._until_back, name="redis probe", daemon=True)
            self._probe.start()
        log.warning("redis_away", error=type(error).__name__)

    def owe(self, stale: Iterable[str]) -> bool:
        """Note keys that nobody tries to write during the outage; return False when it is just over."""
        with self._lock:
            if self.on:
                self._owe(stale)
            return self.on

    def _owe(self, stale: Iterable[str]) -> None:
        self._debts.update(stale)
        if len(self._debts) > DEBTS_MOST:
            self._debts.clear()
            self._all_stale = True

    def _until_back(self) -> None:
        pause = threading.Event()
        with self._client() as client:
            while not self._back(client):
                pause.wait(PROBE_SECONDS)
        log.info("redis_back")

    def _back(self, client: redis.Redis) -> bool:
        try:
            client.ping()
            while self._take_back(client):
                pass
        except redis.RedisError:
            return False
        return True

    def _take_back(self, client: redis.Redis) -> bool:
        """Delete keys whose newest value never arrived; with none left, end the outage and return False."""
        with self._lock:
            debts, everything = frozenset(self._debts), self._all_stale
            if not debts and not everything:
                self._probe = None
                return False
        if everything:
            delete_all(client, self._prefix)
        if debts:
            client.delete(*debts)
        with self._lock:
            self._debts -= debts
            self._all_stale = False
        return True

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(
            self._url, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS, retry=RETRY
        )


def delete_all(client: redis.Redis, prefix: str) -> None:
    """Delete all keys under a prefix; the queues live beside them and stay."""
    for key in client.scan_iter(match=f"{prefix}:*", count=1000):
        client.delete(key)


@functools.cache
def of(url: str, *, prefix: str) -> Outage:
    """Return the outage of a Redis, one in a process: its cache and its queues fail together."""
    return Outage(url, prefix=prefix)
