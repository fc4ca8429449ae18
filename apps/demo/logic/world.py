"""The demo world as its file tells it: people, what they said of themselves, what they logged and when.

Days are counted back from the day on which the world is made, so that it is as fresh on any day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from apps.skills.logic.catalogue.entries import Entry
from apps.skills.logic.catalogue.values import LIST, ONE_LINE, Address, Name, Skills, SkillSlug, Slug, refuse

Ago = Annotated[int, Field(ge=0, le=400)]  # days before the world is made
Note = Annotated[str, Field(max_length=400), ONE_LINE]
Kind = Literal[
    "checked", "built", "applied", "read", "watched", "course", "attended",
    "explained", "presented", "paired", "reviewed", "wrote", "community", "certified",
]  # fmt: skip


class Told(Entry):
    """One entry of somebody's log, and the outcomes they ticked right after it."""

    ago: Ago
    skill: SkillSlug
    kind: Kind
    minutes: Annotated[int, Field(ge=0, le=1440)]
    grade: Annotated[int, Field(ge=1, le=4)] | None = None  # of a check
    note: Note = ""
    link: Address | None = None
    visibility: Literal["private", "lead"] = "private"
    shows: Annotated[tuple[Slug, ...], LIST] = ()  # outcomes of the skill
    late: Annotated[int, Field(ge=0, le=30)] = 0  # days until it was logged
    name: Slug | None = None  # by which a correction or a withdrawal refers to it
    replaces: Slug | None = None  # the entry that this one corrects

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if (self.kind == "checked") != (self.grade is not None):
            refuse("needs a grade if it is a check, and none if it is not")
        if self.late > self.ago:
            refuse("is logged after the day on which the world is made")
        return self

    @property
    def logged(self) -> int:
        """How many days ago it was logged."""
        return self.ago - self.late


class Withdrawal(Entry):
    """An entry taken out of the log again."""

    ago: Ago
    entry: Slug

    @property
    def logged(self) -> int:
        """How many days ago it was written: the day that it names."""
        return self.ago


class Earned(Entry):
    """A certificate, recorded on the day on which the world is made."""

    certification: Slug
    ago: Ago


class Away(Entry):
    """Days, the first and the last included, on which nothing is done or logged."""

    first: Ago
    last: Ago
    why: Literal["holiday", "on call"]

    def __contains__(self, ago: int) -> bool:
        return self.last <= ago <= self.first


class Knows(Entry):
    """What somebody said of themselves on the first day, as skills by level."""

    teach: Skills = ()
    use: Skills = ()
    seen: Skills = ()
    new: Skills = ()

    def levels(self) -> dict[str, int]:
        """Return the levels by skill, 0 new to 3 teach it."""
        said = (self.new, self.seen, self.use, self.teach)
        return {skill: level for level, skills in enumerate(said) for skill in skills}


class Person(Entry):
    """Somebody of the demo world."""

    email: Annotated[str, Field(pattern=r"^[a-z]+@example\.org$")]
    name: Name
    part: Literal["learner", "lead", "staff"]
    time_zone: str
    minutes_a_week: Annotated[int, Field(ge=0, le=3600)]
    joined: Ago
    role: Slug | None = None
    knows: Knows = Knows()
    away: Annotated[tuple[Away, ...], LIST] = ()
    entries: Annotated[tuple[Told, ...], LIST] = ()
    certificates: Annotated[tuple[Earned, ...], LIST] = ()
    withdrawals: Annotated[tuple[Withdrawal, ...], LIST] = ()

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        for complaint in self._complaints():
            refuse("{complaint}", complaint=complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        """Yield what cannot be: entries too early or on days away, outcomes shown twice, loose ends."""
        names = {entry.name: entry for entry in self.entries if entry.name}
        for number, entry in enumerate(self.entries):
            days = {entry.ago, entry.logged}
            if max(days) > self.joined:
                yield f"entry {number} lies before the account"
            if any(day in away for away in self.away for day in days):
                yield f"entry {number} lies in days away"
            if entry.replaces and not _may_replace(names.get(entry.replaces), entry.logged):
                yield f"entry {number} replaces none that it may replace"
        shown = Counter((entry.skill, outcome) for entry in self.entries for outcome in entry.shows)
        yield from (
            f"{skill}/{outcome} is shown twice" for (skill, outcome), many in shown.items() if many > 1
        )
        for withdrawal in self.withdrawals:
            if not _may_replace(names.get(withdrawal.entry), withdrawal.ago):
                yield f"{withdrawal.entry} cannot be withdrawn"
        replaced = [e.replaces for e in self.entries if e.replaces] + [w.entry for w in self.withdrawals]
        if len(replaced) != len(set(replaced)):
            yield "an entry is replaced twice"


def _may_replace(old: Told | None, ago: int) -> bool:
    return old is not None and old.kind not in {"checked", "certified"} and old.logged >= ago


class World(Entry):
    """Everybody."""

    people: Annotated[tuple[Person, ...], LIST]
