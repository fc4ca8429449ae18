"""Addresses of the mails kept on one's own machine."""

from django.urls import path, register_converter

from apps.devmail import views


class MailKey:
    """A key as the mailbox makes them: nothing in it can leave the folder."""

    regex = r"[0-9]{20}-[0-9a-f]{8}"

    def to_python(self, value: str) -> str:
        """Return the key."""
        return value

    def to_url(self, value: str) -> str:
        """Return the key."""
        return value


register_converter(MailKey, "mail_key")

urlpatterns = [
    path("", views.mails, name="dev_mails"),
    path("<mail_key:key>/", views.mail, name="dev_mail"),
    path("<mail_key:key>/html/", views.mail_html, name="dev_mail_html"),
]
