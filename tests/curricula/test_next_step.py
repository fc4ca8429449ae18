"""The choice of the next step, on small charts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from apps.curricula.logic.next_step import choices, course, waiting
from apps.curricula.logic.outlook import HELD, OPEN, SLIPPING, Outlook, Prospect, Totals
from apps.curricula.logic.reach import Reach
from apps.progress.logic.standing import STATES, State
from apps.skills.logic.balance import Band

BAND = Band(0.43, 0.55)


def prospect(skill: int, state: State, *, needs: tuple[int, ...] = (), **other: object) -> Prospect:
    known = state in HELD
    plain = Prospect(
        skill=skill,
        state=state,
        in_role=True,
        minutes=300,
        ml_weight=0.5,
        coverage=1.0 if known else 0.0,
        retention=0.95 if known else 0.0,
        needs=needs,
        opens=(),
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def outlook(prospects: Iterable[Prospect], **other: object) -> Outlook:
    found = {p.skill: p for p in prospects}
    opens = {p: tuple(q.skill for q in found.values() if p in q.needs) for p in found}
    found = {skill: replace(p, opens=opens[skill]) for skill, p in found.items()}
    reach = Reach.of({skill: p.needs for skill, p in found.items()})
    plain = Outlook(found, reach, BAND, Totals.of(found.values(), reach=reach))
    return replace(plain, **other)  # type: ignore[arg-type]


def ids(steps: Iterable[object]) -> list[int]:
    return [step.skill for step in steps]  # type: ignore[attr-defined]


def test_the_skill_with_the_most_waiting_on_it_comes_first() -> None:
    view = outlook(
        [
            prospect(1, "ready"),
            prospect(2, "ready"),
            prospect(3, "locked", needs=(2,)),
            prospect(4, "locked", needs=(3,)),
        ]
    )
    assert ids(choices(view)) == [2, 1]
    assert choices(view)[0].reasons.waiting == 2
    assert choices(view)[0].reasons.examples == (3,)


def test_an_hour_counts_so_the_shorter_of_two_equals_comes_first() -> None:
    view = outlook([prospect(1, "ready", minutes=900), prospect(2, "ready", minutes=120)])
    assert ids(choices(view)) == [2, 1]


def test_what_is_shown_already_shortens_a_skill() -> None:
    view = outlook([prospect(1, "ready"), prospect(2, "learning", coverage=0.6, retention=0.9)])
    steps = choices(view)
    assert [(step.skill, step.minutes) for step in steps] == [(2, 120), (1, 300)]


def test_the_light_side_of_the_keel_comes_first() -> None:
    heavy = [prospect(skill, "fresh", ml_weight=0.9) for skill in range(10, 16)]
    view = outlook([prospect(1, "ready", ml_weight=0.9), prospect(2, "ready", ml_weight=0.1), *heavy])
    assert ids(choices(view)) == [2, 1]
    heeled = choices(view)[0].reasons
    assert heeled.heel_before is not None
    assert heeled.heel_after is not None
    assert heeled.heel_after.degrees < heeled.heel_before.degrees


def test_under_five_held_skills_nothing_is_said_of_balance() -> None:
    view = outlook([prospect(1, "ready"), *(prospect(skill, "fresh") for skill in range(10, 14))])
    assert choices(view)[0].reasons.heel_before is None


def test_a_fading_prerequisite_comes_before_the_step_that_rests_on_it() -> None:
    view = outlook(
        [
            prospect(1, "fading", minutes=6000, retention=0.99),
            prospect(2, "ready", needs=(1,), minutes=60),
            prospect(3, "locked", needs=(2,)),
        ]
    )
    steps = course(view)
    assert ids(steps) == [1, 2, 3]
    assert steps[0].reasons.rests_on_it == 2


def test_steps_after_the_first_are_chosen_as_if_it_were_done() -> None:
    view = outlook(
        [prospect(1, "ready"), prospect(2, "locked", needs=(1,)), prospect(3, "locked", needs=(2,))]
    )
    assert ids(course(view)) == [1, 2, 3]


def test_what_was_put_off_is_not_proposed() -> None:
    view = outlook([prospect(1, "ready"), prospect(2, "ready")], postponed=frozenset([1]))
    assert ids(course(view)) == [2]


def test_what_the_learner_put_first_comes_first_and_says_so() -> None:
    chosen = outlook([prospect(1, "ready", minutes=60), prospect(2, "ready", minutes=6000)], chosen=2)
    steps = course(chosen)
    assert ids(steps) == [2, 1]
    assert [step.reasons.chosen for step in steps] == [True, False]


def test_a_choice_that_is_held_and_fresh_no_longer_counts() -> None:
    view = outlook([prospect(1, "ready"), prospect(2, "fresh")], chosen=2)
    assert ids(course(view)) == [1]


def test_skills_outside_the_role_are_proposed_only_when_the_role_has_none() -> None:
    short = prospect(1, "ready", in_role=False, minutes=30)
    assert ids(course(outlook([short, prospect(2, "ready")]))) == [2, 1]
    assert ids(course(outlook([short, prospect(2, "fresh")]))) == [1]


def test_with_all_held_and_fresh_nothing_is_proposed() -> None:
    assert course(outlook([prospect(1, "fresh"), prospect(2, "fresh", needs=(1,))])) == ()


def test_on_a_held_skill_only_what_could_be_worked_on_now_waits() -> None:
    view = outlook(
        [
            prospect(1, "fading"),
            prospect(2, "ready", needs=(1,)),
            prospect(3, "locked", needs=(1, 9)),
            prospect(9, "ready"),
        ]
    )
    assert waiting(view, view.prospects[1]) == 1


def test_a_refresh_takes_a_tenth_of_the_skill_but_20_to_60_minutes() -> None:
    assert [prospect(1, "fading", minutes=m).minutes_left for m in (60, 400, 3000)] == [20, 40, 60]


def test_sittings_are_of_45_minutes() -> None:
    steps = choices(outlook([prospect(1, "ready", minutes=360), prospect(2, "ready", minutes=30)]))
    assert [(s.sittings, s.first_sitting) for s in steps] == [(1, 30), (8, 45)]


@st.composite
def charts(draw: st.DrawFn) -> Outlook:
    many = draw(st.integers(1, 12))
    prospects = []
    for skill in range(many):
        needs = tuple(draw(st.sets(st.integers(0, skill - 1), max_size=3))) if skill else ()
        state = draw(st.sampled_from(STATES))
        prospects.append(
            prospect(
                skill,
                state,
                needs=needs,
                in_role=draw(st.booleans()),
                minutes=draw(st.integers(1, 6000)),
                ml_weight=draw(st.floats(0, 1)),
            )
        )
    postponed = draw(st.frozensets(st.integers(0, many - 1)))
    return outlook(prospects, postponed=postponed, chosen=draw(st.none() | st.integers(0, many - 1)))


@given(charts())
def test_a_course_never_proposes_what_is_locked_fresh_put_off_or_taken(view: Outlook) -> None:
    seen = view
    taken: list[int] = []
    for step in course(view):
        assert seen.prospects[step.skill].state in OPEN | SLIPPING
        assert step.skill not in view.postponed
        assert step.skill not in taken
        taken.append(step.skill)
        seen = seen.once_done(step.skill)


@given(charts())
def test_the_totals_kept_along_the_way_are_those_of_a_fresh_count(view: Outlook) -> None:
    for step in course(view):
        view = view.once_done(step.skill)
    again = Totals.of(view.prospects.values(), reach=view.reach)
    assert view.totals.held == again.held
    assert view.totals.waiting == again.waiting
    assert abs(view.totals.mastery - again.mastery) < 1e-9
    assert abs(view.totals.leaning - again.leaning) < 1e-9
