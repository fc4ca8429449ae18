"""How one skill has faded and will: the curve, the sentences under it, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from apps.core.dates import long_day, short_day
from apps.core.templatetags.evenkeel import percent
from apps.curricula.logic.drawing import CurveWords, RetentionCurve, Span, retention_curve
from apps.progress.logic import grading
from apps.progress.logic.memory import Curve, Practice, days_until, practised
from apps.progress.logic.memory import MemoryState as Memory
from apps.progress.logic.replay import Step, trace
from apps.progress.logic.standing import Standing, due_for_refresh, due_on
from apps.skills.queries import SkillCard

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


def memory_panel(
    card: SkillCard, *, steps: Sequence[Step], standing: Standing, target: float, today: date, curve: Curve
) -> MemoryPanel:
    """Return the panel from the replayed steps of a skill; no statement of its own."""
    memory = Memory(standing.stability, standing.difficulty, standing.last_day)
    after = practised(memory, Practice(today, grading.GOOD, 0.5, verified=False), curve=curve)
    due_after = due_on(after, target=target, ageing=card.ageing, curve=curve)
    refresh = due_for_refresh(last_day=standing.last_day, due=standing.due_on, ageing=card.ageing)
    drawn = _curve(
        standing,
        steps=steps,
        after=after,
        due_after=due_after,
        target=target,
        today=today,
        curve=curve,
        refresh=refresh,
    )
    return MemoryPanel(
        wide=retention_curve(drawn, wide=True),
        narrow=retention_curve(drawn, wide=False),
        retention=standing.retention,
        stability_days=standing.stability,
        practices=len(steps),
        due=long_day(standing.due_on, today=today),
        due_in=(standing.due_on - today).days,
        last=long_day(standing.touched_on, today=today),
        refresh=refresh,
        cap_days=(standing.due_on - standing.last_day).days,
        verified=standing.verified,
        changes=_changes(steps, target=target, today=today, curve=curve),
        preview=Preview(drawn.after(today) or 0.0, long_day(due_after, today=today)),
    )


def _curve(
    standing: Standing,
    *,
    steps: Sequence[Step],
    after: Memory,
    due_after: date,
    target: float,
    today: date,
    curve: Curve,
    refresh: bool,
) -> RetentionCurve:
    return RetentionCurve(
        today=today,
        target=target,
        state=standing.state,
        spans=_spans(steps, today=today),
        stability=standing.stability,
        last_day=standing.last_day,
        due_on=standing.due_on,
        stability_after=after.stability,
        decay=curve.decay,
        factor=curve.factor,
        words=_words(standing, due_after=due_after, target=target, today=today, refresh=refresh),
        elapsed_after=(today - after.last_day).days,
        due_after=due_after,
    )


def _words(standing: Standing, *, due_after: date, target: float, today: date, refresh: bool) -> CurveWords:
    due, again = short_day(standing.due_on, today=today), short_day(due_after, today=today)
    now = percent(standing.retention)
    title = _(
        "Retention is %(now)d%% today and is due on %(due)s, measured against a target of %(target)d%%. "
        "Practice today would hold it until %(again)s."
    ) % {"now": now, "due": due, "target": round(target * 100), "again": again}
    return CurveWords(
        title=title,
        today=_("Today, %(now)d%%") % {"now": now},
        under=_("under the target"),
        due=due,
        due_says=_("due for a refresh") if refresh else _("falls under"),
        after=_("with practice today: %(day)s") % {"day": again},
        after_short=again,
        months=tuple(str(MONTHS_3[month]) for month in range(1, 13)),
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


def _changes(steps: Sequence[Step], *, target: float, today: date, curve: Curve) -> tuple[Change, ...]:
    newest = reversed(steps[-CHANGES_SHOWN:])
    return tuple(
        Change(
            day=short_day(step.day, today=today),
            what=step.group,
            before=step.before,
            after=step.after,
            holds_days=max(
                0,
                int(days_until(target, stability=step.state.stability, curve=curve))
                - (step.day - step.state.last_day).days,
            ),
        )
        for step in newest
    )


__all__ = ["Change", "MemoryPanel", "Preview", "memory_panel", "trace"]
