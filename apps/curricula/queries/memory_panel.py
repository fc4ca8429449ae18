"""How one skill has faded and will: the curve, the sentences under it, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.dates import long_day, short_day
from apps.core.templatetags.evenkeel import percent
from apps.curricula.logic.drawing import CurveWords, RetentionCurve, Span, retention_curve
from apps.progress.logic import grading
from apps.progress.logic.memory import Curve, Practice, days_until, practised
from apps.progress.logic.memory import MemoryState as Memory
from apps.progress.logic.replay import Step
from apps.progress.logic.standing import Standing, due_for_refresh, due_on

CHANGES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Change:
    """What a day's practice did to the memory."""

    day: str
    what: str  # the group of kinds: took in, did, implied, certified, checked, assessed
    before: float | None  # 0 to 1
    after: float
    holds_days: int  # from that practice until the target


@dataclass(frozen=True, slots=True)
class Preview:
    """What doing something with the skill today would come to."""

    retention: float
    due: str


@dataclass(frozen=True, slots=True)
class MemoryPanel:
    """The retention panel of a skill."""

    wide: str  # SVG
    narrow: str  # SVG
    retention: float
    stability_days: float
    practices: int
    due: str
    due_in: int  # days; negative when past
    last: str
    refresh: bool  # the cap makes it due, not forgetting
    cap_days: int
    verified: bool
    changes: tuple[Change, ...]  # newest first
    preview: Preview


@dataclass(frozen=True, slots=True)
class Known:
    """What the panel is made from."""

    ageing: str
    standing: Standing
    steps: tuple[Step, ...]  # of the replay, oldest first
    target: float  # 0 to 1
    today: date
    curve: Curve

    @property
    def refresh(self) -> bool:
        """Whether the cap makes it due, and not forgetting."""
        return due_for_refresh(last_day=self.standing.last_day, due=self.standing.due_on, ageing=self.ageing)

    def after_practice(self) -> tuple[Memory, date]:
        """Return the memory, and the day it is due, if something were done with the skill today."""
        memory = Memory(self.standing.stability, self.standing.difficulty, self.standing.last_day)
        done = Practice(self.today, grading.OUTCOME.grade, grading.OUTCOME.weight, verified=False)
        after = practised(memory, done, curve=self.curve)
        return after, due_on(after, target=self.target, ageing=self.ageing, curve=self.curve)


def memory_panel(known: Known) -> MemoryPanel:
    """Return the panel of a skill; no statement of its own."""
    standing, today = known.standing, known.today
    after, due_after = known.after_practice()
    drawn = _curve(known, after=after, due_after=due_after)
    return MemoryPanel(
        wide=retention_curve(drawn, wide=True),
        narrow=retention_curve(drawn, wide=False),
        retention=standing.retention,
        stability_days=standing.stability,
        practices=len(known.steps),
        due=long_day(standing.due_on, today=today),
        due_in=(standing.due_on - today).days,
        last=long_day(standing.touched_on, today=today),
        refresh=known.refresh,
        cap_days=(standing.due_on - standing.last_day).days,
        verified=standing.verified,
        changes=_changes(known),
        preview=Preview(drawn.after(today) or 0.0, long_day(due_after, today=today)),
    )


def _curve(known: Known, *, after: Memory, due_after: date) -> RetentionCurve:
    standing, today = known.standing, known.today
    return RetentionCurve(
        today=today,
        target=known.target,
        state=standing.state,
        spans=_spans(known.steps, today=today),
        stability=standing.stability,
        last_day=standing.last_day,
        due_on=standing.due_on,
        stability_after=after.stability,
        decay=known.curve.decay,
        factor=known.curve.factor,
        words=_words(known, due_after=due_after),
        elapsed_after=(today - after.last_day).days,
        due_after=due_after,
    )


def _words(known: Known, *, due_after: date) -> CurveWords:
    due = short_day(known.standing.due_on, today=known.today)
    again = short_day(due_after, today=known.today)
    now = percent(known.standing.retention)
    title = _(
        "Retention is %(now)d%% today and is due on %(due)s, measured against a target of %(target)d%%. "
        "Practice today would hold it until %(again)s."
    ) % {"now": now, "due": due, "target": round(known.target * 100), "again": again}
    return CurveWords(
        title=title,
        today=_("Today, %(now)d%%") % {"now": now},
        under=_("under the target"),
        due=due,
        due_says=_("due for a refresh") if known.refresh else _("falls under"),
        after=_("with practice today: %(day)s") % {"day": again},
        after_short=again,
        months=tuple(date_format(date(2000, month, 1), "M") for month in range(1, 13)),
    )


def _spans(steps: Sequence[Step], *, today: date) -> tuple[Span, ...]:
    """Return the stretches between practices; several on one day make one, the last."""
    last_of_day = list({step.day: step for step in steps}.values())
    ends = [after.day for _before, after in pairwise(last_of_day)] + [today]
    return tuple(
        Span(
            step.day,
            max(0, (end - step.day).days),
            step.state.stability,
            max(0, (step.day - step.state.last_day).days),
        )
        for step, end in zip(last_of_day, ends, strict=True)
    )


def _changes(known: Known) -> tuple[Change, ...]:
    return tuple(_change(step, known=known) for step in reversed(known.steps[-CHANGES_SHOWN:]))


def _change(step: Step, *, known: Known) -> Change:
    lasts = int(days_until(known.target, stability=step.state.stability, curve=known.curve))
    run_already = (step.day - step.state.last_day).days
    return Change(
        day=short_day(step.day, today=known.today),
        what=step.group,
        before=step.before,
        after=step.after,
        holds_days=max(0, lasts - run_already),
    )
