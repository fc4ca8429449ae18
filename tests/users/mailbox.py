"""Reads what the app queued for a person, as that person would: the last mail, and the link in it."""

from __future__ import annotations

import re

from apps.users.models import OutgoingMail


def last_mail(to: str) -> OutgoingMail:
    mail = OutgoingMail.objects.filter(to=to).order_by("pk").last()
    assert mail is not None
    return mail


def subjects(to: str) -> list[str]:
    return list(OutgoingMail.objects.filter(to=to).order_by("pk").values_list("subject", flat=True))


def link(mail: OutgoingMail) -> str:
    """Return the path of the one link in the text."""
    found = re.findall(r"https?://[^/\s]+(/\S+)", mail.text)
    assert len(found) == 1
    return str(found[0])
