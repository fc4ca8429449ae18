"""A planned digest is sent once, with what is true then, or ends with a reason; never two, never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.nudges.models import MailPreferences, Nudge
from apps.nudges.operations.outbox import LEASE, blank_nudges, claim_nudge, release_nudges
from apps.nudges.operations.planning import plan
from apps.nudges.operations.preferences import answer_stop
from apps.nudges.queries.outbox import STREAMS, streams_missing
from apps.nudges.sending import send_batch
from apps.users.models import Absence, User
from tests.catalogue import import_small
from tests.nudges.people import reader, with_something_to_say
from tests.users.servers import POLITE, Postbox, broken_server, free_port, mail_server

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 11, 30, 8, tzinfo=UTC)
NOW = DUE + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _a_catalogue() -> None:
    import_small()


def planned(**chosen: object) -> User:
    learner = with_something_to_say(reader(**chosen), now=DUE - timedelta(days=2))  # type: ignore[arg-type]
    plan(now=DUE)
    return learner


def at(settings: Settings, port: int, now: datetime = NOW) -> Callable[[], datetime]:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
    return lambda: now


def ends() -> list[tuple[str, str]]:
    return list(Nudge.objects.order_by("pk").values_list("state", "error"))


def test_a_digest_is_sent_once_with_all_that_a_mail_program_needs(settings: Settings) -> None:
    settings.SITE_URL = "https://keel.example"
    learner, box = planned(), Postbox()
    with mail_server(box) as port:
        clock = at(settings, port)
        assert [send_batch(clock=clock) for _ in range(2)] == [False, False]
    (message,) = box.arrived
    nudge = Nudge.objects.get()
    assert (nudge.state, nudge.to, nudge.subject) == ("sent", learner.email, message["Subject"])
    assert message["To"] == learner.email
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "Evenkeel weekly digest <digest.keel.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = message["List-Unsubscribe"].strip().strip("<>")
    assert stop.startswith("https://keel.example/mail/stop/")
    bodies = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in bodies] == ["text/plain", "text/html"]
    assert [stop in str(part.get_payload(decode=True)) for part in bodies] == [True, True]


def test_a_second_try_bears_the_number_of_the_first(settings: Settings) -> None:
    planned()
    refused, box = Postbox(data="451 later"), Postbox()
    with mail_server(refused) as port:
        send_batch(clock=at(settings, port))
    assert ends() == [("queued", "451 later")]
    Nudge.objects.update(next_try_at=DUE)
    first = Nudge.objects.get()
    with mail_server(box) as port:
        send_batch(clock=at(settings, port, NOW + timedelta(hours=1)))
    assert (first.text, Nudge.objects.get().state) == ("", "sent")
    again = Postbox()
    Nudge.objects.update(state="queued", finished_at=None, handed_over=False)
    with mail_server(again) as port:
        send_batch(clock=at(settings, port, NOW + timedelta(hours=1)))
    assert box.arrived[0]["Message-ID"] == again.arrived[0]["Message-ID"]


@pytest.mark.parametrize(
    ("meanwhile", "end"),
    [
        (lambda user: User.objects.filter(pk=user.pk).update(is_active=False), "the account is closed"),
        (
            lambda user: EmailAddress.objects.filter(user=user).update(verified=False),
            "the address is not confirmed",
        ),
        (
            lambda user: MailPreferences.objects.filter(learner=user).update(stopped=True),
            "every e-mail is stopped",
        ),
    ],
)
def test_whoever_may_not_be_written_to_any_more_is_not(
    settings: Settings, meanwhile: Callable[[User], object], end: str
) -> None:
    meanwhile(planned())
    box = Postbox()
    with mail_server(box) as port:
        send_batch(clock=at(settings, port))
    assert (ends(), box.arrived) == ([("suppressed", end)], [])


@pytest.mark.parametrize(
    ("meanwhile", "end"),
    [
        (lambda user: MailPreferences.objects.filter(learner=user).update(digest=False), "it is turned off"),
        (lambda user: MailPreferences.objects.filter(learner=user).delete(), "it is turned off"),
        (lambda user: MailPreferences.objects.filter(learner=user).update(quiet_days=[1]), "a quiet day"),
        (
            lambda user: Absence.objects.create(
                user=user, kind="holiday", first=date(2026, 11, 30), last=date(2026, 12, 9)
            ),
            "away: holiday",
        ),
    ],
)
def test_what_is_not_wanted_any_more_is_dropped(
    settings: Settings, meanwhile: Callable[[User], object], end: str
) -> None:
    meanwhile(planned())
    box = Postbox()
    with mail_server(box) as port:
        send_batch(clock=at(settings, port))
    assert (ends(), box.arrived) == ([("cancelled", end)], [])


def test_a_digest_that_would_come_a_day_late_is_dropped(settings: Settings) -> None:
    planned()
    assert send_batch(clock=at(settings, free_port(), DUE + timedelta(hours=24, seconds=1))) is False
    assert ends() == [("cancelled", "it could not go in time")]


def test_with_nothing_to_say_nothing_is_sent(settings: Settings) -> None:
    reader()
    plan(now=DUE)
    send_batch(clock=at(settings, free_port()))
    assert ends() == [("cancelled", "set-up is not finished")]


@pytest.mark.django_db(transaction=True)
def test_whoever_stops_the_mail_while_it_is_being_sent_does_not_get_it(settings: Settings) -> None:
    learner = planned()

    class Stopping(Postbox):
        async def handle_RCPT(self, *args: object) -> str:  # noqa: N802  # aiosmtpd's name
            answer_stop(learner_id=learner.pk, act="stop", now=NOW)
            connection.close()  # of the thread that the server runs in
            said.append(True)
            return await super().handle_RCPT(*args)  # type: ignore[arg-type]

    said: list[bool] = []
    box = Stopping()
    with mail_server(box) as port:
        send_batch(clock=at(settings, port))
        assert ends() == [("queued", "the claim was lost")]
        send_batch(clock=at(settings, port, NOW + timedelta(hours=1)))
    assert (said, box.arrived) == ([True], [])
    assert ends() == [("cancelled", "it is turned off")]


def test_many_go_over_one_line_and_in_turn(settings: Settings) -> None:
    for _ in range(3):
        planned()
    box = Postbox()
    with mail_server(box) as port:
        clock = at(settings, port)
        assert [send_batch(clock=clock, most=2) for _ in range(2)] == [True, False]
    assert len({message["To"] for message in box.arrived}) == 3
    assert len(set(box.peers)) == 2


def test_a_server_that_is_away_is_asked_once_a_batch_not_once_a_mail(settings: Settings) -> None:
    for _ in range(3):
        planned()
    assert send_batch(clock=at(settings, free_port())) is False
    assert sorted(Nudge.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_refused_address_holds_nobody_else_up(settings: Settings) -> None:
    first, second = planned(), planned()
    box = Postbox(refuses=first.email)
    with mail_server(box) as port:
        send_batch(clock=at(settings, port))
    assert ends() == [("failed", "550 no such user"), ("sent", "")]
    assert [message["To"] for message in box.arrived] == [second.email]


def test_a_mail_that_cannot_be_written_holds_nobody_else_up(settings: Settings) -> None:
    first, second = planned(), planned()
    User.objects.filter(pk=first.pk).update(name="Mira\nBcc: all@example.org")
    User.objects.filter(pk=first.pk).update(time_zone="Mars/Olympus")
    box = Postbox()
    with mail_server(box) as port:
        send_batch(clock=at(settings, port))
    assert [state for state, _error in ends()] == ["queued", "sent"]
    assert [message["To"] for message in box.arrived] == [second.email]


def test_tries_end_when_the_mail_is_not_worth_sending_any_more(settings: Settings) -> None:
    planned()
    for hour in range(30):
        send_batch(clock=at(settings, free_port(), NOW + hour * timedelta(hours=1)))
    (nudge,) = Nudge.objects.all()
    assert nudge.state == "failed"
    assert nudge.finished_at is not None
    assert nudge.finished_at <= nudge.expires_at


def test_a_line_that_broke_after_the_final_dot_is_not_known_and_not_resent(settings: Settings) -> None:
    planned()
    with broken_server(answers=POLITE, at_the_dot=None) as port:
        send_batch(clock=at(settings, port))
    (nudge,) = Nudge.objects.all()
    assert (nudge.state, nudge.html != "") == ("unknown", True)
    assert release_nudges(now=NOW + timedelta(days=1)) == 0
    assert send_batch(clock=at(settings, free_port(), NOW + timedelta(minutes=9))) is False
    assert plan(now=NOW) == 0


def test_the_claim_of_a_dead_worker_goes_to_another(settings: Settings) -> None:
    planned()
    claim_nudge(now=NOW)
    late = NOW + LEASE + timedelta(seconds=1)
    assert (release_nudges(now=NOW + LEASE), release_nudges(now=late)) == (0, 1)
    box = Postbox()
    with mail_server(box) as port:
        send_batch(clock=at(settings, port, late))
    assert (len(box.arrived), Nudge.objects.get().attempts) == (1, 2)


def test_texts_are_erased_some_days_after_the_end(settings: Settings) -> None:
    planned()
    with mail_server(Postbox()) as port:
        send_batch(clock=at(settings, port))
    assert blank_nudges(before=NOW) == 0
    assert blank_nudges(before=NOW + timedelta(seconds=1)) == 1
    (nudge,) = Nudge.objects.all()
    assert (nudge.text, nudge.html) == ("", "")
    assert nudge.subject.startswith("Your week: ")


def test_no_more_batches_are_started_than_may_work_at_once() -> None:
    assert streams_missing(now=NOW, lease=LEASE) == 0
    for _ in range(4):
        planned()
    assert streams_missing(now=NOW, lease=LEASE) == STREAMS == 2
    claim_nudge(now=NOW)
    assert streams_missing(now=NOW, lease=LEASE) == 1
    # One that claimed nothing for a minute is dead, or stuck; others go on.
    assert streams_missing(now=NOW + timedelta(seconds=61), lease=LEASE) == 2


def test_a_mail_takes_the_same_few_statements_whoever_it_is_for(settings: Settings) -> None:
    counted = []
    for many in (1, 3):
        for _ in range(many):
            planned()
        with mail_server(Postbox()) as port, CaptureQueriesContext(connection) as asked:
            clock = at(settings, port)
            send_batch(clock=clock, most=many)
        counted.append(len([q for q in asked if "SAVEPOINT" not in q["sql"]]) / many)
    # Claim 2, reader 2, content 6, hand over 1, settle 1.
    assert counted == [12, 12]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "sending"},
        {"kind": "spam"},
        {"expires_at": DUE},
        {"state": "cancelled"},
        {"period": "again"},
    ],
)
def test_the_database_refuses_a_row_that_makes_no_sense(fields: dict[str, object]) -> None:
    learner = reader()
    row = {"learner": learner, "kind": "digest", "due_at": DUE, "expires_at": NOW, "period": "x"}
    Nudge.objects.create(**{**row, "period": "again"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Nudge.objects.create(**{**row, **fields})
