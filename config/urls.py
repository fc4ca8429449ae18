"""Every address of the app; each line names who owns it."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

# One way in for everybody, with its limits: the admin has no sign-in page of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth advises

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("apps.core.urls")),
    path("accounts/", include("apps.users.urls")),
    path("staff/", admin.site.urls),
    path("settings/data/", include("apps.users.data_urls")),
    path("catalogue/", include("apps.skills.urls")),
    path("log/", include("apps.progress.urls")),
    path("review/", include("apps.progress.review_urls")),
    path("", include("apps.curricula.urls")),
    path("", include("apps.nudges.urls")),
]

handler400 = "apps.core.views.errors.bad_request"
handler403 = "apps.core.views.errors.permission_denied"
handler404 = "apps.core.views.errors.page_not_found"
handler429 = "apps.core.views.errors.too_many"  # asked for by allauth
handler500 = "apps.core.views.errors.server_error"

if settings.LOCAL:
    urlpatterns.append(path("dev/mail/", include("apps.devmail.urls")))
