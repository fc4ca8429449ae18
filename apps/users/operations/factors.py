"""What is written of second factors beside what allauth writes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from apps.users.models import User


@transaction.atomic
def spend_step(*, authenticator: Authenticator, step: int, by: User) -> bool:  # noqa: ARG001  # who asks belongs to every write
    """Note the step of time whose code was used; False where that step or a later one was used before."""
    locked = Authenticator.objects.select_for_update(no_key=True).get(pk=authenticator.pk)
    if step <= locked.data.get("last_step", -1):
        return False
    locked.data["last_step"] = step
    locked.save(update_fields=["data"])
    return True
