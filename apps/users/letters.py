"""The mails that the app writes by itself to the person of an account, beside those of allauth."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string


def letter(name: str, *, to: str, context: dict[str, Any], folder: str = "users/email") -> EmailMessage:
    """Return a mail, rendered from the templates of its name in a folder and not sent yet.

    Marked as written by a machine (RFC 3834), so that no out-of-office answers it.
    """
    said = {**context, "site": settings.SITE_URL.rstrip("/")}
    template = f"{folder}/{name}"
    subject = render_to_string(f"{template}_subject.txt", said).strip()
    text = render_to_string(f"{template}_message.txt", said).strip()
    message = EmailMultiAlternatives(
        subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers={"Auto-Submitted": "auto-generated"}
    )
    message.attach_alternative(render_to_string(f"{template}_message.html", said), "text/html")
    return message
