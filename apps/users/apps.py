"""Registers the users app."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """The users app."""

    name = "apps.users"
    default_auto_field = "django.db.models.BigAutoField"
