"""All of one's data, in one file that only its owner can fetch, for a day."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.progress.logic.files.cells import Reading
from apps.progress.logic.files.csv_file import read_csv
from apps.progress.logic.files.found import Row
from apps.progress.models import Evidence
from apps.users import tasks
from apps.users.exporting import try_export
from apps.users.gateways.archive import PIECE, write_archive
from apps.users.letters import letter
from apps.users.logic.archive import Sheet, cell
from apps.users.models import DataExport, DataExportPiece, User
from apps.users.operations.exports import (
    ATTEMPTS_MOST,
    LEASE,
    LIVES,
    ExportClaim,
    ask_for_export,
    claim_export,
    forget_exports,
    miss_export,
    store_export,
)
from apps.users.personal_data import files, parts
from apps.users.queries import due_exports, pieces_of
from tests.factories import PASSWORD, SkillFactory, UserFactory
from tests.users.mailbox import last_mail, link, subjects

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def owner(**fields: object) -> User:
    user: User = UserFactory.create(**fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def confirmed(user: User, page: str = "settings_data") -> Client:
    """Return a browser whose user said their password a moment ago."""
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse(page)})
    return client


def built(user: User, *, now: datetime = NOW) -> DataExport:
    asked = ask_for_export(owner=user, now=now, by=user)
    assert try_export(export_id=asked, clock=lambda: now)
    return DataExport.objects.get(pk=asked)


def content(export: DataExport) -> ZipFile:
    return ZipFile(BytesIO(b"".join(pieces_of(export))))


def claimed(user: User, *, now: datetime = NOW) -> ExportClaim:
    claim = claim_export(export_id=ask_for_export(owner=user, now=now, by=user), now=now)
    assert claim is not None
    return claim


def store(claim: ExportClaim, *, now: datetime = NOW, pieces: Iterable[bytes] = (b"zip",)) -> bool:
    mail = letter("export_ready", to=claim.owner.email, context={"name": claim.owner.name})
    return store_export(claim=claim, pieces=pieces, mail=mail, now=now)


# -- What is in it


def test_it_holds_every_part_as_json_and_as_csv_and_a_text_that_explains_each() -> None:
    with content(built(owner())) as archive:
        names = archive.namelist()
        readme = archive.read("README.txt").decode()
    named = [part for part in parts() if part.name]
    both = [file for part in named for file in (f"json/{part.name}.json", f"csv/{part.name}.csv")]
    assert names == [*both, *[file.name for file in files()], "README.txt"]
    assert [file.name for file in files() if f"\n{file.name}\n  {file.about}\n" not in readme] == []
    assert [part.name for part in named if f"\n{part.name} (" not in readme] == []
    reasons = {reason for part in named for reason in part.left_out.values()}
    assert [reason for reason in reasons if reason not in readme] == []


def test_it_holds_ones_own_rows_and_nobody_elses() -> None:
    learner, other = owner(), owner()
    skill = SkillFactory.create(slug="kubernetes")
    for person, note in ((learner, "mine"), (other, "theirs")):
        Evidence.objects.create(learner=person, skill=skill, day="2026-11-30", kind="read", note=note)
    with content(built(learner)) as archive:
        rows = json.loads(archive.read("json/log.json"))
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert [(row["skill"], row["day"], row["note"]) for row in rows] == [("kubernetes", "2026-11-30", "mine")]
    assert [word for word in (b"theirs", other.email.encode()) if word in everything] == []
    assert learner.password.encode() not in everything


def test_the_csv_says_what_the_json_says() -> None:
    learner = owner(name="=HYPERLINK(1)")
    with content(built(learner)) as archive:
        account = json.loads(archive.read("json/account.json"))[0]
        text = archive.read("csv/account.csv").decode("utf-8-sig")
    row = next(csv.DictReader(StringIO(text)))
    assert row["name"] == "'=HYPERLINK(1)"
    assert account["name"] == "=HYPERLINK(1)"
    assert {key: value for key, value in row.items() if key != "name"} == {
        key: "" if value is None else str(value) for key, value in account.items() if key != "name"
    }


def test_the_log_comes_too_in_the_form_in_which_it_can_be_brought_in_again() -> None:
    learner, skill = owner(), SkillFactory.create(slug="kubernetes")
    Evidence.objects.create(
        learner=learner, skill=skill, day="2026-11-30", minutes=45, kind="read", note="=SUM(1), “a”"
    )
    with content(built(learner)) as archive:
        file = archive.read("progress.csv")
    (row,) = read_csv([file], reading=Reading({"kubernetes": skill.pk}, NOW.date()))
    assert isinstance(row, Row)
    assert (row.skill_id, row.day, row.minutes, row.kind, row.note) == (
        skill.pk,
        date(2026, 11, 30),
        45,
        "read",
        "=SUM(1), “a”",
    )


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "'=a", "''@"])
def test_a_text_that_a_spreadsheet_would_reckon_gets_a_quote(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["a=1", "", "'a", 5, -5, 0.5, None, True])
def test_anything_else_stays_as_it_is(value: object) -> None:
    assert cell(value) is value


def test_a_hundred_thousand_rows_are_written_in_little_memory(tmp_path: Path) -> None:
    rows = ({"number": number, "note": "x" * 100} for number in range(100_000))
    tracemalloc.start()
    counts = write_archive(tmp_path / "a.zip", [Sheet("log", "", ("number", "note"), {}, rows)], at=NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts == {"log": 100_000}
    assert peak < 8 * PIECE


def test_a_large_file_is_kept_in_pieces_and_comes_back_whole() -> None:
    claim, file = claimed(owner()), [b"a" * PIECE, b"b" * PIECE, b"c"]
    assert store(claim, pieces=file)
    export = DataExport.objects.get(pk=claim.export_id)
    assert (export.size, list(pieces_of(export))) == (2 * PIECE + 1, file)


# -- How it is built


def test_whoever_asks_twice_gets_one() -> None:
    learner = owner()
    first = ask_for_export(owner=learner, now=NOW, by=learner)
    assert ask_for_export(owner=learner, now=NOW, by=learner) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        DataExport.objects.create(owner=learner)


def test_one_that_is_ready_stays_until_the_next_is() -> None:
    learner = owner()
    first = built(learner)
    second = ask_for_export(owner=learner, now=NOW + timedelta(hours=1), by=learner)
    assert DataExport.objects.ready(NOW).filter(pk=first.pk).exists()
    assert try_export(export_id=second, clock=lambda: NOW + timedelta(hours=1))
    assert list(DataExport.objects.values_list("pk", flat=True)) == [second]
    assert set(DataExportPiece.objects.values_list("export", flat=True)) == {second}


def test_the_owner_gets_a_mail_with_a_link_that_opens_nothing_by_itself() -> None:
    learner = owner()
    built(learner)
    mail = last_mail(learner.email)
    assert mail.subject == "Your Evenkeel data is ready to download"
    assert link(mail) == reverse("settings_data")
    assert Client().get(link(mail)).status_code == 302


def test_two_workers_cannot_build_one() -> None:
    learner = owner()
    claim = claimed(learner)
    assert claim_export(export_id=claim.export_id, now=NOW) is None


def test_what_a_killed_worker_left_another_builds_and_the_first_can_no_longer_store() -> None:
    learner = owner()
    first, late = claimed(learner), NOW + LEASE + timedelta(seconds=1)
    assert due_exports(now=NOW + LEASE, most=9) == []
    assert due_exports(now=late, most=9) == [first.export_id]
    second = claim_export(export_id=first.export_id, now=late)
    assert second is not None
    assert store(first, now=late) is False
    assert miss_export(claim=first, now=late) is False
    assert store(second, now=late) is True
    assert subjects(learner.email) == ["Your Evenkeel data is ready to download"]


def test_one_that_cannot_be_built_is_tried_three_times_a_minute_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learner, now = owner(), NOW
    asked = ask_for_export(owner=learner, now=now, by=learner)
    # A disk that is full is nothing that a test can have for real.
    monkeypatch.setattr("tempfile.TemporaryDirectory", _full)
    for attempt in range(1, ATTEMPTS_MOST + 1):
        assert due_exports(now=now, most=9) == [asked]
        assert try_export(export_id=asked, clock=partial(_at, now)) is False
        assert DataExport.objects.get(pk=asked).attempts == attempt
        now += timedelta(minutes=1)
    assert (DataExport.objects.get(pk=asked).state, due_exports(now=now, most=9)) == ("failed", [])
    assert ask_for_export(owner=learner, now=now, by=learner) != asked


def _at(now: datetime) -> datetime:
    return now


def _full(**_: object) -> None:
    reason = "no space left"
    raise OSError(reason)


def test_the_sweep_starts_what_was_never_published_and_erases_what_ran_out() -> None:
    learner, other = owner(), owner()
    long_ago = timezone.now() - LIVES - timedelta(minutes=1)
    built(other, now=long_ago)
    ask_for_export(owner=learner, now=long_ago, by=learner)
    assert tasks.sweep_exports.run() == 1
    assert list(DataExport.objects.values_list("owner", flat=True)) == [learner.pk]
    assert not DataExportPiece.objects.exists()


def test_nothing_is_forgotten_before_its_day_is_over() -> None:
    built(owner())
    assert forget_exports(now=NOW + LIVES - timedelta(seconds=1)) == 0
    assert forget_exports(now=NOW + LIVES) == 1


# -- Its page


def test_asking_without_script_leads_back_to_the_page_which_says_how_it_stands() -> None:
    client, page = signed_in(owner()), reverse("settings_data")
    assert client.post(page).headers["Location"] == page
    assert "is being prepared" in client.get(page).content.decode()
    part = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="stack-tight" id="download" hx-get="/settings/data/"')


def test_asking_with_script_answers_with_the_part_that_changed() -> None:
    answer = signed_in(owner()).post(reverse("settings_data"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div class="stack-tight" id="download" hx-get')


def test_a_ready_one_says_when_it_runs_out_and_polls_no_more() -> None:
    learner = owner(time_zone="Europe/Berlin")
    ready = built(learner, now=timezone.now())
    page = signed_in(learner).get(reverse("settings_data")).content.decode()
    assert reverse("settings_data_download") in page
    assert f"{ready.expires_at.astimezone(learner.zone):%H:%M}" in page  # type: ignore[union-attr]
    assert "hx-trigger" not in page.partition('id="download"')[2].partition("</form>")[0]


def test_the_page_asks_the_database_as_often_for_one_download_as_for_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner = owner()
    client = signed_in(learner)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("settings_data"))
    built(learner, now=timezone.now())
    with django_assert_num_queries(QUERIES):
        client.get(reverse("settings_data"))


QUERIES = 2  # person, download; the session is in the cache


# -- Who gets it


def test_it_is_handed_out_to_its_owner_who_has_just_said_the_password() -> None:
    learner = owner()
    built(learner, now=timezone.now())
    answer = confirmed(learner).get(reverse("settings_data_download"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    body = answer.getvalue()
    assert int(answer["Content-Length"]) == len(body)
    with ZipFile(BytesIO(body)) as archive:
        assert json.loads(archive.read("json/account.json"))[0]["email"] == learner.email


def test_whoever_only_has_the_signed_in_browser_is_asked_for_the_password_first() -> None:
    learner = owner()
    built(learner, now=timezone.now())
    answer = signed_in(learner).get(reverse("settings_data_download"))
    assert (
        answer.headers["Location"]
        == f"{reverse('account_reauthenticate')}?next=%2Fsettings%2Fdata%2Fdownload%2F"
    )


def test_somebody_else_gets_none() -> None:
    built(owner(), now=timezone.now())
    answer = confirmed(owner()).get(reverse("settings_data_download"))
    assert answer.headers["Location"] == reverse("settings_data")


def test_it_is_not_handed_out_once_its_day_is_over() -> None:
    learner = owner()
    built(learner, now=timezone.now() - LIVES)
    client = confirmed(learner)
    answer = client.get(reverse("settings_data_download"), follow=True)
    assert "That download has run out" in answer.content.decode()
    assert "Download the ZIP" not in answer.content.decode()


def test_one_erased_while_it_is_sent_breaks_off_instead_of_ending_short() -> None:
    claim = claimed(owner())
    store(claim, pieces=[b"a", b"b"])
    sending = pieces_of(DataExport.objects.get(pk=claim.export_id))
    assert next(sending) == b"a"
    DataExportPiece.objects.all().delete()
    with pytest.raises(DataExportPiece.DoesNotExist):
        next(sending)
