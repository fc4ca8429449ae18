"""When beat asks for what: intervals only, since a clock time is skipped or repeated when clocks change."""

from datetime import timedelta
from typing import Any

from apps.core import queues

MINUTE = 60
HOUR = 60 * MINUTE


def entries(
    *, mail_sweep_seconds: int, export_sweep_seconds: int, import_sweep_seconds: int
) -> dict[str, dict[str, Any]]:
    """Return Celery's beat schedule, by name of the task."""
    due = {
        "apps.core.tasks.clear_sessions": _every(HOUR, queues.PERIODIC),
        # Not among the bulk: it may take minutes, and people watch their imports come in.
        "apps.skills.tasks.check_links": _every(HOUR, queues.PERIODIC),
        "apps.users.tasks.sweep_mails": _every(mail_sweep_seconds, queues.MAIL),
        "apps.users.tasks.sweep_exports": _every(export_sweep_seconds, queues.BULK),
        "apps.progress.tasks.sweep_imports": _every(import_sweep_seconds, queues.BULK),
        # A mail of eight o'clock is planned by five past, however long beat has been up.
        "apps.nudges.tasks.plan_nudges": _every(5 * MINUTE, queues.MAIL),
        "apps.nudges.tasks.sweep_nudges": _every(mail_sweep_seconds, queues.MAIL),
        "apps.nudges.tasks.blank_texts": _every(HOUR, queues.MAIL),
        "apps.users.tasks.forget_devices": _every(HOUR, queues.PERIODIC),
        "apps.users.tasks.blank_mails": _every(HOUR, queues.MAIL),
        "apps.users.tasks.forget_mails": _every(HOUR, queues.MAIL),
    }
    return {name: {"task": name, **when} for name, when in due.items()}


def _every(seconds: int, queue: str) -> dict[str, Any]:
    # A request that nobody took before the next one was due is of no use: a stopped worker finds no backlog.
    return {"schedule": timedelta(seconds=seconds), "options": {"queue": queue, "expires": seconds}}
