from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.core import queues
from apps.core.tasks import clear_sessions
from config.celery import app


@pytest.mark.django_db
def test_sessions_that_ran_out_are_cleared() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))

    clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_the_timetable_asks_for_tasks_that_exist_in_their_own_queue() -> None:
    app.loader.import_default_modules()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        task: Any = app.tasks[entry["task"]]
        assert (entry["task"], entry["options"]["queue"]) == (entry["task"], task.in_queue)
        assert entry["options"]["expires"] == entry["schedule"].total_seconds()


def test_a_request_without_a_queue_goes_where_somebody_waits() -> None:
    assert app.conf.task_default_queue == queues.PROMPT
    assert {queue.name for queue in app.conf.task_queues} == set(queues.ALL)


def test_the_timetable_is_kept_in_universal_time() -> None:
    assert str(app.timezone) == "UTC"
    assert app.conf.enable_utc is True


def test_no_task_may_run_longer_than_a_dead_worker_is_waited_for() -> None:
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
