"""Every address of the app; each line names who owns it."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("apps.core.urls")),
    path("accounts/", include("apps.users.urls")),
    path("accounts/", include("allauth.urls")),
    path("staff/", admin.site.urls),
]
