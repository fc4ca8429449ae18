"""What operators see of digests: one printed ahead, and how each ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from apps.nudges.models import Nudge
from tests.catalogue import import_small
from tests.factories import UserFactory
from tests.nudges.people import reader, with_something_to_say

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 7, tzinfo=UTC)


def printed(*words: str) -> str:
    out = StringIO()
    call_command("preview_nudges", *words, stdout=out)
    return out.getvalue()


def test_a_digest_is_printed_as_it_would_be_sent() -> None:
    import_small()
    user = with_something_to_say(reader(), now=NOW)
    asked = ("--learner", user.email.upper(), "--at", "2026-11-30T07:00+00:00")
    text = printed(*asked)
    assert text.startswith("Monday 30 November\nSubject: Your week: Model evaluation next\n")
    assert "∴ Do next: Model evaluation" in text
    assert "<h1" in printed(*asked, "--html")
    assert not Nudge.objects.exists()


def test_where_nothing_would_be_sent_it_says_why() -> None:
    user = UserFactory.create()
    assert printed("--learner", user.email) == "Nothing would be sent: set-up is not finished.\n"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--learner", "nobody@example.org"], "Nobody has the address"),
        (["--learner", "mira@example.org", "--at", "soon"], "soon is no moment"),
    ],
)
def test_what_cannot_be_printed_is_named(words: list[str], fault: str) -> None:
    UserFactory.create(email="mira@example.org")
    with pytest.raises(CommandError, match=fault):
        printed(*words)


def test_staff_see_how_each_mail_ended_and_never_what_it_said() -> None:
    boss = UserFactory.create(is_staff=True, is_superuser=True)
    user = reader()
    kept = {"due_at": NOW, "expires_at": NOW + timedelta(days=1), "learner": user, "kind": "digest"}
    sent = Nudge.objects.create(
        **kept, period="2026-W49", state="sent", finished_at=NOW, text="the secret text", subject="Your week"
    )
    Nudge.objects.create(**kept, period="2026-W50", state="cancelled", finished_at=NOW, error="a quiet day")
    client = Client()
    client.force_login(boss)
    listed = client.get(reverse("admin:nudges_nudge_changelist"), {"state": "cancelled"}).content.decode()
    assert ("a quiet day" in listed, "2026-W49" in listed) == (True, False)
    page = client.get(reverse("admin:nudges_nudge_change", args=[sent.pk])).content.decode()
    assert ("Your week" in page, "secret" in page, "_save" in page) == (True, False, False)
    for address in ("admin:nudges_nudge_add", "admin:nudges_nudge_delete"):
        arguments = [sent.pk] if address.endswith("delete") else []
        assert client.get(reverse(address, args=arguments)).status_code == 403
