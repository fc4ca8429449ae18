"""How far a change of the catalogue reaches into what learners have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """What one skill means to learners today."""

    learners: int = 0  # who have a state in it
    holders: int = 0
    moving: int = 0  # of the holders, whose due day another ageing would move
