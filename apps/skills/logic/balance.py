"""The even keel: how far what one holds leans to ML or to DevOps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NEEDLE_STOPS = 30.0  # degrees
HELD_FOR_A_VERDICT = 5


@dataclass(frozen=True, slots=True)
class Band:
    """The healthy ML share of a role, both ends 0 to 1."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The ML share of an even keel."""
        return (self.low + self.high) / 2

    @property
    def even_within(self) -> float:
        """Degrees of heel that still count as an even keel."""
        return 50 * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Heel:
    """A verdict on balance."""

    degrees: float  # positive to ML
    ml_share: float  # 0 to 1
    even_within: float  # degrees

    @property
    def even(self) -> bool:
        """Whether this is an even keel."""
        return abs(self.degrees) <= self.even_within

    @property
    def needle(self) -> float:
        """The degrees that the gauge can show."""
        return max(-NEEDLE_STOPS, min(NEEDLE_STOPS, self.degrees))


def verdict(*, total: float, leaning: float, band: Band, held: int) -> Heel | None:
    """Return the heel from Σ mastery and Σ mastery × ML weight over all skills.

    None while fewer than five skills are held, or nothing is mastered: too early to say.
    """
    if held < HELD_FOR_A_VERDICT or total <= 0:
        return None
    share = leaning / total
    return Heel(degrees=100 * (share - band.middle), ml_share=share, even_within=band.even_within)


def heel(weighed: Iterable[tuple[float, float]], *, band: Band, held: int) -> Heel | None:
    """Return the heel over (mastery, ML weight) pairs of all skills; see verdict."""
    total = leaning = 0.0
    for mastery, weight in weighed:
        total += mastery
        leaning += mastery * weight
    return verdict(total=total, leaning=leaning, band=band, held=held)
