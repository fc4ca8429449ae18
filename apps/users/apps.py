"""Registers the users app, and what it keeps about a person."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """The users app."""

    name = "apps.users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept about a person, and listen to what allauth reports."""
        from apps.users import checks, personal_data, receivers  # noqa: F401, PLC0415 - models load after this module; importing connects
        from apps.users.personal_data import own, ways_in  # noqa: PLC0415 - as above

        personal_data.register(*own.PARTS, *ways_in.PARTS)
