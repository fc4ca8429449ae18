"""Seals what must be read back, such as the key of an authenticator app, under a key made of SECRET_KEY."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"evenkeel: secrets of second factors"


def seal(text: str) -> str:
    """Return a text that only this installation reads."""
    return _box(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Return what was sealed; None where none of the keys fits."""
    try:
        return _box(_keys()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _keys() -> tuple[str, ...]:
    """Return the key that seals, then the earlier ones that still open."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """Return a key for this purpose alone (HKDF, RFC 5869), which tells nothing of SECRET_KEY."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(derived)
