"""Numbers that an address asks with."""

from __future__ import annotations

from django.http import HttpRequest


def number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of the query, None for whatever is none or no row could have."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("2147483647") else None
