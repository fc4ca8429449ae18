"""The log as pages show it: entries by day, totals, and the week."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from apps.core.templatetags.evenkeel import percent
from apps.core.words import STATE_WORDS
from apps.progress.logic import grading
from apps.progress.logic.record import Line, assessment, entries
from apps.progress.logic.replay import Step, trace
from apps.progress.logic.standing import State, touched_state
from apps.progress.logic.weeks import Bar, Week, bars, week_of
from apps.progress.models import Evidence, Kind
from apps.progress.queries.entry import edit_path
from apps.progress.queries.found import Cursor, Filters, Found, SkillFound, find_entries, find_skills
from apps.progress.queries.model import curve_of
from apps.progress.queries.record import lines_of
from apps.users.models import User

ROWS: Final = 20
ALL: Final = Filters()


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
    after: float | None  # retention after its day's practice, of a skill that is held
    moved: str  # what it did for the skill, or how far that is
    note: str
    link: str
    edit: str  # where it is edited, below the address of the log; empty where it is not


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day."""

    day: date
    minutes: int  # of the whole day, on however many pages its entries lie
    continued: bool  # its first entries lie on the page before
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of entries, newest first."""

    days: tuple[Day, ...]
    earlier: Cursor | None  # where the next page begins, if there is one
    count: int  # of all that fit, on all pages; 0 where totals were not asked for
    minutes: int


@dataclass(frozen=True, slots=True)
class WeekPanel:
    """A week's minutes by day, against what the learner set aside."""

    week: Week
    bars: tuple[Bar, ...]
    minutes: int
    goal: int
    seven_days: int  # minutes of the seven days up to today


def cursor_written(text: str) -> Cursor | None:
    """Return the cursor that an address carries, or None for what is none."""
    day, _, pk = text.partition(".")
    try:
        return Cursor(date.fromisoformat(day), int(pk)) if pk.isdecimal() and len(pk) < 19 else None
    except ValueError:
        return None


def entries_page(  # noqa: PLR0913 - each says what is asked for
    learner: User,
    *,
    today: date,
    filters: Filters = ALL,
    before: Cursor | None = None,
    rows: int = ROWS,
    totals: bool = False,
) -> Entries:
    """Return a page of the learner's entries; three SQL statements, however many there are."""
    found = find_entries(learner.pk, filters=filters, before=before, rows=rows + 1, totals=totals)
    shown = found[:rows]
    about = _Skills(learner.pk, {row.skill_id for row in shown}, today=today)
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
        count=(shown[0].all_entries or 0) if shown else 0,
        minutes=(shown[0].all_minutes or 0) if shown else 0,
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


class _Skills:
    """Where the learner stands with the skills of a page, and how each practice moved them."""

    def __init__(self, learner_id: int, skill_ids: Collection[int], *, today: date) -> None:
        found = find_skills(learner_id, skill_ids)
        self.found = {row.skill_id: row for row in found}
        self.states = {row.skill_id: _state(row, today=today) for row in found}
        held = [row.skill_id for row in found if row.held]
        lines = lines_of(learner_id, skill_ids=held) if held else []
        self.steps: dict[tuple[int, date, str], Step] = {
            (skill, step.day, step.group): step
            for skill, mine in _by_skill(lines).items()
            for step in trace(
                entries(mine), assessment=assessment(mine), curve=curve_of(self.found[skill].model_id)
            )
        }

    def step(self, row: Found) -> Step | None:
        """Return what the practice of an entry's day and group made of its skill's memory."""
        return self.steps.get((row.skill_id, row.day, grading.worth(row.kind, grade=row.grade).group))


def _state(row: SkillFound, *, today: date) -> State:
    return touched_state(held=row.held, last_day=row.last_day, due=row.due_on, today=today)


def _by_skill(lines: Sequence[Line]) -> Mapping[int, list[Line]]:
    return {skill: list(mine) for skill, mine in groupby(lines, key=lambda line: line.skill_id)}


def _row(row: Found, about: _Skills, *, zone: ZoneInfo) -> Row:
    skill, step, state = about.found.get(row.skill_id), about.step(row), about.states.get(row.skill_id)
    return Row(
        id=row.id,
        time=_time(row.logged_at, row.day, zone=zone),
        skill=row.skill,
        slug="" if row.retired else row.slug,
        code=row.code,
        kind=str(Kind(row.kind).label),
        minutes=row.minutes,
        state=state,
        after=step.after if step else None,
        moved=_moved(state, step, skill) if state and skill else "",
        note=row.note,
        link=row.link,
        edit=edit_path(row.id, kind=row.kind, certificate_id=row.certificate_id, proof_id=row.proof_id),
    )


def _moved(state: State, step: Step | None, skill: SkillFound) -> str:
    """Return retention before and after, else outcomes shown, else the word for the state."""
    if step is not None:
        before = f"{percent(step.before)} → " if step.before is not None else ""
        return f"{before}{percent(step.after)}%"
    if skill.outcomes:
        return _("%(shown)d of %(many)d outcomes") % {"shown": skill.shown, "many": skill.outcomes}
    return str(STATE_WORDS[state])


def _time(logged_at: datetime, day: date, *, zone: ZoneInfo) -> str:
    """Return the local time at which an entry was logged, if that was on the day it tells of."""
    local = logged_at.astimezone(zone)
    return local.strftime("%H:%M") if local.date() == day else ""
