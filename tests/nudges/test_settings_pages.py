"""The settings of mail: what may be chosen, what the page says of it, and whose it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.nudges.models import MailPreferences, Nudge
from apps.nudges.operations.preferences import Choice, PreferencesRefusedError, choose_mail
from apps.users.models import Absence, User
from tests.catalogue import import_small
from tests.factories import UserFactory
from tests.nudges.people import reader, with_something_to_say

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
PAGE = "/settings/mail/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def weekly(day: int, hour: int, quiet: list[int]) -> Choice:
    return Choice(digest=True, day=day, hour=hour, quiet_days=quiet)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def chosen(user: User) -> tuple[bool, int, int, list[int], bool]:
    kept = MailPreferences.objects.get(learner=user)
    return kept.digest, kept.digest_day, kept.digest_hour, kept.quiet_days, kept.stopped


def test_whoever_decided_nothing_gets_nothing_and_the_page_says_so() -> None:
    user = UserFactory.create()
    page = signed_in(user).get(PAGE).content.decode()
    assert "none sent yet · none to come" in page
    assert not MailPreferences.objects.exists()


def test_a_choice_is_saved_and_said() -> None:
    user = UserFactory.create(time_zone="Europe/Berlin")
    said = {"digest": "on", "day": "3", "hour": "18", "quiet": ["6", "7"]}
    answer = signed_in(user).post(PAGE, said, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    page = answer.content.decode()
    assert "Saved. The digest comes on Wednesdays at 18:00." in page
    assert "next: Wednesday 25 November, 18:00" in page
    assert chosen(user) == (True, 3, 18, [6, 7], False)


def test_with_htmx_only_the_part_comes_back() -> None:
    answer = signed_in(reader()).post(PAGE, {"day": "1", "hour": "8"}, headers=HTMX)
    page = answer.content.decode()
    assert page.strip().startswith('<section class="panel" id="mail"')
    assert "Saved. No digest is sent." in page


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"digest": "on", "day": "6", "hour": "8", "quiet": ["6"]}, "That is one of your quiet days"),
        ({"digest": "on", "day": "8", "hour": "8"}, "Choose a day of the list."),
        ({"digest": "on", "day": "1", "hour": "24"}, "Choose an hour of the list."),
        ({"digest": "on", "day": "1", "hour": "8", "quiet": ["0"]}, "Choose a day of the list."),
        ({"digest": "on"}, "Choose a day of the list."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_at_its_field(said: dict[str, object], fault: str) -> None:
    answer = signed_in(UserFactory.create()).post(PAGE, said, headers=HTMX)
    assert (answer.status_code, fault in answer.content.decode()) == (422, True)
    assert not MailPreferences.objects.exists()


@pytest.mark.parametrize(
    "choice",
    [weekly(8, 8, []), weekly(1, 24, []), weekly(1, 8, [1]), weekly(1, 8, [9])],
)
def test_the_operation_refuses_what_the_form_would(choice: Choice) -> None:
    user = UserFactory.create()
    with pytest.raises(PreferencesRefusedError):
        choose_mail(learner=user, choice=choice, now=NOW, by=user)


def test_only_another_day_or_hour_begins_the_wait_anew() -> None:
    user = reader()
    since = MailPreferences.objects.get().digest_since
    choose_mail(learner=user, choice=weekly(1, 8, [7]), now=NOW, by=user)
    assert MailPreferences.objects.get().digest_since == since
    choose_mail(learner=user, choice=weekly(1, 9, [7]), now=NOW, by=user)
    assert MailPreferences.objects.get().digest_since == NOW


def test_saving_ends_a_stop_of_every_mail() -> None:
    user = reader(stopped=True)
    client = signed_in(user)
    assert "You stopped every e-mail" in client.get(PAGE).content.decode()
    client.post(PAGE, {"digest": "on", "day": "1", "hour": "8"})
    assert chosen(user) == (True, 1, 8, [], False)


def test_the_page_says_what_was_sent_last_and_what_comes_next() -> None:
    user = reader(zone="Europe/Berlin")
    sent = datetime(2026, 11, 23, 7, 1, tzinfo=UTC)
    Nudge.objects.create(
        learner=user, kind="digest", period="2026-W48", due_at=sent, expires_at=sent + timedelta(days=1),
        state="sent", finished_at=sent,
    )  # fmt: skip
    page = signed_in(user).get(PAGE).content.decode()
    assert "sent last: Monday 23 November, 08:01 · next: Monday 30 November, 08:00" in page
    Absence.objects.create(user=user, kind="holiday", first=date(2026, 11, 28), last=date(2026, 12, 7))
    page = signed_in(user).get(PAGE).content.decode()
    assert "next: Monday 14 December, 08:00" in page


def test_an_absence_is_added_and_taken_away() -> None:
    user = UserFactory.create()
    client = signed_in(user)
    said = {"kind": "on_call", "first": "2026-12-21", "last": "2027-01-03"}
    answer = client.post(reverse("absence_add"), said, headers=HTMX)
    assert "21 December to 3 January 2027" in answer.content.decode()
    away = Absence.objects.get()
    assert (away.user, away.kind) == (user, "on_call")
    client.post(reverse("absence_remove", args=[away.pk]))
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"kind": "holiday", "first": "2026-12-21", "last": "2026-12-20"}, "It ends before it begins."),
        ({"kind": "holiday", "first": "2026-11-01", "last": "2026-11-23"}, "That is over already."),
        ({"kind": "holiday", "first": "2026-12-01", "last": "2028-12-23"}, "A year at most."),
        ({"kind": "holiday", "first": "2026-12-01", "last": "soon"}, "Write a date"),
        ({"kind": "sick", "first": "2026-12-01", "last": "2026-12-02"}, "Choose holiday or on call."),
        ({}, "Write a date"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_at_its_field(said: dict[str, str], fault: str) -> None:
    answer = signed_in(UserFactory.create()).post(reverse("absence_add"), said)
    assert (answer.status_code, fault in answer.content.decode()) == (422, True)
    assert not Absence.objects.exists()


def test_nobody_takes_away_the_absence_of_another() -> None:
    away = Absence.objects.create(
        user=UserFactory.create(), kind="holiday", first=NOW.date(), last=NOW.date()
    )
    answer = signed_in(UserFactory.create()).post(reverse("absence_remove", args=[away.pk]))
    assert (answer.status_code, Absence.objects.count()) == (404, 1)


def test_the_preview_is_the_mail_that_would_be_sent() -> None:
    import_small()
    user = with_something_to_say(reader(zone="Europe/Berlin"), now=NOW)
    client = signed_in(user)
    page = client.get(reverse("mail_digest")).content.decode()
    assert "comes on Monday 30 November" in page
    assert "Your week: Model evaluation next" in page
    framed = client.get(reverse("mail_digest_html"))
    assert "Week 49, for Mira" in framed.content.decode()
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = framed.headers["Content-Security-Policy"]
    for what in ("default-src", "script-src", "img-src", "connect-src"):
        assert f"{what} 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert not Nudge.objects.exists()


def test_the_preview_says_why_there_is_nothing_to_see() -> None:
    client = signed_in(UserFactory.create())
    assert "Set-up and a role come first" in client.get(reverse("mail_digest")).content.decode()
    assert client.get(reverse("mail_digest_html")).content == b""


def test_somebody_away_for_long_is_told_so() -> None:
    user = reader()
    for year in (2026, 2027, 2028):
        first = date(year, 11, 24)
        Absence.objects.create(user=user, kind="holiday", first=first, last=date(year + 1, 11, 23))
    assert (
        "away on every day of the year ahead"
        in signed_in(user).get("/settings/mail/digest/").content.decode()
    )


def test_the_offer_stands_on_the_roadmap_until_it_is_answered() -> None:
    import_small()
    user = with_something_to_say(UserFactory.create(), now=NOW)
    client = signed_in(user)
    assert "A mail on Monday mornings?" in client.get("/").content.decode()
    answer = client.post(reverse("mail_offer"), {"digest": "on"}, follow=True)
    page = answer.content.decode()
    assert "Saved. The digest comes on Mondays at 08:00." in page
    assert "A mail on Monday mornings?" not in page
    assert chosen(user) == (True, 1, 8, [6, 7], False)
    assert "A mail on Monday mornings?" not in client.get("/").content.decode()


def test_no_is_an_answer_too() -> None:
    import_small()
    user = with_something_to_say(UserFactory.create(), now=NOW)
    client = signed_in(user)
    client.get("/")
    client.post(reverse("mail_offer"), {"digest": "off"})
    assert chosen(user) == (False, 1, 8, [6, 7], False)
    assert "A mail on Monday mornings?" not in client.get("/").content.decode()


def test_nothing_is_offered_before_set_up() -> None:
    import_small()
    page = signed_in(UserFactory.create()).get("/").content.decode()
    assert "A mail on Monday mornings?" not in page


def test_the_pages_take_a_fixed_number_of_statements() -> None:
    import_small()
    user = with_something_to_say(reader(), now=NOW)
    client = signed_in(user)
    client.get(reverse("mail_digest"))
    counted = []
    for days in (0, 3):
        for day in range(days):
            ahead = date(2027, 1, 1 + day)
            Absence.objects.create(user=user, kind="on_call", first=ahead, last=ahead)
        for address in (PAGE, reverse("mail_digest")):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counted.append(len(asked))
    # Who is signed in takes one; settings three, the preview eight.
    assert counted == [4, 9, 4, 9]
