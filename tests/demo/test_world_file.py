"""What the file of the demo world may say, and how it is told where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.demo.gateways.world_file import WorldFaultsError, read_world
from apps.demo.logic.world import Told
from apps.demo.management.commands.make_demo import WORLD

PERSON = """people:
  - email: ada@example.org
    name: Ada
    part: learner
    time_zone: Europe/Berlin
    minutes_a_week: 60
    joined: 50
"""
ENTRY = "{ago: 40, skill: python, kind: built, minutes: 30, name: first}"
KINDS = (
    "'checked', 'built', 'applied', 'read', 'watched', 'course', 'attended', 'explained', "
    "'presented', 'paired', 'reviewed', 'wrote', 'community' or 'certified'"
)
CHECK = "{ago: 40, skill: python, kind: checked, grade: 3, minutes: 5, name: first}"


def faults(folder: Path, *lines: str) -> str:
    """Return what is said of a person with some more lines, without the file and the count of faults."""
    path = folder / "world.yaml"
    path.write_text(PERSON + "".join(f"    {line}\n" for line in lines))
    with pytest.raises(WorldFaultsError) as raised:
        read_world(path)
    said, _, count = str(raised.value).rpartition("\n")
    assert count == "1 fault; nothing was written."
    return said.removeprefix("world.yaml:")


def test_the_world_that_comes_with_the_app_is_read_without_a_fault() -> None:
    people = read_world(WORLD).people
    assert [(person.name, person.part) for person in people] == [
        ("Mira Okafor", "learner"),
        ("Jonas Lindqvist", "lead"),
        ("Sam Adeyemi", "staff"),
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["mood: fine"], "8: people[0].mood: is not a key that is known here"),
        (["joined: 20"], "8: people[0].joined: is given twice; first on line 7"),
        (
            ["entries:", "  - {ago: 4, skill: python, kind: dreamt, minutes: 5}"],
            f"9: people[0].entries[0].kind: must be one of: {KINDS}",
        ),
        (
            ["entries:", "  - {ago: 4, skill: python, kind: checked, minutes: 5}"],
            "9: people[0].entries[0]: needs a grade if it is a check, and none if it is not",
        ),
        (
            ["entries:", "  - {ago: 4, skill: python, kind: read, minutes: 5, late: 5}"],
            "9: people[0].entries[0]: is logged after the day on which the world is made",
        ),
        (
            ["entries:", "  - {ago: 51, skill: python, kind: read, minutes: 5}"],
            "2: people[0]: entry 0 lies before the account",
        ),
        (
            [f"entries: [{ENTRY}]", "away: [{first: 42, last: 40, why: holiday}]"],
            "2: people[0]: entry 0 lies in days away",
        ),
        (
            [
                "entries: [{ago: 44, skill: python, kind: read, minutes: 5, late: 3}]",
                "away: [{first: 42, last: 40, why: on call}]",
            ],
            "2: people[0]: entry 0 lies in days away",
        ),
        (
            ["entries: [{ago: 44, skill: python, kind: read, minutes: 5, shows: [a, b, a]}]"],
            "2: people[0]: python/a is shown twice",
        ),
        (
            [f"entries: [{ENTRY}]", "withdrawals: [{ago: 30, entry: second}]"],
            "2: people[0]: second cannot be withdrawn",
        ),
        (
            [f"entries: [{ENTRY}]", "withdrawals: [{ago: 41, entry: first}]"],
            "2: people[0]: first cannot be withdrawn",
        ),
        (
            [f"entries: [{CHECK}]", "withdrawals: [{ago: 30, entry: first}]"],
            "2: people[0]: first cannot be withdrawn",
        ),
        (
            [f"entries: [{ENTRY}]", "withdrawals: [{ago: 30, entry: first}, {ago: 29, entry: first}]"],
            "2: people[0]: an entry is replaced twice",
        ),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path: Path, lines: list[str], said: str) -> None:
    assert faults(tmp_path, *lines) == said


def test_an_entry_cannot_correct_one_that_comes_after_it(tmp_path: Path) -> None:
    later = "{ago: 41, skill: python, kind: built, minutes: 20, replaces: first}"
    said = faults(tmp_path, f"entries: [{later}, {ENTRY}]")
    assert said == "2: people[0]: entry 0 replaces none that it may replace"


def test_what_is_not_yaml_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text("people: [")
    with pytest.raises(WorldFaultsError, match=r"^world\.yaml:2:1: is not YAML"):
        read_world(path)


def test_an_entry_is_logged_on_its_day_or_some_days_later() -> None:
    told = Told(ago=9, skill="python", kind="read", minutes=5, late=2)
    assert told.logged == 7
