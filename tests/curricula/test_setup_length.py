"""Set-up stays short on the catalogue that ships with the app."""

from __future__ import annotations

from statistics import median

from benchmarks.questions import LEARNERS, measure


def test_few_questions_settle_the_skills_of_a_role() -> None:
    results = measure()
    medians = {name: median(r.questions for r in results if r.learner == name) for name in LEARNERS}
    assert median(result.questions for result in results) < 30
    assert medians["novice"] <= 8
    assert medians["in between"] <= 25
    # Only asking can tell about what nothing rests on: an expert cannot be spared that.
    assert medians["expert"] <= 60


def test_what_is_inferred_is_right_for_learners_whose_answers_follow_the_graph() -> None:
    coherent = [result for result in measure() if result.learner != "at random"]
    assert {result.right for result in coherent} == {1.0}
