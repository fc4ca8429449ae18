"""Which step comes next, and why: the one with the most waiting on it an hour, leaning to the light side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.curricula.logic.outlook import HELD, OPEN, SLIPPING, Outlook, Prospect
from apps.progress.logic.standing import State
from apps.skills.logic.balance import Heel

STEPS: Final = 4
SITTING: Final = 45  # minutes
OUTSIDE_THE_ROLE: Final = 0.3  # what a skill counts for when the role does not ask for it
LEAN_IN_FULL: Final = 30.0  # degrees of heel at which the light side counts double


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a step is proposed, as facts."""

    waiting: int  # role skills that rest on it and are not held
    examples: tuple[int, ...]  # some of these, nearest first
    rests_on_it: int | None  # the step that comes right after, which needs it and finds it slipping
    needs: int  # how many skills it needs, all of them held
    retention: float | None  # of a held skill
    coverage: float  # of a started one
    heel_before: Heel | None
    heel_after: Heel | None
    chosen: bool  # the learner put it first


@dataclass(frozen=True, slots=True)
class Step:
    """A step that may come next."""

    skill: int
    state: State
    minutes: int  # what is left, or what a refresh takes
    score: float  # role skills waiting on it an hour, leaned to the light side
    reasons: Reasons

    @property
    def sittings(self) -> int:
        """Sittings of 45 minutes, at least one."""
        return max(1, -(-self.minutes // SITTING))

    @property
    def first_sitting(self) -> int:
        """Minutes of the first sitting."""
        return min(SITTING, self.minutes)


def choices(outlook: Outlook, *, most: int | None = None) -> tuple[Step, ...]:
    """Return every step that may come now, best first; postponed ones are left out.

    Ready, learning, fading and faded skills of the role; others only when the role has none.
    """
    return tuple(_step(outlook, skill) for skill in _ranked(outlook)[:most])


def course(outlook: Outlook, *, steps: int = STEPS) -> tuple[Step, ...]:
    """Return the next step and those after it, each chosen as if those before it were done.

    What the learner put first comes first, as long as it may come at all. A fading skill that
    the first choice rests on comes before it. Empty when nothing is open and nothing slips.
    """
    taken: list[Step] = []
    while len(taken) < steps:
        ranked = _ranked(outlook)
        if not ranked:
            break
        best = outlook.chosen if outlook.chosen in ranked else ranked[0]
        first = _before(outlook, best, ranked=ranked)
        taken.append(_step(outlook, first, rests_on_it=best if first != best else None))
        outlook = outlook.once_done(first)
    return tuple(taken)


def score(outlook: Outlook, prospect: Prospect) -> float:
    """Return the worth of a step: (role skills waiting on it + itself) × mastery to gain × lean ÷ hours.

    The lean is 1 on an even keel or while there is no verdict; at 30 degrees of heel a skill
    wholly on the light side counts double, one wholly on the heavy side nothing.
    """
    heel = outlook.heel
    lean = max(-1.0, min(1.0, heel.degrees / LEAN_IN_FULL)) if heel else 0.0
    side = 2 * prospect.ml_weight - 1  # 1: all ML, −1: all DevOps
    own = 1.0 if prospect.in_role else OUTSIDE_THE_ROLE
    worth = (waiting(outlook, prospect) + own) * (1 - prospect.mastery)
    return worth * (1 - lean * side) / (prospect.minutes_left / 60)


def waiting(outlook: Outlook, prospect: Prospect) -> int:
    """Count the role skills that wait on a skill.

    On an open one: all unheld ones above it. On a held one that slips nothing waits in earnest;
    it counts for those directly on it that could be worked on now.
    """
    if prospect.state not in HELD:
        return outlook.reach.waiting(prospect.skill, among=outlook.totals.waiting)
    above = (outlook.prospects[o] for o in prospect.opens)
    return sum(p.in_role and p.state in OPEN for p in above)


def _ranked(outlook: Outlook) -> list[int]:
    may_come = [
        p
        for p in outlook.prospects.values()
        if (p.state in OPEN or p.state in SLIPPING) and p.skill not in outlook.postponed
    ]
    asked_for = [p for p in may_come if p.in_role] or may_come
    asked_for.sort(key=lambda p: (-score(outlook, p), p.minutes_left, p.skill))
    return [p.skill for p in asked_for]


def _before(outlook: Outlook, best: int, *, ranked: list[int]) -> int:
    """Return what must come before the best step: the worthiest slipping skill under it, else itself."""
    if outlook.prospects[best].state in SLIPPING:
        return best
    under = outlook.slipping_under(best)
    return next((skill for skill in ranked if skill in under), best)


def _step(outlook: Outlook, skill: int, *, rests_on_it: int | None = None) -> Step:
    prospect = outlook.prospects[skill]
    after = outlook.totals.once_done(prospect, reach=outlook.reach)
    reasons = Reasons(
        waiting=waiting(outlook, prospect),
        examples=_examples(outlook, prospect),
        rests_on_it=rests_on_it,
        needs=len(prospect.needs),
        retention=prospect.retention if prospect.state in HELD else None,
        coverage=prospect.coverage,
        heel_before=outlook.heel,
        heel_after=after.heel(outlook.band),
        chosen=skill == outlook.chosen,
    )
    return Step(skill, prospect.state, prospect.minutes_left, score(outlook, prospect), reasons)


def _examples(outlook: Outlook, prospect: Prospect) -> tuple[int, ...]:
    above = (outlook.prospects[o] for o in prospect.opens)
    return tuple(p.skill for p in above if p.in_role and p.state not in HELD)
