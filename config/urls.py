"""Every address of the app; each line names who owns it."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("apps.core.urls")),
    path("accounts/", include("apps.users.urls")),
    path("accounts/", include("allauth.urls")),
    path("staff/", admin.site.urls),
    path("log/", include("apps.progress.urls")),
    path("", include("apps.curricula.urls")),
]

handler400 = "apps.core.views.errors.bad_request"
handler403 = "apps.core.views.errors.permission_denied"
handler404 = "apps.core.views.errors.page_not_found"
handler429 = "apps.core.views.errors.too_many"  # asked for by allauth
handler500 = "apps.core.views.errors.server_error"

if settings.LOCAL:
    urlpatterns.append(path("dev/mail/", include("apps.devmail.urls")))
