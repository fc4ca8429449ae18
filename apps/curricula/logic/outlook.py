"""What the choice of the next step looks at: every skill, the balance, and what was said about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from apps.curricula.logic.reach import Reach
from apps.progress.logic.standing import State
from apps.skills.logic.balance import Band, Heel, verdict

HELD: Final[frozenset[State]] = frozenset({"fresh", "fading", "faded"})
SLIPPING: Final[frozenset[State]] = frozenset({"fading", "faded"})
OPEN: Final[frozenset[State]] = frozenset({"ready", "learning"})
REFRESH_SHARE, REFRESH_LEAST, REFRESH_MOST = 0.1, 20, 60  # of a skill's minutes; in minutes


@dataclass(frozen=True, slots=True)
class Prospect:
    """A skill as the choice of the next step sees it."""

    skill: int
    state: State
    in_role: bool
    minutes: int  # to working ability, from nothing
    ml_weight: float  # 0 to 1
    coverage: float  # 0 to 1
    retention: float  # 0 to 1; 0 where nothing is known
    needs: tuple[int, ...]
    opens: tuple[int, ...]

    @property
    def mastery(self) -> float:
        """Coverage × retention, 0 to 1."""
        return self.coverage * self.retention

    @property
    def minutes_left(self) -> int:
        """Minutes to hold it, or to refresh it where it is held."""
        if self.state in HELD:
            return round(min(REFRESH_MOST, max(REFRESH_LEAST, self.minutes * REFRESH_SHARE)))
        return max(REFRESH_LEAST, round(self.minutes * (1 - self.coverage)))


@dataclass(frozen=True, slots=True)
class Totals:
    """What the whole chart sums to."""

    mastery: float
    leaning: float  # Σ mastery × ML weight
    held: int
    waiting: int  # role skills not held yet, as bits

    @classmethod
    def of(cls, prospects: Iterable[Prospect], *, reach: Reach) -> Totals:
        """Sum over all skills."""
        mastery = leaning = 0.0
        held = waiting = 0
        for p in prospects:
            mine = p.coverage * p.retention
            mastery += mine
            leaning += mine * p.ml_weight
            if p.state in HELD:
                held += 1
            elif p.in_role:
                waiting |= reach.bits[p.skill]
        return cls(mastery, leaning, held, waiting)

    def once_done(self, prospect: Prospect, *, reach: Reach) -> Totals:
        """Return the sums once a skill is held and fresh."""
        gain = 1 - prospect.mastery
        return Totals(
            self.mastery + gain,
            self.leaning + gain * prospect.ml_weight,
            self.held + (prospect.state not in HELD),
            self.waiting & ~reach.bits[prospect.skill],
        )

    def heel(self, band: Band | None) -> Heel | None:
        """Return the balance, or None while it is too early to say."""
        if band is None:
            return None
        return verdict(total=self.mastery, leaning=self.leaning, band=band, held=self.held)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything the choice depends on."""

    prospects: Mapping[int, Prospect]
    reach: Reach
    band: Band | None  # None while no role is chosen: then there is no verdict on balance
    totals: Totals
    postponed: frozenset[int] = frozenset()
    chosen: int | None = None  # what the learner put first

    @property
    def heel(self) -> Heel | None:
        """The balance as it is."""
        return self.totals.heel(self.band)

    def slipping_under(self, skill: int) -> frozenset[int]:
        """Return the fading and faded skills that a skill needs directly."""
        needs = self.prospects[skill].needs
        return frozenset(n for n in needs if self.prospects[n].state in SLIPPING)

    def once_done(self, skill: int) -> Outlook:
        """Return the outlook once a skill is held and fresh: what it opens may be ready then."""
        done = self.prospects[skill]
        prospects = dict(self.prospects)
        prospects[skill] = replace(done, state="fresh", coverage=1.0, retention=1.0)
        for above in done.opens:
            opened = prospects[above]
            if opened.state == "locked" and all(prospects[n].state in HELD for n in opened.needs):
                prospects[above] = replace(opened, state="ready")
        return replace(
            self,
            prospects=prospects,
            totals=self.totals.once_done(done, reach=self.reach),
            chosen=None if skill == self.chosen else self.chosen,
        )
