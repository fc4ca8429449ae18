"""The log as pages show it: entries by day, totals, and the week."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.progress.logic import grading
from apps.progress.logic.record import Line, assessment, entries
from apps.progress.logic.replay import Step, trace
from apps.progress.logic.standing import Standing, State
from apps.progress.logic.weeks import Bar, Week, bars, week_of
from apps.progress.models import Evidence, EvidenceQuerySet, Kind, MemoryState, OutcomeShown
from apps.progress.queries.model import curve_of
from apps.progress.queries.record import lines_of
from apps.progress.queries.standings import standing_of
from apps.skills.models import Outcome
from apps.users.models import User

ROWS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as a line of the table."""

    id: int
    time: str  # when it was logged, if that was on its day
    skill: str
    slug: str  # empty for a skill that has left the catalogue
    code: str  # of its domain
    kind: str
    minutes: int
    state: State | None
    before: float | None  # retention before and after its day's practice, of a held skill
    after: float | None
    shown: int  # outcomes shown, of a skill that is being learnt
    outcomes: int
    note: str
    link: str
    editable: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day."""

    day: date
    minutes: int  # of the whole day, on however many pages its entries lie
    continued: bool  # its first entries lie on the page before
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of entries begins: just before this one."""

    day: date
    id: int

    def __str__(self) -> str:
        """Return the cursor as an address carries it."""
        return f"{self.day.isoformat()}.{self.id}"


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of entries, newest first."""

    days: tuple[Day, ...]
    earlier: Cursor | None  # where the next page begins, if there is one
    count: int  # of all that fit, on all pages
    minutes: int


@dataclass(frozen=True, slots=True)
class WeekPanel:
    """A week's minutes by day, against what the learner set aside."""

    week: Week
    bars: tuple[Bar, ...]
    minutes: int
    goal: int
    seven_days: int  # minutes of the seven days up to today


class _Found(NamedTuple):
    """An entry as it is read, with totals."""

    id: int
    day: date
    logged_at: datetime
    minutes: int
    kind: str
    grade: int | None
    note: str
    link: str
    skill_id: int
    skill: str
    slug: str
    retired_at: datetime | None
    code: str
    day_minutes: int  # of its whole day
    all_minutes: int
    all_entries: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are asked for; None and empty ask for all."""

    skill_id: int | None = None
    domain: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""  # in the note


def cursor_written(text: str) -> Cursor | None:
    """Return the cursor that an address carries, or None for what is none."""
    day, _, pk = text.partition(".")
    try:
        return Cursor(date.fromisoformat(day), int(pk)) if pk.isdecimal() and len(pk) < 19 else None
    except ValueError:
        return None


def entries_page(
    learner: User,
    *,
    today: date,
    filters: Filters = Filters(),
    before: Cursor | None = None,
    rows: int = ROWS,
) -> Entries:
    """Return a page of the learner's entries; three SQL statements, however many there are."""
    found = _page(_fitting(learner, filters), before=before, rows=rows + 1)
    shown = found[:rows]
    about = _Standings(learner, {row.skill_id for row in shown}, today=today)
    return Entries(
        days=tuple(
            Day(
                day=day,
                minutes=group[0].day_minutes,
                continued=before is not None and before.day == day,
                rows=tuple(_row(row, about, zone=learner.zone) for row in group),
            )
            for day, group in ((day, list(group)) for day, group in groupby(shown, key=lambda row: row.day))
        ),
        earlier=Cursor(shown[-1].day, shown[-1].id) if len(found) > rows else None,
        count=shown[0].all_entries if shown else 0,
        minutes=shown[0].all_minutes if shown else 0,
    )


def week_panel(learner: User, *, today: date, week: Week | None = None) -> WeekPanel:
    """Return a week's minutes by day, the one of today by default; one SQL statement."""
    shown = week or week_of(today)
    seven = (today - timedelta(days=6), today)
    asked = Q(day__range=(shown.monday, shown.sunday)) | Q(day__range=seven)
    rows = Evidence.objects.of(learner).current().filter(asked).order_by().values_list("day")
    minutes = dict(rows.annotate(Sum("minutes")))
    return WeekPanel(
        week=shown,
        bars=bars(shown, minutes, goal=learner.minutes_a_week),
        minutes=sum(minutes.get(day, 0) for day in shown.days),
        goal=learner.minutes_a_week,
        seven_days=sum(many for day, many in minutes.items() if seven[0] <= day <= seven[1]),
    )


def _fitting(learner: User, filters: Filters) -> EvidenceQuerySet:
    asked = {
        "skill": filters.skill_id,
        "skill__domain__code": filters.domain,
        "kind": filters.kind,
        "day__gte": filters.first,
        "day__lte": filters.last,
        "note__icontains": filters.text,
    }
    return (
        Evidence.objects.of(learner)
        .current()
        .filter(**{field: what for field, what in asked.items() if what})
    )


def _page(fitting: EvidenceQuerySet, *, before: Cursor | None, rows: int) -> list[_Found]:
    """Return entries from a cursor on, newest first, with the totals of their day and of all that fit."""
    asked = fitting
    if before is not None:
        asked = asked.filter(Q(day__lt=before.day) | Q(day=before.day, pk__lt=before.id))
    whole_day = fitting.filter(day=OuterRef("day")).order_by().values("learner")
    every = fitting.order_by().values("learner")
    found = asked.order_by("-day", "-pk").values_list(
        "pk", "day", "logged_at", "minutes", "kind", "grade", "note", "link",
        "skill_id", "skill__name", "skill__slug", "skill__retired_at", "skill__domain__code",
        Subquery(whole_day.annotate(many=Sum("minutes")).values("many")),
        Subquery(every.annotate(many=Sum("minutes")).values("many")),
        Subquery(every.annotate(many=Count("pk")).values("many")),
    )  # fmt: skip
    return [_Found(*row) for row in found[:rows]]


class _Standings:
    """Where the learner stands with the skills of a page, and how each practice moved them."""

    def __init__(self, learner: User, skill_ids: Collection[int], *, today: date) -> None:
        current = Outcome.objects.current().filter(skill=OuterRef("skill"))
        shown = OutcomeShown.objects.filter(
            learner=learner, outcome__skill=OuterRef("skill"), outcome__retired_at=None
        )
        states: QuerySet[MemoryState] = MemoryState.objects.filter(learner=learner, skill__in=skill_ids)
        rows = list(states.annotate(outcomes=_count(current, of="skill"), shown=_count(shown, of="learner")))
        self.standings: dict[int, Standing] = {row.skill_id: standing_of(row, today=today) for row in rows}
        self.outcomes = {row.skill_id: (row.shown, row.outcomes) for row in rows}
        held = [row.skill_id for row in rows if row.held]
        lines = lines_of(learner.pk, skill_ids=held) if held else []
        curves = {row.skill_id: curve_of(row.model_id) for row in rows}
        self.steps: dict[tuple[int, date, str], Step] = {
            (skill, step.day, step.group): step
            for skill, mine in _by_skill(lines).items()
            for step in trace(entries(mine), assessment=assessment(mine), curve=curves[skill])
        }

    def step(self, row: _Found) -> Step | None:
        """Return what the practice of an entry's day and group made of its skill's memory."""
        return self.steps.get((row.skill_id, row.day, grading.worth(row.kind, grade=row.grade).group))


def _count(rows: QuerySet[Model], *, of: str) -> Coalesce:
    """Return how many rows of a subquery there are, all of which share one field."""
    many = rows.order_by().values(of).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(many), Value(0), output_field=IntegerField())


def _by_skill(lines: Sequence[Line]) -> Mapping[int, list[Line]]:
    return {skill: list(mine) for skill, mine in groupby(lines, key=lambda line: line.skill_id)}


def _row(row: _Found, about: _Standings, *, zone: ZoneInfo) -> Row:
    standing = about.standings.get(row.skill_id)
    shown, outcomes = about.outcomes.get(row.skill_id, (0, 0))
    step = about.step(row)
    return Row(
        id=row.id,
        time=_time(row.logged_at, row.day, zone=zone),
        skill=row.skill,
        slug=row.slug if row.retired_at is None else "",
        code=row.code,
        kind=str(Kind(row.kind).label),
        minutes=row.minutes,
        state=standing.state if standing else None,
        before=step.before if step else None,
        after=step.after if step else None,
        shown=shown,
        outcomes=outcomes,
        note=row.note,
        link=row.link,
        editable=row.kind != Kind.CHECKED,
    )


def _time(logged_at: datetime, day: date, *, zone: ZoneInfo) -> str:
    """Return the local time at which an entry was logged, if that was on the day it tells of."""
    local = logged_at.astimezone(zone)
    return local.strftime("%H:%M") if local.date() == day else ""
