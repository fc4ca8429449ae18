"""What the tests of progress share: the curve in force, a fixed day, strategies for states."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from apps.progress import operations
from apps.progress.logic.memory import Curve
from apps.progress.logic.memory import MemoryState as Memory
from apps.progress.models import Evidence, MemoryState
from apps.progress.operations import Logged, NewEntry
from apps.skills.models import Skill
from apps.users.models import User

TODAY: Final = date(2026, 11, 24)
NOON: Final = datetime.combine(TODAY, time(12), tzinfo=UTC)
DEFAULTS: Final = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
CURVE: Final = Curve(DEFAULTS)


def ago(days: int) -> date:
    """Return the day so many days before the tests' today."""
    return TODAY - timedelta(days=days)


def at(days: int) -> datetime:
    """Return noon so many days before the tests' today."""
    return NOON - timedelta(days=days)


days = st.dates(min_value=date(2020, 1, 1), max_value=TODAY)
memories = st.builds(
    Memory,
    stability=st.floats(0.001, 36500),
    difficulty=st.floats(1, 10),
    last_day=days,
)


def entry(skill: Skill, *, days: int = 0, kind: str = "built", **fields: Any) -> NewEntry:  # noqa: ANN401 - whatever an entry has
    """Return an entry for a skill, so many days ago."""
    return NewEntry(skill_id=skill.pk, day=ago(days), kind=kind, **fields)


def log(learner: User, skill: Skill, *, days: int = 0, kind: str = "built", **fields: Any) -> Logged:  # noqa: ANN401 - as above
    """Log an entry as of noon today."""
    new = entry(skill, days=days, kind=kind, **fields)
    return operations.log_evidence(learner=learner, entry=new, now=NOON, by=learner)


def hold(learner: User, skill: Skill, *, days: int = 0, level: int = 2) -> None:
    """Let a learner hold a skill by self-assessment, so many days ago."""
    answers = {skill.pk: operations.AssessedLevel(level)}
    operations.assess(learner=learner, answers=answers, now=at(days), by=learner)


def answer(learner: User, skill: Skill, *, days: int = 0, grade: int = 3) -> Evidence:
    """Put an answered check into the log, as nothing but a check can."""
    return Evidence.objects.create(
        learner=learner, skill=skill, day=ago(days), kind="checked", grade=grade, minutes=5
    )


def states(learner: User) -> list[dict[str, Any]]:
    """Return a learner's stored states without their row ids, by skill."""
    rows = MemoryState.objects.of(learner).order_by("skill").values()
    return [{column: value for column, value in row.items() if column != "id"} for row in rows]


def state(learner: User, skill: Skill) -> MemoryState:
    """Return the stored state of a skill."""
    return MemoryState.objects.of(learner).get(skill=skill)
