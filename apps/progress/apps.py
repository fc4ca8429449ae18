"""Registers the progress app."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """The progress app."""

    name = "apps.progress"
    default_auto_field = "django.db.models.BigAutoField"
