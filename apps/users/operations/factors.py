"""What is written of second factors beside what allauth writes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from apps.users.models import User
from apps.users.operations.devices import end_other_devices


@transaction.atomic
def spend_step(*, authenticator: Authenticator, step: int, by: User) -> bool:  # noqa: ARG001  # who asks belongs to every write
    """Note the step of time whose code was used; False where that step or a later one was used before."""
    locked = Authenticator.objects.select_for_update(no_key=True).get(pk=authenticator.pk)
    if step <= locked.data.get("last_step", -1):
        return False
    locked.data["last_step"] = step
    locked.save(update_fields=["data"])
    return True


@transaction.atomic
def remove_factors(*, person: User, by: User) -> int:  # noqa: ARG001  # who asks belongs to every write
    """Remove every second factor of a person, sign them out everywhere, and return how many there were."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    held = Authenticator.objects.filter(user=person)
    count: int = held.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    held.delete()
    if count:
        end_other_devices(session_key="", by=person)
    return count
