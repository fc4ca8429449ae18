"""The app's own Celery app on its own timetable, where what is due in minutes is due every second."""

from __future__ import annotations

from datetime import timedelta

from config.celery import app

__all__ = ["app"]

app.conf.beat_schedule = {
    name: {**entry, "schedule": timedelta(seconds=1)}
    for name, entry in app.conf.beat_schedule.items()
    if name.startswith("apps.nudges.")
}
