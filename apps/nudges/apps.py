"""Registers the nudges app, what it keeps about a person, and what it offers on pages of other apps."""

from django.apps import AppConfig


class NudgesConfig(AppConfig):
    """The nudges app."""

    name = "apps.nudges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept about a person."""
        from apps.nudges.personal_data import PARTS  # noqa: PLC0415 - models load after this module
        from apps.users import personal_data  # noqa: PLC0415 - as above

        personal_data.register(*PARTS)
