"""Taking accounts of other services off an account here."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from apps.users.models import User
from apps.users.providers import other_ways_in


class LastWayIn(Exception):  # noqa: N818  # an answer, not an error
    """There would be no way in left."""


@transaction.atomic
def disconnect(*, account_id: int, by: User) -> SocialAccount | None:
    """Take an account of another service off a person's; None where it is none of theirs.

    Raises LastWayIn where nothing else would sign them in.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    account: SocialAccount | None = SocialAccount.objects.filter(pk=account_id, user=by).first()
    if account is None:
        return None
    if not other_ways_in(by, account):
        raise LastWayIn
    account.delete()
    return account
