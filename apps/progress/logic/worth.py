"""How much a skill matters to a learner, and what a week without it costs."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Final

from apps.progress.logic.memory import Curve, MemoryState, retention

NOT_ASKED_FOR: Final = 0.3  # what a skill counts for when neither role nor goal asks for it
WEEK: Final = timedelta(days=7)


def importance(*, asked_for: bool, waiting: int) -> float:
    """Return how much a skill matters, from 0.3 on.

    `asked_for` says whether role or goal asks for it; `waiting` counts the skills that role or goal
    asks for, are not held, and need it.
    """
    return (1.0 if asked_for else NOT_ASKED_FOR) * (1 + math.log2(1 + waiting))


def loss(memory: MemoryState, *, today: date, curve: Curve) -> float:
    """Return how much retention is lost in the coming week without practice, 0 to 1."""
    return retention(memory, on=today, curve=curve) - retention(memory, on=today + WEEK, curve=curve)
