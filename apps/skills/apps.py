"""Registers the skills app, and what it keeps about a person."""

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    """The skills app."""

    name = "apps.skills"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept about a person."""
        from apps.skills.personal_data import PARTS  # noqa: PLC0415 - models load after this module
        from apps.users import personal_data  # noqa: PLC0415 - as above

        personal_data.register(*PARTS)
