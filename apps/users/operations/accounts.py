"""Who an address belongs to."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from apps.users.models import User


@transaction.atomic
def release_address(*, address: str, to: User, by: User) -> bool:  # noqa: ARG001  # who asks belongs to every write
    """Take an address from an account that never confirmed it and nobody ever signed in to; True if it did.

    Such an account holds nothing: it is removed. One that was ever used, or that staff made,
    keeps its address.
    """
    claimed = User.objects.select_for_update(no_key=True).filter(email=address.lower(), last_login=None)
    rival = claimed.filter(is_staff=False).exclude(pk=to.pk).first()
    if rival is None:
        return False
    claims = EmailAddress.objects.filter(user=rival).values_list("email", "verified")
    if list(claims) != [(address.lower(), False)]:
        return False
    rival.delete()
    return True
