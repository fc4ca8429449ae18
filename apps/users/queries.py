"""What is asked about people and their mail."""

from __future__ import annotations

from datetime import datetime

from apps.users.models import OutgoingMail


def due_mail(*, now: datetime, most: int) -> list[int]:
    """Return the ids of mails that may be tried now, oldest due first."""
    due = OutgoingMail.objects.due(now).order_by("next_try_at", "pk")
    return list(due.values_list("pk", flat=True)[:most])
