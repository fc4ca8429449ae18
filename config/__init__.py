"""Settings, addresses and entry points."""

from config.celery import app as celery

# Tasks are shared: without this a web process would publish through an app of its own, without our settings.
__all__ = ["celery"]
