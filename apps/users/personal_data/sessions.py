"""The sessions of one person, on every device."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from importlib import import_module
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from apps.users.models import User


def session_keys(person: User) -> list[str]:
    """Return the keys of the sessions that a person is signed in with, or about to be.

    Reads every session: which person one belongs to stands inside of its signed text alone.
    """
    store = _store()
    stored = Session.objects.values_list("session_key", "session_data").iterator()
    return [key for key, data in stored if _is_of(person, store.decode(data))]


def end_sessions(person: User) -> None:
    """Sign a person out everywhere; the copies in the cache go once the transaction is committed."""
    keys = session_keys(person)
    Session.objects.filter(pk__in=keys).delete()
    transaction.on_commit(partial(_forget, keys), robust=True)


def _is_of(person: User, data: dict[str, Any]) -> bool:
    if SESSION_KEY in data:
        return bool(data[SESSION_KEY] == str(person.pk))
    # Between the password and the second factor or the confirmation the person stands elsewhere in it.
    halfway = data.get(LOGIN_SESSION_KEY) or {}
    named = halfway.get("user_pk") == user_pk_to_url_str(person)
    return named or json.dumps(person.email) in json.dumps(data)


def _forget(keys: Iterable[str]) -> None:
    for key in keys:
        _store(key).delete()


def _store(key: str | None = None) -> Any:  # noqa: ANN401  # an engine is chosen by a setting
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
