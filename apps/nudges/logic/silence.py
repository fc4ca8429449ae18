"""Having nothing to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a mail would say nothing."""

    reason: str
