"""One Redis server that holds nothing which cannot be rebuilt."""

from __future__ import annotations

import contextlib

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from apps.core.embedded import binaries, servers
from apps.core.embedded.places import Place
from apps.core.embedded.problems import Problem

START_SECONDS = 10
STOP_SECONDS = 3


def is_up(place: Place) -> bool:
    """Return whether somebody listens on the socket; a server that is silent is up all the same."""
    try:
        with _client(place) as client:
            return bool(client.ping())
    except redis.TimeoutError:
        return True
    except redis.RedisError:
        return False


def start(place: Place) -> None:
    """Start the server and wait until it answers; raises Problem where it will not.

    Nothing is written to disk: sessions and counters live in PostgreSQL, caches fill themselves,
    and whatever a lost message asked for is found again by the timetable.
    """
    options = {
        "port": "0",
        "unixsocket": str(place.redis_socket),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(place.logs),
        "loglevel": "warning",
        # Keys with a time to live are caches and may go; the queues have none and stay.
        "maxmemory": "256mb",
        "maxmemory-policy": "volatile-lru",
    }
    words = [str(binaries.redis()), *(word for key, value in options.items() for word in (f"--{key}", value))]
    log = place.logs / "redis.log"
    reason = servers.start(words, log=log, is_up=lambda: is_up(place), seconds=START_SECONDS)
    if reason is not None:
        message = f"Redis does not start: {reason} (all of it: {log})"
        raise Problem(message)


def stop(place: Place) -> None:
    """Stop the server and wait; does nothing when it is down."""
    if not is_up(place):
        return
    with contextlib.suppress(redis.RedisError), _client(place) as client:
        client.shutdown(nosave=True, now=True, force=True)
    servers.wait(lambda: not is_up(place), seconds=STOP_SECONDS)


def _client(place: Place) -> redis.Redis:
    return redis.Redis(
        unix_socket_path=str(place.redis_socket),
        socket_timeout=2,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 0),
    )
