"""Registers the devmail app."""

from django.apps import AppConfig


class DevmailConfig(AppConfig):
    """The devmail app."""

    name = "apps.devmail"
