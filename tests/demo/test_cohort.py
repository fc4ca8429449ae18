"""A cohort from the submissions of real students."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.demo.gateways.oulad_files import read_assessments, read_paths, read_submissions
from apps.demo.logic.oulad import Assessment, Sitting, Submission, logs, minutes, outcomes_shown
from apps.demo.operations.cohort import seed_cohort
from apps.progress.models import Evidence, MemoryState, OutcomeShown
from apps.progress.operations import rebuild_memory
from apps.skills.models import Skill
from apps.users.models import User
from tests.catalogue import import_built_in

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TESTS = (
    Assessment(1, "AAA", "2013J", "TMA", 19, 10.0),
    Assessment(2, "AAA", "2013J", "CMA", 54, 20.0),
    Assessment(3, "AAA", "2014J", "TMA", 19, 10.0),
)
PATHS = {"AAA": ("sql-fundamentals", "data-validation")}


def _states() -> list[tuple[object, ...]]:
    fields = ("learner_id", "skill_id", "stability", "difficulty", "last_day", "due_on", "coverage", "held")
    return list(MemoryState.objects.order_by("learner_id", "skill_id").values_list(*fields))


def test_the_last_submission_falls_on_the_day_asked_for_and_the_days_between_stay() -> None:
    handed_in = [Submission(7, 1, 18, 78), Submission(7, 2, 60, 39), Submission(8, 3, 20, 100)]
    found = logs(handed_in, assessments=TESTS, paths=PATHS, ends=date(2026, 11, 24))

    assert found == {
        7: [
            Sitting("sql-fundamentals", date(2025, 11, 22), 120, "built", "TMA 1 of AAA 2013J, score 78", 78),
            Sitting("data-validation", date(2026, 1, 3), 180, "course", "CMA 2 of AAA 2013J, score 39", 39),
        ],
        8: [
            Sitting(
                "sql-fundamentals", date(2026, 11, 24), 120, "built", "TMA 1 of AAA 2014J, score 100", 100
            )
        ],
    }


def test_work_carried_over_is_a_course_that_was_attended() -> None:
    found = logs(
        [Submission(7, 1, -1, 90, carried_over=True)], assessments=TESTS, paths=PATHS, ends=date(2026, 11, 24)
    )
    assert [(row.kind, row.note) for row in found[7]] == [
        ("course", "TMA 1 of AAA 2013J, score 90, carried over")
    ]


def test_no_submissions_make_no_logs() -> None:
    assert logs([], assessments=TESTS, paths=PATHS, ends=date(2026, 11, 24)) == {}


@pytest.mark.parametrize(("score", "shown"), [(0, 0), (39, 1), (78, 3), (99, 4), (100, 5)])
def test_a_score_stands_for_a_share_of_the_outcomes(score: int, shown: int) -> None:
    assert outcomes_shown(score, many=5) == shown


def test_the_extract_is_whole_and_every_assessment_has_its_skill() -> None:
    found = logs(
        read_submissions(), assessments=read_assessments(), paths=read_paths(), ends=date(2026, 11, 24)
    )
    assert (len(found), sum(len(log) for log in found.values())) == (11745, 36166)
    assert {minutes(each) for each in read_assessments()} == {225, 165, 135, 210, 180, 150, 120, 90, 60}


@pytest.mark.django_db
def test_a_cohort_is_made_once_and_its_states_are_what_its_logs_replay_to(settings: Settings) -> None:
    settings.LOCAL = True
    import_built_in()
    said = StringIO()
    call_command("seed_cohort", "--learners", "30", stdout=said)
    states, entries = _states(), Evidence.objects.count()
    call_command("seed_cohort", "--learners", "31", stdout=said)

    assert said.getvalue().splitlines() == [
        "30 learners made, 0 were there already.",
        "1 learners made, 30 were there already.",
    ]
    assert User.objects.filter(email__startswith="oulad-").count() == 31
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert entries > 60
    rebuild_memory(learner_ids=None, now=NOW)
    assert _states()[: len(states)] == states


@pytest.mark.django_db
def test_a_full_score_holds_the_skill() -> None:
    import_built_in()
    day = date(2026, 11, 20)
    log = [Sitting("sql-fundamentals", day, 60, "built", "all of it", 100)]
    assert seed_cohort(logs={1: log}, role="mlops-engineer", now=NOW) == 1

    skill = Skill.objects.get(slug="sql-fundamentals")
    assert MemoryState.objects.get().held
    assert OutcomeShown.objects.count() == skill.outcomes.count()


@pytest.mark.django_db
def test_a_catalogue_without_the_skills_is_named_and_nothing_is_made() -> None:
    with pytest.raises(CommandError, match="skill sql-fundamentals"):
        call_command("seed_cohort", "--learners", "40", "--force", stdout=StringIO())
    assert not User.objects.exists()


@pytest.mark.django_db
def test_where_learners_are_real_no_cohort_is_made_unless_forced(settings: Settings) -> None:
    settings.LOCAL = False
    with pytest.raises(CommandError, match="LOCAL is off"):
        call_command("seed_cohort", stdout=StringIO())


def test_the_converter_writes_files_that_the_import_takes(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tools.oulad",
        str(tmp_path / "out"),
        "--learners",
        "3",
        "--ends",
        "2026-11-24",
    ]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = sorted((tmp_path / "out").iterdir())

    assert said.startswith("3 files, ")
    assert len(files) == 3
    with files[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["skill", "date", "minutes", "kind", "note"]
    assert all(date.fromisoformat(row["date"]) <= date(2026, 11, 24) for row in rows)
