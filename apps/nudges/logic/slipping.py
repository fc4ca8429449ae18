"""Which fading skills a digest names: what is news, and of that what matters most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MOST: Final = 3
AHEAD: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Slip:
    """A held skill on its way under the target."""

    skill: int
    due_on: date
    importance: float
    loss: float  # of retention in the coming week, 0 to 1


def worth_naming(slips: Iterable[Slip], *, today: date, since: date) -> tuple[Slip, ...]:
    """Return the skills that are due within a week from today, or came due since the last mail.

    At most three, by importance × loss in the coming week.
    """
    news = [slip for slip in slips if since <= slip.due_on <= today + AHEAD]
    news.sort(key=lambda slip: (-slip.importance * slip.loss, slip.due_on, slip.skill))
    return tuple(news[:MOST])
