"""Registers the curricula app."""

from django.apps import AppConfig


class CurriculaConfig(AppConfig):
    """The curricula app."""

    name = "apps.curricula"
    default_auto_field = "django.db.models.BigAutoField"
