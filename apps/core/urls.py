"""Addresses that belong to no page: theme, manifest, robots."""

from django.urls import path

from apps.core.views.manifest import manifest, robots
from apps.core.views.theme import theme

urlpatterns = [
    path("theme/", theme, name="theme"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("robots.txt", robots, name="robots"),
]
