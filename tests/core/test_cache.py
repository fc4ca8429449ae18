from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis as redis_library

from apps.core import outage
from apps.core.cache import ResilientRedisCache
from apps.core.embedded import redis, servers
from apps.core.embedded.places import Place
from apps.core.meanwhile import KEPT_MOST, Meanwhile


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A Redis of its own, up."""
    own = Place(tmp_path, throwaway=True)
    own.lay_out()
    redis.start(own)
    yield own
    redis.stop(own)


@pytest.fixture
def cache(place: Place) -> ResilientRedisCache:
    return ResilientRedisCache(place.redis_url, {"KEY_PREFIX": "test"})


def away(place: Place) -> outage.Outage:
    return outage.of(place.redis_url, prefix="test")


@contextlib.contextmanager
def frozen(place: Place) -> Iterator[None]:
    with redis_library.Redis.from_url(place.redis_url) as client:
        pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def bring_back(place: Place) -> None:
    redis.start(place)
    assert servers.wait(lambda: not away(place).on, seconds=10)


def test_it_keeps_what_it_is_given(cache: ResilientRedisCache) -> None:
    cache.set("a", {"b": 1})
    cache.set_many({"c": 2, "d": 3})

    assert cache.get_many(["a", "c", "d", "e"]) == {"a": {"b": 1}, "c": 2, "d": 3}
    assert cache.add("a", "other") is False
    assert cache.incr("c") == 3
    assert cache.touch("d", 60) is True
    assert cache.delete("d") is True
    assert cache.has_key("d") is False


COUNT = "allauth:rl:login:192.0.2.1"


def test_without_redis_tries_are_counted_by_the_process_in_all_its_threads(
    cache: ResilientRedisCache, place: Place
) -> None:
    redis.stop(place)
    cache.get("anything")  # whoever notices
    assert cache.add(f"{COUNT}:lock", 1, 10) is True
    assert cache.add(f"{COUNT}:lock", 1, 10) is False
    cache.delete(f"{COUNT}:lock")
    assert cache.add(f"{COUNT}:lock", 1, 10) is True
    cache.set(COUNT, [1.0], 60)
    another_threads = ResilientRedisCache(place.redis_url, {"KEY_PREFIX": "test"})
    assert another_threads.get(COUNT) == [1.0]
    cache.set(COUNT, [2.0], 0)
    assert cache.get(COUNT, []) == []

    cache.set(COUNT, [3.0], 60)
    bring_back(place)
    assert cache.get(COUNT, []) == []


def test_what_a_process_counts_by_itself_has_its_bounds() -> None:
    kept = Meanwhile()
    for number in range(KEPT_MOST + 1):
        kept.set(str(number), number, 60)
    assert [kept.get(key, None) for key in ("0", "1", str(KEPT_MOST))] == [None, 1, KEPT_MOST]


def test_without_redis_everything_is_a_miss(cache: ResilientRedisCache, place: Place) -> None:
    cache.set("a", 1)
    redis.stop(place)

    assert cache.get("a") is None
    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a"]) == {}
    assert cache.has_key("a") is False
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.set_many({"a": 2}) == []
    cache.clear()
    cache.set("a", 2)
    cache.delete_many(["a"])
    assert cache.get_or_set("a", lambda: 7) == 7


def test_without_redis_adding_says_yes_so_that_nobody_waits_for_a_lock(
    cache: ResilientRedisCache, place: Place
) -> None:
    redis.stop(place)

    assert cache.add("lock", 1) is True
    assert cache.add("lock", 1) is True


def test_without_redis_counting_says_that_the_number_is_not_here(
    cache: ResilientRedisCache, place: Place
) -> None:
    cache.set("tries", 3)
    redis.stop(place)

    with pytest.raises(ValueError, match="not found"):
        cache.incr("tries")


def test_it_fills_again_when_redis_is_back(cache: ResilientRedisCache, place: Place) -> None:
    redis.stop(place)
    assert cache.get("a") is None
    assert away(place).on

    bring_back(place)
    cache.set("a", 1)
    assert cache.get("a") == 1


def test_a_frozen_redis_costs_one_timeout_and_then_nothing(cache: ResilientRedisCache, place: Place) -> None:
    cache.set("a", 1)
    with frozen(place):
        first, others = timed(lambda: cache.get("a")), [timed(lambda: cache.get("a")) for _ in range(20)]

    assert outage.SOCKET_SECONDS <= first < 3 * outage.SOCKET_SECONDS
    assert max(others) < outage.SOCKET_SECONDS / 5


def test_what_was_deleted_during_a_freeze_stays_deleted(cache: ResilientRedisCache, place: Place) -> None:
    cache.set("session", "signed in")
    cache.set("profile", "old")
    with frozen(place):
        cache.delete("session")
        cache.set("profile", "new")

    assert servers.wait(lambda: not away(place).on, seconds=10)
    assert cache.get("session") is None
    assert cache.get("profile") is None


def test_more_than_it_can_remember_makes_everything_stale(
    cache: ResilientRedisCache, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "DEBTS_MOST", 3)
    cache.set("untouched", 1)
    with frozen(place):
        for number in range(5):
            cache.delete(f"gone-{number}")

    assert servers.wait(lambda: not away(place).on, seconds=10)
    assert cache.get("untouched") is None


def test_clearing_leaves_the_queues_alone(cache: ResilientRedisCache, place: Place) -> None:
    client = redis_library.Redis.from_url(place.redis_url)
    client.lpush("mail", "a message")
    cache.set("a", 1)

    cache.clear()

    assert cache.get("a") is None
    assert client.keys() == [b"mail"]
    client.close()
