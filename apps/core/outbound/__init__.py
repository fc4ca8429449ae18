"""Requests to the outside that cannot be turned against the inside: public addresses only, within limits."""

from apps.core.outbound.client import Answer, Hop, Limits, fetch
from apps.core.outbound.problems import OutboundError, RefusedAddress, TooMuch, Unreachable

__all__ = ["Answer", "Hop", "Limits", "OutboundError", "RefusedAddress", "TooMuch", "Unreachable", "fetch"]
