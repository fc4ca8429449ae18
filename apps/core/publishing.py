"""The base of every task: asking for one never holds up or fails a page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import structlog
from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.core import outage

log = structlog.get_logger(__name__)


def task(*, queue: str) -> Callable[[Callable[..., Any]], Task]:
    """Make a task of a function; its requests wait in one of `apps.core.queues`."""
    return shared_task(base=Task, in_queue=queue)


def route(_name: str, *_: Any, task: Any = None, **__: Any) -> dict[str, str] | None:
    """Return the queue of a task, for Celery; its own `queue` attribute is about to go."""
    return {"queue": task.in_queue} if isinstance(task, Task) else None


class Task(DjangoTask[Any, Any]):
    """A task whose request is dropped at once while Redis is away.

    Nothing is lost by that: whatever a task has to do is written in PostgreSQL first, and the timetable
    looks for what was left undone.
    """

    abstract = True
    in_queue: str  # each task says where its requests wait

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        """Put a request in the queue; raises OperationalError at once during an outage."""
        away = outage.of(settings.REDIS_URL, prefix=settings.CACHE_PREFIX)
        if away.on:
            message = "Redis is away."
            raise OperationalError(message)
        try:
            return super().apply_async(*args, **kwargs)
        except OperationalError as error:
            away.begin(error)
            raise

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override] # the stub is wrong
        """Put a request in the queue once the transaction is committed; a failure is logged, never raised."""
        transaction.on_commit(functools.partial(self._delay_or_leave, *args, **kwargs))

    def _delay_or_leave(self, *args: Any, **kwargs: Any) -> None:
        try:
            self.delay(*args, **kwargs)
        except OperationalError:
            log.warning("task_left_to_the_timetable", task=self.name)
