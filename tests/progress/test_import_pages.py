"""The pages of files: a file is chosen, judged, matched, let in and taken out, with and without script."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.core.embedded import services
from apps.progress.importing import try_import
from apps.progress.models import Evidence, ProgressImport
from apps.progress.words import FAULTS, PROPOSALS, fault_words
from apps.skills.models import Skill
from apps.users.models import User
from tests.factories import SkillFactory, UserFactory
from tests.progress.pages import HTMX, body, every, said, settle_catalogue, signed_in, words

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "skill,date,minutes,kind,note\n"
GOOD = "python,2025-03-01,30,read,a\npython,2025-03-02,45,built,b\n"


@pytest.fixture(autouse=True)
def python() -> Skill:
    return SkillFactory(slug="python", name="Python basics", short="Python", words="Python basics")


@pytest.fixture(autouse=True)
def learner(client: Client) -> User:
    return signed_in(client)


def chosen(client: Client, text: str | bytes, name: str = "log.csv", **fields: str) -> Any:  # noqa: ANN401 - the client adds to the answer
    data = text.encode() if isinstance(text, str) else text
    return client.post("/log/import/", {"file": SimpleUploadedFile(name, data), **fields})


def worked() -> ProgressImport:
    """Do what the worker would, and return the newest import."""
    source = ProgressImport.objects.latest("pk")
    try_import(import_id=source.pk, clock=timezone.now)
    source.refresh_from_db()
    return source


def read(
    client: Client, text: str | bytes, name: str = "log.csv", **fields: str
) -> tuple[ProgressImport, Any]:
    """Choose a file, let it be read, and return the import with its page."""
    assert chosen(client, text, name, **fields).status_code == 302
    source = worked()
    return source, client.get(f"/log/import/{source.pk}/")


def errors(page: Any) -> list[list[str]]:  # noqa: ANN401 - as above
    """Return the errors of a page: line and column, what stands there, what is wrong."""
    table = body(page).partition('id="er-h"')[2].partition("</section>")[0]
    rows = table.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    return [[words(cell) for cell in re.split(r"<td[^>]*>", row)[:3]] for row in rows]


def wrong(page: Any) -> list[str]:  # noqa: ANN401 - as above
    return [error[2] for error in errors(page)]


def test_a_file_is_read_shown_and_let_in(client: Client, learner: User) -> None:
    source, page = read(client, HEADER + GOOD)
    assert "would be added" in body(page)
    assert every(r"<h1[^>]*>(.*?)</h1>", page) == ["log.csv"]
    assert "Import 2 rows" in words(body(page))
    assert client.post(f"/log/import/{source.pk}/start/").status_code == 302
    assert "0 of 2 rows in" in words(body(client.get(f"/log/import/{source.pk}/")))
    assert worked().state == "done"
    assert "2 rows came in" in words(body(client.get(f"/log/import/{source.pk}/")))
    assert Evidence.objects.of(learner).current().count() == 2
    client.post(f"/log/import/{source.pk}/undo/")
    assert worked().state == "undone"
    assert "your log is as if it had never come in" in words(body(client.get(f"/log/import/{source.pk}/")))
    assert Evidence.objects.of(learner).current().count() == 0
    assert "undone" in words(body(client.get("/log/import/")))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            HEADER.replace(",", ";") + GOOD.replace(",", ";"),
            "this file is separated by semicolons; save it with commas",
        ),
        ((HEADER + GOOD).encode("utf-16"), "this file is UTF-16; save it as CSV UTF-8"),
        (
            (HEADER + GOOD + "python,2025-03-03,5,read,café\n").encode("latin-1"),
            "this byte is not UTF-8; the file looks like Latin-1, save it as CSV UTF-8",
        ),
        (GOOD, "the first line must name the columns: skill,date,minutes,kind,note"),
        (HEADER + GOOD + "python,31/02/2025,5,read,\n", "not a calendar date; write 2025-02-28"),
        (
            HEADER + GOOD + "python,03/04/2025,5,read,\n",
            "not a calendar date; write 2025-04-03 or 2025-03-04",
        ),
        (HEADER + GOOD + 'python,2025-03-03,5,read,"open\n' + GOOD, "the quote that opens here never closes"),
        (HEADER + GOOD + "python,2025-03-03,1h30,read,\n", "not a whole number from 0 to 1440; write 90"),
        (HEADER + GOOD + "python,2025-03-03,5,youtubed,\n", "not a kind; did you mean watched?"),
        (
            HEADER + GOOD + "python,2025-03-03,5\n",
            "3 cells where the header has 5; a note with commas stands in quotes",
        ),
        ("", "the file is empty"),
    ],
)
def test_a_broken_spreadsheet_is_told_what_is_wrong(
    client: Client, learner: User, broken: str | bytes, message: str
) -> None:
    source, page = read(client, broken)
    assert wrong(page) == [message]
    assert " disabled" in body(page).partition("Import</button>")[0][-40:]
    client.post(f"/log/import/{source.pk}/start/")
    assert (worked().state, Evidence.objects.of(learner).count()) == ("ready", 0)


def test_every_fault_has_words_and_shows_what_it_knows() -> None:
    for code in FAULTS:
        assert "%" not in fault_words(code, hint="5", stands="x")
    assert set(PROPOSALS) <= set(FAULTS)


def test_names_and_kinds_are_matched_on_the_page(client: Client, python: Skill) -> None:
    text = HEADER + "pythn,2025-03-01,30,youtubed,\nmisc,2025-03-01,30,read,\n"
    source, page = read(client, text)
    assert errors(page) == [
        ["2 skill", "pythn", "no skill of that name"],
        ["2 kind", "youtubed", "not a kind; did you mean watched?"],
        ["3 skill", "misc", "no skill of that name"],
    ]
    assert f'<option value="{python.pk}" selected>Python basics</option>' in body(page)
    sent = {
        "name-0": "pythn", "skill-0": str(python.pk), "name-1": "misc", "skill-1": "", "other-1": "nonsense",
        "word-0": "youtubed", "kind-0": "watched",
    }  # fmt: skip
    again = client.post(f"/log/import/{source.pk}/choose/", sent)
    assert again.status_code == 422
    assert every(r'<span class="error"[^>]*>(.*?)</span></span>', again) == ["No skill goes by that name."]
    assert wrong(again) == ["no skill of that name"]
    done = client.post(
        f"/log/import/{source.pk}/choose/", {"name-0": "misc", "other-0": "PYTHON"}, headers=HTMX
    )
    assert (done.status_code, wrong(done)) == (200, [])
    assert "Import 2 rows" in words(body(done))
    assert body(done).lstrip().startswith('<div id="import"')


def test_checks_are_left_out_by_a_button(client: Client) -> None:
    source, page = read(client, HEADER + GOOD + "python,2025-03-03,5,checked,\n")
    assert "1 row is of the kind checked, which files cannot import." in words(body(page))
    client.post(f"/log/import/{source.pk}/choose/", {"word-0": "checked", "kind-0": "out"})
    page = client.get(f"/log/import/{source.pk}/")
    assert (wrong(page), "Import 2 rows" in words(body(page))) == ([], True)


def test_all_errors_are_handed_out_though_fifty_are_shown(client: Client) -> None:
    source, page = read(client, HEADER + "=cmd,yesterday,-1,read,\n" * 60)
    assert (len(errors(page)), source.errors) == (50, 180)
    assert "the first 50 of 180" in words(body(page))
    answer = client.get(f"/log/import/{source.pk}/errors.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))  # type: ignore[attr-defined]  # it streams
    assert len(rows) == 181
    assert rows[:3] == [
        ["line", "last_line", "character", "column", "stands_there", "what_is_wrong"],
        ["2", "2", "1", "skill", "'=cmd", "no skill of that name"],
        ["2", "2", "6", "date", "yesterday", "not a calendar date; write year-month-day, such as 2025-02-28"],
    ]


def test_a_mended_file_takes_the_place_of_the_broken_one(client: Client) -> None:
    first, _ = read(client, HEADER + "python,2025-03-01,x,read,\n")
    second, page = read(client, HEADER + GOOD, instead_of=str(first.pk))
    first.refresh_from_db()
    assert (first.state, second.adds, wrong(page)) == ("stopped", 2, [])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("log.xlsx", "That is a workbook. Save its sheet as CSV UTF-8 and choose that."),
        ("log.pdf", "Choose a file whose name ends in .csv, .yaml or .yml."),
    ],
)
def test_a_file_of_another_kind_is_refused(client: Client, name: str, message: str) -> None:
    answer = chosen(client, "x", name)
    assert (answer.status_code, every(r'<span class="error"[^>]*>(.*?)</span></span>', answer)) == (
        422,
        [message],
    )
    assert (client.post("/log/import/").status_code, ProgressImport.objects.count()) == (422, 0)


def test_a_second_file_waits_for_the_first(client: Client) -> None:
    chosen(client, HEADER + GOOD)
    answer = chosen(client, HEADER + GOOD)
    first = ProgressImport.objects.get()
    assert answer.headers["Location"] == f"/log/import/{first.pk}/"
    assert "Another file is at work." in words(body(client.get(answer.headers["Location"])))


def test_a_file_at_work_is_asked_about_every_second_and_can_be_stopped(client: Client) -> None:
    chosen(client, HEADER + GOOD)
    source = ProgressImport.objects.get()
    page = client.get(f"/log/import/{source.pk}/", headers=HTMX)
    assert 'hx-trigger="every 1s"' in body(page)
    assert "Stop, and add nothing" in words(body(page))
    stopped = client.post(f"/log/import/{source.pk}/stop/", headers=HTMX)
    assert "It was stopped. Nothing was added." in words(body(stopped))
    assert "every 1s" not in body(stopped)


@pytest.mark.parametrize("part", ["", "errors.csv"])
def test_what_belongs_to_another_is_not_there(client: Client, part: str) -> None:
    source, _ = read(client, HEADER + GOOD)
    other = Client()
    other.force_login(UserFactory())
    assert other.get(f"/log/import/{source.pk}/{part}").status_code == 404


@pytest.mark.parametrize("act", ["choose", "start", "stop", "undo"])
def test_nobody_acts_on_what_belongs_to_another(client: Client, act: str) -> None:
    source, _ = read(client, HEADER + GOOD)
    other = Client()
    other.force_login(UserFactory())
    before = ProgressImport.objects.values().get()
    assert other.post(f"/log/import/{source.pk}/{act}/").status_code == 404
    assert chosen(other, HEADER, instead_of=str(source.pk)).status_code == 302
    assert ProgressImport.objects.filter(pk=source.pk).values().get() == before


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_the_same_of_the_database_whatever_the_rows(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text = HEADER + "".join(f"pythn{at},2025-03-01,x,youtubed{at},\n" for at in range(rows))
    settle_catalogue()
    source, _ = read(client, text)
    with django_assert_num_queries(7):
        client.get(f"/log/import/{source.pk}/")
    with django_assert_num_queries(2):
        client.get("/log/import/")


def test_the_list_names_what_failed(client: Client, learner: User) -> None:
    ProgressImport.objects.create(
        learner=learner, name="old.csv", format="csv", state="failed", finished_at=timezone.now()
    )
    page = client.get("/log/import/")
    assert "failed, nothing was added" in words(body(page))
    assert said(page) == []


def test_every_message_stands_in_the_documentation() -> None:
    page = (services.project() / "docs" / "files.md").read_text(encoding="utf-8")
    said = [str(text).replace("%(hint)s", "…") for text in (*FAULTS.values(), *PROPOSALS.values())]
    assert [text for text in said if f"| {text} |" not in page] == []
