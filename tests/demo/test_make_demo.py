"""The command that makes the demo world."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from apps.demo.management.commands import make_demo as command
from apps.demo.management.commands.make_demo import PASSWORD
from apps.progress.models import Certificate, Evidence, MemoryState
from apps.skills.models import Certification
from apps.users.models import User
from apps.users.personal_data import erase_all
from tests.catalogue import import_built_in, import_small
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def make_demo(*words: str) -> str:
    said = StringIO()
    call_command("make_demo", *words, stdout=said)
    return said.getvalue()


def everything() -> list[object]:
    return [
        list(User.objects.order_by("pk").values()),
        list(EmailAddress.objects.order_by("pk").values()),
        list(Evidence.objects.order_by("pk").values()),
        list(MemoryState.objects.order_by("pk").values()),
        list(Certificate.objects.order_by("pk").values()),
    ]


def test_it_makes_three_people_who_can_sign_in_and_says_how() -> None:
    import_built_in()
    assert make_demo().splitlines() == [
        f"The demo world is made. Sign in with the password {PASSWORD} as",
        "  mira@example.org   Mira Okafor, learner",
        "  jonas@example.org  Jonas Lindqvist, lead",
        "  staff@example.org  Sam Adeyemi, staff",
    ]
    people = User.objects.order_by("pk").values_list(
        "email", "is_staff", "is_superuser", "emailaddress__verified"
    )
    assert list(people) == [
        ("mira@example.org", False, False, True),
        ("jonas@example.org", False, False, True),
        ("staff@example.org", True, True, True),
    ]
    client = Client()
    answer = client.post("/accounts/login/", {"login": "mira@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_second_run_says_so_and_changes_nothing() -> None:
    import_built_in()
    make_demo()
    before = everything()
    assert (
        make_demo("--password", "quite another password")
        == "The demo world is there already; nothing was changed.\n"
    )
    assert everything() == before


def test_who_was_there_before_keeps_log_and_password() -> None:
    import_built_in()
    there = UserFactory(email="mira@example.org", name="Another Mira")
    password = User.objects.get(pk=there.pk).password
    said = make_demo().splitlines()
    assert (
        said[1]
        == "  mira@example.org   Mira Okafor, learner (was there before; log and password are as they were)"
    )
    there.refresh_from_db()
    assert (there.name, there.password, Evidence.objects.of(there).count()) == ("Another Mira", password, 0)
    assert User.objects.count() == 3


def test_entries_are_written_many_at_once() -> None:
    import_built_in()
    make_demo("--password", "to warm what is kept in the process")
    for user in User.objects.all():
        erase_all(user)
    with CaptureQueriesContext(connection) as done:
        make_demo()
    inserts = [one["sql"] for one in done if one["sql"].startswith('INSERT INTO "progress_evidence"')]
    # One for the log of each of two people, and one for what the certificate covers.
    assert (Evidence.objects.count() > 200, len(inserts)) == (True, 3)


def test_the_lead_holds_a_certificate_that_covers_its_skills() -> None:
    import_built_in()
    make_demo()
    row = Certificate.objects.get()
    covered = Evidence.objects.filter(certificate=row).order_by("skill__slug")
    assert (row.learner.email, row.certification.slug) == ("jonas@example.org", "terraform-associate")
    assert list(covered.values_list("skill__slug", flat=True)) == [
        "cloud-fundamentals",
        "infrastructure-as-code",
    ]


def test_beyond_one_machine_it_refuses_unless_forced(settings: Settings) -> None:
    settings.LOCAL = False
    with pytest.raises(CommandError, match=r"^LOCAL is off: .* --force makes it anyway\.$"):
        make_demo()
    assert User.objects.count() == 0


def test_beyond_one_machine_the_password_that_everybody_knows_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOCAL = False
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match=r"^Choose a password with --password or DEMO_PASSWORD"):
        make_demo("--force")
    import_built_in()
    monkeypatch.setenv("DEMO_PASSWORD", "a sentence of the operator")
    assert "password a sentence of the operator as" in make_demo("--force")
    assert User.objects.get(email="mira@example.org").check_password("a sentence of the operator")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "Use 12 characters or more; a sentence is fine."),
        (
            "qwerty123456",
            "This password is on the lists that guessing starts with. Use a sentence of your own.",
        ),
    ],
)
def test_a_weak_password_is_refused(password: str, said: str) -> None:
    with pytest.raises(CommandError) as raised:
        make_demo("--password", password)
    assert str(raised.value) == said
    assert User.objects.count() == 0


def test_a_catalogue_that_lacks_the_skills_is_told_and_nothing_is_written() -> None:
    import_small()
    with pytest.raises(CommandError) as raised:
        make_demo()
    first, more, way_out = str(raised.value).partition(" and 1")
    assert first == (
        "The catalogue lacks role mlops-engineer, skill kubernetes-fundamentals, skill cloud-fundamentals"
    )
    assert (more, way_out.partition(". ")[2]) == (
        " and 1",
        "Bring it up to date: manage.py import_catalogue content",
    )
    assert User.objects.count() == 0


def test_a_certification_that_left_the_catalogue_is_told_and_nothing_is_written() -> None:
    import_built_in()
    Certification.objects.filter(slug="terraform-associate").update(retired_at=timezone.now())
    with pytest.raises(CommandError, match=r"^The catalogue lacks certification terraform-associate\."):
        make_demo()
    assert User.objects.count() == 0


def test_a_file_that_tells_of_no_world_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "world.yaml"
    path.write_text("people: {}")
    monkeypatch.setattr(command, "WORLD", path)
    with pytest.raises(CommandError) as raised:
        make_demo()
    assert str(raised.value) == "world.yaml:1: people: must be a list\n1 fault; nothing was written."
