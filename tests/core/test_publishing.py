from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from pytest_django import Settings
from redis import Redis

from apps.core import logs, outage
from apps.core.tasks import clear_sessions


@pytest.fixture
def queue() -> Redis:
    client = Redis.from_url(settings.REDIS_URL)
    client.delete("periodic")
    return client


@pytest.mark.django_db(transaction=True)
def test_a_task_is_asked_for_once_the_transaction_is_committed(queue: Redis) -> None:
    with transaction.atomic():
        clear_sessions.delay_on_commit()
        assert queue.llen("periodic") == 0

    assert (
        json.loads(queue.lindex("periodic", 0) or "")["headers"]["task"] == "apps.core.tasks.clear_sessions"
    )
    queue.delete("periodic")
    queue.close()


@pytest.fixture
def away(settings: Settings) -> outage.Outage:
    """An outage of a Redis at which nobody listens, begun."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    found = outage.of("redis://127.0.0.1:1/0", prefix="evenkeel")
    found.begin(ConnectionError())
    return found


def test_during_an_outage_asking_fails_at_once(away: outage.Outage) -> None:
    assert away.on
    with pytest.raises(OperationalError, match="Redis is away"):
        clear_sessions.delay()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("away")
def test_during_an_outage_a_page_that_asks_does_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure({"json": False, "level": "INFO"})

    with transaction.atomic():
        clear_sessions.delay_on_commit()

    assert "task_left_to_the_timetable" in capsys.readouterr().err
