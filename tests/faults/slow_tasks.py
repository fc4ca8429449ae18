"""The app's own Celery app with one task more, which takes its time and marks its beginning and end."""

from __future__ import annotations

import os
import time
from pathlib import Path

from apps.core import queues
from apps.core.publishing import task
from config.celery import app

__all__ = ["app"]

if "VISIBILITY_SECONDS" in os.environ:
    app.conf.broker_transport_options |= {
        "visibility_timeout": float(os.environ["VISIBILITY_SECONDS"]),
        "unacked_restore_interval": 1,
        "unacked_mutex_expire": 2,
    }


@task(queue=queues.PROMPT)
def dawdle(*, folder: str, seconds: float) -> None:
    """Write the number of the process as it begins, and `end` when it has ended."""
    with Path(folder, "begun").open("a") as marks:
        marks.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    with Path(folder, "ended").open("a") as marks:
        marks.write("end\n")
