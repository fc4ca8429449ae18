"""When each thing of a log was written down, and what was held at that moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from apps.demo.logic.world import Person, Told, Withdrawal
from apps.progress.logic.standing import Known, held

SET_UP: Final = time(9, 5)  # local time of the first day
EARLIEST_LOG: Final = time(8, 10)
BETWEEN: Final = timedelta(minutes=11)  # two logs of one day


@dataclass(frozen=True, slots=True)
class Happening:
    """One act of writing into a log."""

    what: Told | Withdrawal
    day: date  # the local date that it tells of
    moment: datetime  # when it was written down; never after the world was made


def happenings(person: Person, *, now: datetime, zone: ZoneInfo) -> list[Happening]:
    """Return what somebody wrote down in the order in which they did; of one day, as the file has it."""
    today = now.astimezone(zone).date()
    acts: list[Told | Withdrawal] = [*person.entries, *person.withdrawals]
    nth: Counter[int] = Counter()
    found = []
    for what in sorted(acts, key=lambda act: -act.logged):
        moment = _moment(today - timedelta(days=what.logged), nth[what.logged], zone=zone)
        nth[what.logged] += 1
        found.append(Happening(what, today - timedelta(days=what.ago), min(moment, now)))
    return found


def first_moment(person: Person, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when somebody joined."""
    day = now.astimezone(zone).date() - timedelta(days=person.joined)
    return min(datetime.combine(day, SET_UP, tzinfo=zone), now)


def _moment(day: date, nth: int, *, zone: ZoneInfo) -> datetime:
    # Nobody logs at the same time every day: anywhere within twelve hours, without a pattern to see.
    spread = timedelta(minutes=day.toordinal() * 257 % 720)
    first = datetime.combine(day, EARLIEST_LOG, tzinfo=zone) + spread
    return first + nth * BETWEEN


class Holding:
    """Which skills somebody holds while their log is written, one thing after another.

    That is: every outcome shown, a certificate, or *use it* said at the start.
    """

    def __init__(self, levels: Mapping[int, int], *, outcomes: Mapping[int, int]) -> None:
        """Take the self-assessed levels, 0 to 3, and the number of outcomes, both by skill."""
        self.levels, self.outcomes = levels, outcomes
        self.shown: defaultdict[int, int] = defaultdict(int)
        self.certified: set[int] = set()

    def show(self, skill: int) -> None:
        """Note an outcome of a skill."""
        self.shown[skill] += 1

    def certify(self, skill: int) -> None:
        """Note a certificate that covers a skill."""
        self.certified.add(skill)

    def __contains__(self, skill: int) -> bool:
        """Tell whether a skill is held now."""
        return held(
            Known(
                outcomes=self.outcomes.get(skill, 0),
                shown=self.shown[skill],
                level=self.levels.get(skill, 0),
                certified=skill in self.certified,
            )
        )
