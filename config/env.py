"""Reads settings from the environment and says in one line what is wrong with one."""

import os

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, *, default: str | None = None) -> str:
    """Return a variable's value, or the default.

    Raises ImproperlyConfigured when it is unset and there is no default.
    """
    value = os.environ.get(name, default)
    if value is None:
        message = f"Set {name} in the environment; docs/operations.md says what it holds."
        raise ImproperlyConfigured(message)
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable; raises ImproperlyConfigured for any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() not in _TRUE | _FALSE:
        message = f"{name} is {value!r}; write 1 or 0."
        raise ImproperlyConfigured(message)
    return value.lower() in _TRUE


def number(name: str, *, default: int) -> int:
    """Return a whole number; raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    if not value.strip().isdecimal():
        message = f"{name} is {value!r}; write a whole number."
        raise ImproperlyConfigured(message)
    return int(value)


def items(name: str, *, default: list[str]) -> list[str]:
    """Return a comma-separated list without blanks."""
    value = os.environ.get(name)
    if value is None:
        return default
    return [part.strip() for part in value.split(",") if part.strip()]
