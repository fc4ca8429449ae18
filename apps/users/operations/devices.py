"""Writing when devices were seen, and signing them out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from apps.users.models import User


@transaction.atomic
def see_device(*, session_key: str, now: datetime, by: User) -> None:
    """Note that a device is in use."""
    UserSession.objects.filter(session_key=session_key, user=by).update(last_seen_at=now)


@transaction.atomic
def end_device(*, device_id: int, by: User) -> UserSession | None:
    """Sign one device of a person out and return what it was; None where it is none of theirs."""
    device: UserSession | None = UserSession.objects.filter(pk=device_id, user=by).first()
    if device is not None:
        _end([device.session_key])
    return device


@transaction.atomic
def end_other_devices(*, session_key: str, by: User) -> int:
    """Sign out every device of a person but the one with this session, and return how many."""
    others = UserSession.objects.filter(user=by).exclude(session_key=session_key)
    keys = list(others.values_list("session_key", flat=True))
    return _end(keys)


@transaction.atomic
def forget_ended_devices() -> int:
    """Delete what is known of devices whose session is gone, and return how many they were."""
    return int(UserSession.objects.exclude(session_key__in=Session.objects.values("pk")).delete()[0])


def _end(keys: list[str]) -> int:
    UserSession.objects.filter(session_key__in=keys).delete()
    ended, _ = Session.objects.filter(pk__in=keys).delete()
    # The copies in the cache would keep them alive.
    transaction.on_commit(partial(_forget, keys), robust=True)
    return ended


def _forget(keys: Iterable[str]) -> None:
    engine = import_module(settings.SESSION_ENGINE)
    for key in keys:
        engine.SessionStore(key).delete()
