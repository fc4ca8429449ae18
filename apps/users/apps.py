"""Registers the users app, and what it keeps about a person."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """The users app."""

    name = "apps.users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept about a person."""
        from apps.users import personal_data  # noqa: PLC0415 - models load after this module
        from apps.users.personal_data.own import PARTS  # noqa: PLC0415 - as above

        personal_data.register(*PARTS)
