"""A cache that answers “not here” while Redis is away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from apps.core import meanwhile, outage

T = TypeVar("T")


class ResilientClient(RedisCacheClient):
    """Django's client, for which an error is a miss.

    Reads find nothing. Writes are dropped, and their keys are deleted before the cache is used again, so
    that a value from before the outage (a session signed out since) never comes back. `add` says yes: its
    callers take locks, and a no would hold them up. Tries are counted in the process meanwhile.
    """

    def __init__(self, servers: list[str], *, prefix: str, **options: Any) -> None:
        timeouts = {
            "socket_timeout": outage.SOCKET_SECONDS,
            "socket_connect_timeout": outage.SOCKET_SECONDS,
        }
        super().__init__(servers, **{**timeouts, "retry": outage.RETRY, **options})
        self._prefix = prefix
        self._outage = outage.of(servers[0], prefix=prefix)
        self._meanwhile = meanwhile.of(servers[0], prefix=prefix)
        self._clients: dict[bool, redis.Redis] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> redis.Redis:
        """Return the client for reads or writes; making one anew for each call costs as much as the call."""
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Store a value unless there is one; True while Redis is away."""
        added = self._write(
            [key], lambda: super(ResilientClient, self).add(key, value, timeout), missing=True
        )
        return self._meanwhile.add(key, value, timeout) if self._alone_with(key) else added

    def get(self, key: Any, default: Any) -> Any:
        """Return a value, or the default."""
        found = self._read(lambda: super(ResilientClient, self).get(key, default), missing=default)
        return self._meanwhile.get(key, default) if self._alone_with(key) else found

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Store a value."""
        self._write([key], lambda: super(ResilientClient, self).set(key, value, timeout), missing=None)
        if self._alone_with(key):
            self._meanwhile.set(key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        """Give a value more time; False when it is not here."""
        return self._write([key], lambda: super(ResilientClient, self).touch(key, timeout), missing=False)

    def delete(self, key: Any) -> bool:
        """Delete a value; False when it is not here."""
        if self._alone_with(key):
            self._meanwhile.delete(key)
        return self._write([key], lambda: super(ResilientClient, self).delete(key), missing=False)

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """Return the values that are here."""
        return self._read(lambda: super(ResilientClient, self).get_many(keys), missing={})

    def has_key(self, key: Any) -> bool:
        """Return whether a value is here."""
        return self._read(lambda: super(ResilientClient, self).has_key(key), missing=False)

    def incr(self, key: Any, delta: int) -> Any:
        """Add to a number; raises ValueError when it is not here, as when it ran out."""
        total = self._write([key], lambda: super(ResilientClient, self).incr(key, delta), missing=None)
        if total is None:
            message = f"Key {key!r} not found."
            raise ValueError(message)
        return total

    def set_many(self, data: Mapping[Any, Any], timeout: Any) -> None:
        """Store several values."""
        self._write(data, lambda: super(ResilientClient, self).set_many(data, timeout), missing=None)

    def delete_many(self, keys: Iterable[Any]) -> None:
        """Delete several values."""
        gone = list(keys)
        self._write(gone, lambda: super(ResilientClient, self).delete_many(gone), missing=None)

    def clear(self) -> bool:
        """Delete all values of this cache; the queues in the same Redis stay."""
        return self._read(self._clear, missing=False)

    def _alone_with(self, key: Any) -> bool:
        """Return whether the process has to count tries by itself."""
        return self._outage.on and meanwhile.counts(key)

    def _clear(self) -> bool:
        outage.delete_all(self.get_client(write=True), self._prefix)
        return True

    def _read(self, action: Callable[[], T], *, missing: T) -> T:
        return missing if self._outage.on else self._attempt(action, stale=(), missing=missing)

    def _write(self, keys: Collection[Any], action: Callable[[], T], *, missing: T) -> T:
        if self._outage.on and self._outage.owe(keys):
            return missing
        return self._attempt(action, stale=keys, missing=missing)

    def _attempt(self, action: Callable[[], T], *, stale: Collection[Any], missing: T) -> T:
        try:
            return action()
        except redis.RedisError as error:
            self._outage.begin(error, stale=stale)
            return missing


class ResilientRedisCache(RedisCache):
    """The cache backend around that client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**params.get("OPTIONS", {}), "prefix": params["KEY_PREFIX"]}
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = ResilientClient
