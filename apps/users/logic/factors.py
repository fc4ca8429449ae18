"""Counting of second factors."""

from __future__ import annotations

from typing import Final

CODES: Final = 10  # recovery codes in a set, as allauth makes them


def codes_left(used: int) -> int:
    """Return how many recovery codes of a set are left; each bit of `used` is a code that is spent."""
    return CODES - used.bit_count()
