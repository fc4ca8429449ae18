"""Registers the nudges app, what it keeps about a person, and what it offers on pages of other apps."""

from django.apps import AppConfig


class NudgesConfig(AppConfig):
    """The nudges app."""

    name = "apps.nudges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept about a person, and offer the digest."""
        from apps.curricula import offers  # noqa: PLC0415 - models load after this module
        from apps.nudges.personal_data import PARTS  # noqa: PLC0415 - as above
        from apps.nudges.queries.offer import digest_offer  # noqa: PLC0415 - as above
        from apps.users import personal_data  # noqa: PLC0415 - as above

        personal_data.register(*PARTS)
        offers.register(digest_offer)
