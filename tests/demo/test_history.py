"""The demo log, written at once, is what operations would have written day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from apps.core.dates import local_day
from apps.demo.gateways.world_file import read_world
from apps.demo.logic.history import Happening, happenings
from apps.demo.logic.world import Knows, Person, Told, Withdrawal, World
from apps.demo.management.commands.make_demo import WORLD
from apps.demo.operations import make_world
from apps.demo.queries import Names, names
from apps.progress import operations
from apps.progress.models import Evidence, ImplicitPractice, MemoryState, OutcomeShown
from apps.users.models import User
from tests.catalogue import import_built_in, import_small

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def entry(ago: int, skill: str, kind: str = "built", **fields: Any) -> Told:  # noqa: ANN401 - the fields of any entry
    return Told.model_validate({"ago": ago, "skill": skill, "kind": kind, "minutes": 30, **fields})


def person(*entries: Told, withdrawals: Sequence[Withdrawal] = (), email: str = "ada@example.org") -> Person:
    return Person(
        email=email,
        name="Ada",
        part="learner",
        time_zone="Europe/Berlin",
        minutes_a_week=60,
        joined=100,
        role="engineer",
        knows=Knows(use=("python",)),
        entries=entries,
        withdrawals=tuple(withdrawals),
    )


def made(one: Person, *, now: datetime = NOW) -> User:
    make_world(world=World(people=(one,)), password="a password of nobody", now=now)
    return User.objects.get(email=one.email)


class Written(NamedTuple):
    """Everything that a log left behind, free of row numbers."""

    log: list[tuple[object, ...]]
    implied: list[tuple[int, int, float]]
    shown: list[tuple[int, object]]
    states: list[tuple[object, ...]]


def written(learner: User) -> Written:
    rows = list(Evidence.objects.of(learner).order_by("pk"))
    place = {row.pk: number for number, row in enumerate(rows)}
    said = (
        "skill_id",
        "day",
        "minutes",
        "kind",
        "grade",
        "note",
        "link",
        "visibility",
        "withdrawn",
        "logged_at",
    )
    log = [
        (*(getattr(row, name) for name in said), place[row.replaces_id] if row.replaces_id else None)
        for row in rows
    ]
    implied = ImplicitPractice.objects.filter(learner=learner).values_list("cause", "skill", "factor")
    shown = OutcomeShown.objects.filter(learner=learner).order_by("outcome").values_list("outcome", "day")
    states = (
        MemoryState.objects.of(learner)
        .order_by("skill")
        .values_list(
            "skill",
            "stability",
            "difficulty",
            "last_day",
            "due_on",
            "coverage",
            "held",
            "verified",
            "touched_on",
            "model",
        )
    )
    return Written(
        log,
        sorted((place[cause], skill, factor) for cause, skill, factor in implied),
        list(shown),
        list(states),
    )


def replay(learner: User, one: Person, *, known: Names) -> None:
    """Log what somebody logged as their pages would have: an operation for each act, at its moment."""
    numbers: dict[str, int] = {}
    for act in happenings(one, now=NOW, zone=learner.zone):
        _act(learner, act, known=known, numbers=numbers)


def _act(learner: User, act: Happening, *, known: Names, numbers: dict[str, int]) -> None:
    by: dict[str, Any] = {"learner": learner, "now": act.moment, "by": learner}
    if isinstance(act.what, Withdrawal):
        operations.withdraw_evidence(evidence_id=numbers[act.what.entry], **by)
        return
    told = act.what
    new = operations.NewEntry(
        skill_id=known.skills[told.skill],
        day=act.day,
        minutes=told.minutes,
        kind=told.kind,
        note=told.note,
        link=told.link or "",
        visibility=told.visibility,
    )
    if told.replaces:
        logged = operations.correct_evidence(evidence_id=numbers[told.replaces], entry=new, **by)
    else:
        logged = operations.log_evidence(entry=new, **by)
    numbers[told.name or ""] = logged.evidence_id
    for outcome in told.shows:
        operations.show_outcome(outcome_id=known.outcomes[told.skill, outcome], shown=True, **by)


def sample(one: Person, *, many: int) -> Person:
    """Return somebody with that many of their entries, from first to last, all corrected ones among them.

    Checks are left out: they are answered, and no operation of the log takes them.
    """
    entries = [each for each in one.entries if each.kind != "checked"]
    bound = [each for each in entries if each.name or each.replaces or each.late or each.kind == "certified"]
    rest = [each for each in entries if each not in bound]
    step = len(rest) // (many - len(bound))
    kept = bound + rest[::step][: many - len(bound)]
    return one.model_copy(update={"entries": tuple(sorted(kept, key=lambda each: -each.logged))})


def test_thirty_entries_written_at_once_equal_thirty_logged_day_by_day() -> None:
    import_built_in()
    mira = sample(read_world(WORLD).people[0], many=30)
    assert (len(mira.entries), len(mira.withdrawals)) == (30, 1)
    at_once = made(mira)
    bare = mira.model_copy(update={"email": "other@example.org", "entries": (), "withdrawals": ()})
    by_day = made(bare)
    replay(by_day, mira, known=names())
    assert written(at_once) == written(by_day)


def test_practice_flows_to_what_is_held_at_the_moment_of_logging() -> None:
    import_small()
    learner = made(
        person(
            entry(50, "serving"),  # networks are not held yet
            entry(40, "networks", shows=["trace-request"]),
            entry(30, "serving"),
        )
    )
    implied = ImplicitPractice.objects.filter(learner=learner).order_by("cause", "skill__slug")
    assert list(implied.values_list("cause__day", "skill__slug", "factor")) == [
        (NOW.date().replace(month=10, day=5), "python", 0.2),
        (NOW.date().replace(month=10, day=25), "networks", 0.15),
        (NOW.date().replace(month=10, day=25), "python", 0.2),
    ]


def test_a_certificate_makes_a_skill_held_for_what_comes_after_it() -> None:
    import_small()
    learner = made(person(entry(40, "networks", "certified"), entry(30, "serving")))
    implied = ImplicitPractice.objects.filter(learner=learner).order_by("skill__slug")
    assert list(implied.values_list("skill__slug", flat=True)) == ["networks", "python"]


def test_a_check_weighs_in_full_and_a_failed_one_practises_nothing_below() -> None:
    import_small()
    learner = made(
        person(
            entry(40, "serving", "checked", grade=3),
            entry(30, "serving", "checked", grade=1),
        )
    )
    implied = ImplicitPractice.objects.filter(learner=learner)
    assert list(implied.values_list("cause__grade", "skill__slug", "factor")) == [(3, "python", 0.4)]
    assert MemoryState.objects.get(learner=learner, skill__slug="serving").verified


def test_rows_are_dated_as_if_written_on_their_days() -> None:
    import_small()
    learner = made(
        person(
            entry(60, "python", name="typo"),
            entry(60, "python", minutes=20, late=1, replaces="typo"),
            entry(58, "python", name="twice"),
            withdrawals=[Withdrawal(ago=57, entry="twice")],
        )
    )
    today = local_day(NOW, learner.zone)
    rows = Evidence.objects.of(learner).order_by("pk")
    assert [
        ((today - row.day).days, (today - local_day(row.logged_at, learner.zone)).days, row.withdrawn)
        for row in rows
    ] == [(60, 60, False), (60, 59, False), (58, 58, False), (58, 57, True)]
    assert [row.replaces_id for row in rows] == [None, rows[0].pk, None, rows[2].pk]
    assert Evidence.objects.of(learner).current().count() == 1


def test_nothing_is_written_after_the_moment_the_world_is_made() -> None:
    import_small()
    midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # in Berlin
    learner = made(person(entry(0, "python"), entry(0, "networks")), now=midnight)
    assert (
        list(Evidence.objects.of(learner).values_list("day", "logged_at"))
        == [(datetime(2026, 11, 24, tzinfo=UTC).date(), midnight)] * 2
    )
