from __future__ import annotations

import pytest

from apps.progress.logic import grading
from apps.progress.logic.grading import CHECKED, Worth
from apps.progress.models import Kind


def check(grade: int, *, weight: float = 1.0) -> Worth:
    return Worth(CHECKED, grade, weight, verified=True)


def test_the_table_is_the_second_version() -> None:
    # Whoever changes a row below raises the version and has every state replayed.
    assert grading.TABLE_VERSION == 2
    assert {kind: (w.group, w.grade, w.weight, w.verified) for kind, w in grading.TABLE.items()} == {
        "built": ("did", 3, 0.5, False),
        "applied": ("did", 3, 0.5, False),
        "explained": ("did", 3, 0.5, False),
        "presented": ("did", 3, 0.5, False),
        "paired": ("did", 3, 0.5, False),
        "reviewed": ("did", 3, 0.5, False),
        "wrote": ("did", 3, 0.5, False),
        "read": ("took in", 2, 0.5, False),
        "watched": ("took in", 2, 0.5, False),
        "course": ("took in", 2, 0.5, False),
        "attended": ("took in", 2, 0.5, False),
        "community": ("took in", 2, 0.5, False),
        "certified": ("certified", 4, 1.0, True),
        "accepted": ("certified", 4, 1.0, True),
    }
    assert grading.TABLE["built"] == grading.OUTCOME


def test_every_kind_but_a_check_stands_in_the_table() -> None:
    assert set(grading.TABLE) | {"checked"} == set(Kind.values)


def test_a_check_brings_its_own_grade() -> None:
    assert grading.worth("checked", grade=2) == check(2)


def test_a_check_without_a_grade_is_refused() -> None:
    with pytest.raises(ValueError, match="a check has a grade"):
        grading.worth("checked")


def test_implied_practice_is_good_and_never_verified() -> None:
    assert grading.implied(0.3) == Worth("implied", 3, 0.3, verified=False)


@pytest.mark.parametrize(
    ("grades", "together"),
    [([4], 4), ([1, 4], 2), ([3, 4], 3), ([4, 4, 3], 3), ([1, 1, 2], 1), ([2, 3, 4, 4], 3)],
)
def test_a_days_checks_make_one_event_at_their_mean_rounded_down(grades: list[int], together: int) -> None:
    assert grading.day_of_checks([check(grade) for grade in grades]) == check(together)


def test_a_lone_single_choice_answer_weighs_half_and_two_weigh_whole() -> None:
    lone = check(3, weight=0.5)
    assert grading.day_of_checks([lone]) == lone
    assert grading.day_of_checks([lone, lone]) == check(3)
