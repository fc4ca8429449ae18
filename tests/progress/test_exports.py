"""The log as a file says what the history page shows, and comes in again as the same log."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.text import is_plain
from apps.progress.logic.files.writing import csv_pieces, json_pieces, yaml_pieces
from apps.progress.models import Evidence
from apps.progress.operations import NewRow, import_rows
from apps.progress.queries.found import Filters, stream_entries
from apps.progress.queries.log import entries_page
from apps.skills.models import Skill
from apps.users.models import User
from tests.factories import SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, answer, log
from tests.progress.imports import brought_in, entries
from tests.progress.pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def exported(client: Client, form: str = "csv", query: str = "") -> bytes:
    answered: Any = client.get(f"/log/export.{form}{query}")
    assert answered.status_code == 200
    return b"".join(answered.streaming_content)


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def learner(client: Client) -> User:
    """A learner with ninety entries of three skills, two of them withdrawn or corrected, and a check."""
    learner = signed_in(client)
    skills = [SkillFactory(slug=f"skill-{name}", name=f"Skill {name}") for name in "abc"]
    rows = [
        NewRow(skills[at % 3].pk, ago(at % 40), at, ("read", "built")[at % 2], f"number {at}, 50% done")
        for at in range(90)
    ]
    import_rows(learner=learner, rows=rows, now=NOON, by=learner)
    answer(learner, skills[0], days=3)
    log(UserFactory(), skills[0])
    return learner


FILTERS = [
    "",
    "?kind=read",
    "?skill=skill-a",
    "?text=50%25",
    "?text=number+8",
    f"?first={ago(9)}&last={ago(2)}",
    f"?kind=built&skill=skill-b&first={ago(30)}",
    "?kind=certified",
]


@pytest.mark.parametrize("query", FILTERS)
def test_an_export_holds_what_the_page_shows_and_nothing_is_cut(
    client: Client, learner: User, query: str
) -> None:
    page = client.get(f"/log/history/{query}")
    filters = page.context["form"].filters()
    shown = entries_page(learner, today=TODAY, filters=filters, rows=1000, totals=True)
    lines = [
        [row.slug, day.day.isoformat(), str(row.minutes), row.kind.lower(), row.note]
        for day in shown.days
        for row in day.rows
    ]
    header, *rows = table(exported(client, "csv", query))
    assert header == ["skill", "date", "minutes", "kind", "note"]
    assert rows == lines[::-1]
    assert len(rows) == page.context["entries"].count
    said = json.loads(exported(client, "json", query))["entries"]
    assert [[entry[column] for column in header] for entry in said] == [
        [slug, day, int(minutes), kind, note] for slug, day, minutes, kind, note in rows
    ]


@pytest.mark.usefixtures("learner")
def test_a_page_of_twenty_offers_an_export_of_all(client: Client) -> None:
    page = client.get("/log/history/?kind=read")
    assert 'href="/log/export.csv?kind=read"' in page.content.decode()
    assert len(table(exported(client, "csv", "?kind=read"))) == 46


def test_json_tells_more(client: Client) -> None:
    learner, skill = signed_in(client), SkillFactory(slug="python", name="Python basics")
    log(learner, skill, minutes=5, note="é", link="https://example.org/a")
    assert json.loads(exported(client, "json")) == {
        "entries": [
            {
                "skill": "python",
                "name": "Python basics",
                "domain": skill.domain.code,
                "date": TODAY.isoformat(),
                "minutes": 5,
                "kind": "built",
                "note": "é",
                "link": "https://example.org/a",
                "logged_at": NOON.isoformat(),
            }
        ]
    }


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("csv", "\ufeffskill,date,minutes,kind,note\r\n"),
        ("yaml", "entries: []\n"),
        ("json", '{"entries": [\n]}\n'),
    ],
)
def test_an_empty_log_is_an_empty_file(client: Client, form: str, said: str) -> None:
    signed_in(client)
    assert exported(client, form).decode() == said


def test_a_filter_that_makes_no_sense_leads_to_the_page_that_says_so(client: Client) -> None:
    signed_in(client)
    answered = client.get("/log/export.csv?first=2026-02-02&last=2026-01-01")
    assert answered.headers["Location"] == "/log/history/?first=2026-02-02&last=2026-01-01"
    assert client.get(answered.headers["Location"]).status_code == 422
    assert client.get("/log/export.xml").status_code == 404


def test_a_checked_entry_is_exported_and_equal_to_itself_on_the_way_back(
    client: Client, learner: User
) -> None:
    data = exported(client)
    assert sum(row[3] == "checked" for row in table(data)) == 1
    before = Evidence.objects.count()
    source = brought_in(learner, data + b"skill-a,2026-01-01,5,read,new\r\n")
    assert (source.adds, source.already) == (1, 91)
    assert Evidence.objects.count() == before + 1


notes = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30).filter(is_plain),
    st.text("'=+-@\t\r\n\",; \\:#&*!|>%`{}[]~?é\u2028\u2029\ufeff\uffff😀", max_size=12),
    st.sampled_from(
        ["", "~", "null", "'=1", "''=1", "- a", "entries:", "\ufeff", "\r", "\n", "a\r\nb", "\u00a0 "]
    ),
)
kinds = st.sampled_from(["read", "built", "watched", "community"])
logs = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 1440), kinds, notes),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=logs, form=st.sampled_from(["csv", "yaml"]))
def test_a_log_that_is_taken_out_and_brought_in_is_the_same_log(said: Any, form: Any) -> None:  # noqa: ANN401 - drawn
    skills = [Skill.objects.filter(slug=slug).first() or SkillFactory(slug=slug) for slug in ("one", "two")]
    first, second = UserFactory(), UserFactory()
    rows = [NewRow(skills[at].pk, ago(days), minutes, kind, note) for at, days, minutes, kind, note in said]
    import_rows(learner=first, rows=rows, now=NOON, by=first)
    data = written(first, form)
    source = brought_in(second, data, format=form)
    assert (source.errors, source.adds, source.rows) == (0, len(rows), len(rows))
    assert entries(second) == entries(first)
    assert written(second, form) == data


def written(learner: User, form: str) -> bytes:
    write = {"csv": csv_pieces, "yaml": yaml_pieces, "json": json_pieces}[form]
    return b"".join(write(stream_entries(learner.pk, filters=Filters())))


def test_a_log_of_any_length_is_handed_out_as_it_is_read(client: Client) -> None:
    learner, skill = signed_in(client), SkillFactory()
    rows = (NewRow(skill.pk, ago(at % 900), 5, "read", "n" * 100) for at in range(8000))
    import_rows(learner=learner, rows=rows, now=NOON, by=learner)
    answered: Any = client.get("/log/export.csv")
    pieces = answered.streaming_content
    assert len(next(pieces)) < 100
    assert max(len(piece) for piece in pieces) < 100_000
    connection.close()  # the cursor of a download that broke off goes with its connection


def test_times_of_the_day_they_were_logged_do_not_matter(client: Client) -> None:
    learner, skill = signed_in(client), SkillFactory(slug="python")
    for at in range(3):
        Evidence.objects.create(
            learner=learner,
            skill=skill,
            day=date(2026, 1, 1),
            kind="read",
            note=str(at),
            logged_at=datetime(2026, 1, 1, tzinfo=NOON.tzinfo) - timedelta(hours=at),
        )
    assert [row[4] for row in table(exported(client))[1:]] == ["0", "1", "2"]
