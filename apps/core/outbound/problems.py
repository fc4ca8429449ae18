"""Why a request to the outside came to nothing."""

from __future__ import annotations


class OutboundError(Exception):
    """The request came to nothing; the text says why, in words for a page."""


class RefusedAddress(OutboundError):  # noqa: N818  # a refusal, named as what it is
    """We may not ask there: another scheme or port, user info, or an address that is not public."""


class Unreachable(OutboundError):  # noqa: N818  # as above
    """No answer: no such name, no connection, a broken line, or too late."""


class TooMuch(OutboundError):  # noqa: N818  # as above
    """The answer is larger than asked for, redirects too often, or is packed in a way we do not open."""
