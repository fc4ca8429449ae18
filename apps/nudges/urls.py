"""Addresses of the pages of mail."""

from django.urls import path

from apps.nudges.views import preview, settings
from apps.nudges.views.stop import stop

urlpatterns = [
    path("settings/mail/", settings.mail, name="settings_mail"),
    path("settings/mail/away/", settings.absence_add, name="absence_add"),
    path("settings/mail/away/<int:absence_id>/remove/", settings.absence_remove, name="absence_remove"),
    path("settings/mail/offer/", settings.offer, name="mail_offer"),
    path("settings/mail/digest/", preview.digest, name="mail_digest"),
    path("settings/mail/digest/html/", preview.digest_html, name="mail_digest_html"),
    path("mail/stop/<str:token>/", stop, name="mail_stop"),
]
