from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from apps.progress.logic import grading
from apps.progress.logic.memory import MemoryState, days_until
from apps.progress.logic.replay import ASSESSED_DIFFICULTY, ASSESSED_STABILITY, Entry, trace
from apps.progress.logic.standing import ASSESSED_COVERAGE, HELD_FROM_LEVEL, due_on
from tests.progress.cases import CURVE

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "decay-model.md").read_text(encoding="utf-8")
GRADES = ("again", "hard", "good", "easy")


def rows(heading: str) -> list[tuple[str, ...]]:
    """Return the rows of the table whose heading begins so."""
    lines = TEXT[TEXT.index(f"| {heading} |") :].splitlines()
    table = [line for line in lines[: lines.index("")] if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table]


@pytest.mark.parametrize(("level", "after"), rows("recall falls to"))
def test_the_written_curve_is_the_one_that_is_used(level: str, after: str) -> None:
    stabilities = days_until(int(level.rstrip(" %")) / 100, stability=1, curve=CURVE)
    assert f"{round(stabilities, 3):g} · S" == after


def test_the_written_grades_are_the_ones_that_are_used() -> None:
    written = {
        kind: tuple(facts)
        for kinds, *facts in rows("kind")
        for kind in kinds.split(", ")
        if kind in grading.TABLE
    }
    assert written == {
        kind: (worth.group, GRADES[worth.grade - 1], f"{worth.weight:g}", "yes" if worth.verified else "no")
        for kind, worth in grading.TABLE.items()
    }


def test_the_written_example_is_what_happens() -> None:
    days = {"1 January": 0, "8 January": 7, "31 January": 30, "1 April": 90}
    written = rows("day")
    first = date(2026, 1, 1)
    entries = [Entry(first + timedelta(days=days[day]), grading.worth(kind)) for day, kind, *_ in written]
    steps = trace(entries, assessment=None, curve=CURVE)
    dues = [due_on(step.state, target=0.8, ageing="medium", curve=CURVE) for step in steps]
    assert [row[2:] for row in written] == [
        (
            "–" if step.before is None else f"{100 * step.before:.1f} %",
            f"{100 * step.after:.1f} %",
            f"{step.state.stability:.2f}",
            f"{due.day} {due:%B}",
        )
        for step, due in zip(steps, dues, strict=True)
    ]


def test_the_written_answers_of_set_up_are_the_ones_that_are_used() -> None:
    day = date(2026, 1, 1)
    written = rows("answer")[1:]
    expected = []
    for level, stability in ASSESSED_STABILITY.items():
        memory = MemoryState(stability, ASSESSED_DIFFICULTY, day)
        after = (due_on(memory, target=0.8, ageing="medium", curve=CURVE) - day).days
        held = "yes" if level >= HELD_FROM_LEVEL else "no"
        expected.append((f"{stability:g}", "5", f"{ASSESSED_COVERAGE[level]:g}", held, f"{after} days"))
    assert [(*row[1:5], row[5].split(",")[0]) for row in written] == expected
