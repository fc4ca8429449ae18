"""What the self-assessment asks: little, never twice, never what follows from what was said."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from apps.curricula.logic.setup import (
    DOMAINS_A_PAGE,
    NEW,
    QUESTIONS_A_PAGE,
    SEEN,
    TEACH,
    USE,
    Subject,
    Survey,
    all_new,
    changes,
    inferred,
    next_questions,
    pages,
)

LEVELS = ("foundation", "practitioner", "advanced")


def survey(needs: Mapping[int, list[int]], domains: Mapping[int, str] | None = None) -> Survey:
    subjects = [Subject(skill, (domains or {}).get(skill, "one"), "practitioner", skill) for skill in needs]
    return Survey.over(subjects, needs=needs)


CHAIN = survey({1: [], 2: [1], 3: [2], 4: [3], 5: [4], 6: [5], 7: [6]})


@st.composite
def graphs(draw: st.DrawFn) -> Survey:
    many = draw(st.integers(1, 30))
    needs = {
        skill: draw(st.lists(st.integers(0, skill - 1), max_size=3, unique=True)) if skill else []
        for skill in range(many)
    }
    subjects = [
        Subject(skill, draw(st.sampled_from("ABCD")), draw(st.sampled_from(LEVELS)), skill)
        for skill in range(many)
    ]
    return Survey.over(subjects, needs=needs)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Survey, dict[int, int]]:
    chart = draw(graphs())
    answers = draw(st.dictionaries(st.sampled_from(sorted(chart.subjects)), st.integers(0, 3)))
    return chart, answers


def asked_in_all(chart: Survey, truth: Mapping[int, int]) -> dict[int, int]:
    answers: dict[int, int] = {}
    while questions := next_questions(answers, survey=chart):
        assert not answers.keys() & set(questions)
        answers |= {skill: truth[skill] for skill in questions}
    return answers


def test_who_uses_a_skill_uses_all_it_rests_on() -> None:
    assert inferred({4: USE}, survey=CHAIN) == {1: USE, 2: USE, 3: USE}


def test_who_teaches_a_skill_uses_all_it_rests_on() -> None:
    assert inferred({3: TEACH}, survey=CHAIN) == {1: USE, 2: USE}


def test_what_rests_on_something_new_is_new() -> None:
    assert inferred({5: NEW}, survey=CHAIN) == {6: NEW, 7: NEW}


def test_having_seen_a_skill_settles_nothing_else() -> None:
    assert inferred({4: SEEN}, survey=CHAIN) == {}


def test_use_wins_over_new_where_answers_disagree_about_a_third() -> None:
    assert inferred({2: NEW, 6: USE}, survey=CHAIN) == {1: USE, 3: USE, 4: USE, 5: USE, 7: NEW}


def test_of_a_stranger_the_skill_is_asked_first_on_which_most_rests() -> None:
    assert next_questions({}, survey=CHAIN) == (1,)


def test_of_one_who_uses_what_was_asked_the_skill_is_asked_first_that_rests_on_most() -> None:
    tower = survey({1: [], 2: [1], 3: [2], 4: [3], 8: [], 9: []})
    assert next_questions({8: USE, 9: TEACH}, survey=tower) == (4,)


def test_one_who_uses_the_top_of_a_tower_is_asked_nothing_more() -> None:
    assert next_questions({7: USE}, survey=CHAIN) == ()


def test_one_to_whom_its_ground_is_new_is_asked_nothing_more() -> None:
    assert next_questions({1: NEW}, survey=CHAIN) == ()


def test_a_page_holds_at_most_eight_questions() -> None:
    flat = survey({skill: [] for skill in range(1, 20)})
    assert [len(page.questions) for page in pages(dict.fromkeys(range(1, 20), SEEN), survey=flat)] == [
        8,
        8,
        3,
    ]


def test_a_page_holds_at_most_two_domains_one_after_the_other() -> None:
    flat = survey({skill: [] for skill in range(1, 7)}, {1: "A", 2: "B", 3: "C", 4: "A", 5: "B", 6: "C"})
    assert next_questions({}, survey=flat) == (1, 4, 2, 5)


def test_all_new_settles_what_stands_open_in_the_domain_and_no_more() -> None:
    mixed = survey({1: [], 2: [], 3: [2], 4: []}, {1: "A", 2: "A", 3: "B", 4: "A"})
    assert all_new("A", {3: USE}, survey=mixed) == {1: NEW, 4: NEW}


def test_a_domain_that_is_all_new_is_not_asked_about_again() -> None:
    flat = survey({skill: [] for skill in range(1, 20)})
    said = dict.fromkeys(range(1, 20), NEW)
    assert [page.questions for page in pages(said, survey=flat)] == [tuple(range(1, 9))]


def test_a_domain_that_is_not_all_new_any_more_is_asked_about_again() -> None:
    flat = survey({skill: [] for skill in range(1, 12)})
    said = {**dict.fromkeys(range(1, 12), NEW), 1: USE}
    assert [page.questions for page in pages(said, survey=flat)] == [tuple(range(1, 9)), (9, 10, 11)]


def test_the_way_stops_at_the_first_open_question() -> None:
    flat = survey({skill: [] for skill in range(1, 20)})
    said = dict.fromkeys(range(1, 11), SEEN)
    assert [page.number for page in pages(said, survey=flat)] == [1, 2]


def test_only_what_differs_from_the_record_is_written() -> None:
    stored = {4: (USE, False), 3: (USE, True), 2: (USE, True), 1: (USE, True)}
    assert changes({4: USE}, stored, survey=CHAIN) == {}


def test_a_changed_answer_takes_back_what_followed_from_it() -> None:
    stored = {3: (USE, False), 2: (USE, True), 1: (USE, True)}
    assert changes({3: NEW}, stored, survey=CHAIN) == {3: (NEW, False), 2: (NEW, True), 1: (NEW, True)}


def test_what_is_inferred_to_be_new_needs_no_row() -> None:
    assert changes({1: NEW}, {}, survey=CHAIN) == {1: (NEW, False)}


def test_an_answer_outside_the_role_stands_and_is_not_asked() -> None:
    assert changes({99: TEACH}, {}, survey=CHAIN) == {99: (TEACH, False)}


def test_needs_outside_the_survey_are_left_out() -> None:
    part = Survey.over([Subject(2, "one", "advanced", 2)], needs={1: [], 2: [1]})
    assert (part.below, part.above) == ({2: frozenset()}, {2: frozenset()})


@given(answered())
def test_what_is_inferred_never_touches_an_answer(case: tuple[Survey, dict[int, int]]) -> None:
    chart, answers = case
    assert not inferred(answers, survey=chart).keys() & answers.keys()


@given(answered())
def test_use_is_inferred_exactly_under_what_is_used(case: tuple[Survey, dict[int, int]]) -> None:
    chart, answers = case
    under = {low for skill, level in answers.items() if level >= USE for low in chart.below[skill]}
    used = {skill for skill, level in inferred(answers, survey=chart).items() if level == USE}
    assert used == under - answers.keys()


@given(answered())
def test_the_order_of_answers_does_not_matter(case: tuple[Survey, dict[int, int]]) -> None:
    chart, answers = case
    backwards = dict(reversed(answers.items()))
    assert inferred(answers, survey=chart) == inferred(backwards, survey=chart)
    assert next_questions(answers, survey=chart) == next_questions(backwards, survey=chart)


@given(graphs(), st.data())
def test_asking_ends_with_every_skill_settled_and_none_asked_twice(
    chart: Survey, data: st.DataObject
) -> None:
    truth = {skill: data.draw(st.integers(0, 3)) for skill in chart.subjects}
    answers = asked_in_all(chart, truth)
    assert answers.keys() | inferred(answers, survey=chart).keys() == chart.subjects.keys()


@given(answered())
def test_no_question_of_a_page_could_settle_another(case: tuple[Survey, dict[int, int]]) -> None:
    chart, answers = case
    questions = next_questions(answers, survey=chart)
    assert not any(chart.below[a] & set(questions) for a in questions)
    assert len(questions) <= QUESTIONS_A_PAGE
    assert len({chart.subjects[skill].domain for skill in questions}) <= DOMAINS_A_PAGE


@given(graphs(), st.data())
def test_a_learner_who_comes_back_finds_the_page_they_left(chart: Survey, data: st.DataObject) -> None:
    truth = {skill: data.draw(st.integers(1, 3)) for skill in chart.subjects}
    answers: dict[int, int] = {}
    seen = []
    while questions := next_questions(answers, survey=chart):
        seen.append(questions)
        assert [page.questions for page in pages(answers, survey=chart)] == seen
        answers |= {skill: truth[skill] for skill in questions}
    assert [page.questions for page in pages(answers, survey=chart)] == seen


@given(answered())
def test_once_written_there_is_nothing_more_to_write(case: tuple[Survey, dict[int, int]]) -> None:
    chart, answers = case
    stored = changes(answers, {}, survey=chart)
    assert changes(answers, stored, survey=chart) == {}
