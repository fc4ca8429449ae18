"""Registers the skills app."""

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    """The skills app."""

    name = "apps.skills"
    default_auto_field = "django.db.models.BigAutoField"
