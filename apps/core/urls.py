"""Addresses that belong to no app: health, limits, theme, manifest, robots."""

from django.urls import path

from apps.core.views.limits import limits
from apps.core.views.manifest import manifest, robots
from apps.core.views.probes import livez, readyz
from apps.core.views.theme import theme

urlpatterns = [
    # middleware.probes answers these two first; they stand here for their names.
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("help/limits/", limits, name="limits"),
    path("theme/", theme, name="theme"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("robots.txt", robots, name="robots"),
]
