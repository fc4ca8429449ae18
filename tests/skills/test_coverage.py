from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.skills.gateways.catalogue_files import read
from apps.skills.logic.catalogue.coverage import Coverage, coverage, table, together
from apps.skills.logic.catalogue.entries import ReferenceEntry, SkillEntry
from tests.catalogue import CONTENT
from tests.skills.cases import catalogue, skill, written

pytestmark = pytest.mark.django_db

REFERENCES = """\
references:
  - id: guide
    name: Guide
    url: 'https://a.example/'
    as_of: '2026'
    basis: Read
    topics:
      - {topic: writing, skills: [a], outcome: a/one}
      - {topic: reading, skills: [a]}
      - {topic: dancing, skills: [], verdict: out-of-scope, reason: Another trade}
      - {topic: singing, skills: [], verdict: gap, proposal: outcome, target: a, note: Not named}
"""
SKILL = skill("a", outcomes="[{id: one, text: Do one thing}]")


def printed(*args: str) -> list[str]:
    out = StringIO()
    call_command("catalogue_coverage", *args, stdout=out)
    return out.getvalue().splitlines()


def test_every_topic_of_the_built_in_references_names_skills_and_outcomes_that_are_there() -> None:
    lines = printed()
    sheet = read(CONTENT)
    references = sheet.entries("references", ReferenceEntry)
    ids = {entry.id for entry in sheet.entries("skills", SkillEntry)}
    topics = [topic for reference in references for topic in reference.topics]
    assert len(lines) == 2 + len(references) + sum(topic.verdict == "gap" for topic in topics)
    assert {slug for topic in topics for slug in topic.skills} - ids == set()
    assert {topic.target for topic in topics if topic.target} - ids == set()


def test_topics_are_counted_by_reference_and_gaps_are_listed(tmp_path: Path) -> None:
    text = catalogue(SKILL, rest=REFERENCES)
    assert printed(str(written(tmp_path, text))) == [
        "reference  covered  gap  out of scope  total  of those in scope",
        "guide            2    1             1      4             66.7%",
        "together         2    1             1      4             66.7%",
        "gap in guide: singing",
    ]


def test_a_topic_that_names_what_is_not_there_ends_the_command(tmp_path: Path) -> None:
    text = catalogue(SKILL, rest=REFERENCES.replace("a/one", "a/two"))
    with pytest.raises(CommandError, match=r"topics\[0\].outcome: names `a/two`, which is no outcome"):
        printed(str(written(tmp_path, text)))


def test_references_without_topics_in_scope_are_covered() -> None:
    fields: dict[str, Any] = {"id": "x", "topics": ()}
    empty = ReferenceEntry.model_construct(**fields)
    assert coverage(empty).share == 1
    assert together([coverage(empty), Coverage(1, 0, ("gap",))]) == Coverage(1, 0, ("gap",))
    assert table([])[1].split() == ["together", "0", "0", "0", "0", "100.0%"]
