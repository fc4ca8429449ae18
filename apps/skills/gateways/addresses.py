"""Asks the address of a resource whether it still answers."""

from __future__ import annotations

from typing import Final

from apps.core.outbound import Answer, Limits, OutboundError, fetch
from apps.skills.logic.link_checks import Seen, moved_to

REASON_MOST: Final = 300
_HEADERS_ONLY: Final = Limits(seconds=20, body_bytes=0)
# Servers that know no HEAD, or answer it differently from GET.
_WORTH_A_GET: Final = 400


def look_at(url: str) -> Seen:
    """Ask once, by HEAD and, where that is refused, by GET without its body; never raises."""
    try:
        answer = fetch(url, method="HEAD", limits=_HEADERS_ONLY)
        if answer.status >= _WORTH_A_GET:
            answer = fetch(url, limits=_HEADERS_ONLY)
    except OutboundError as trouble:
        return Seen(None, reason=" ".join(str(trouble).split())[:REASON_MOST])
    return _seen(url, answer)


def _seen(url: str, answer: Answer) -> Seen:
    hops = tuple((hop.status, hop.to) for hop in answer.hops)
    return Seen(answer.status, moved_to(url, hops=hops) if answer.status < _WORTH_A_GET else "")
