"""Mail is written with what it tells about, sent once, and never lost without a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.message import BadHeaderError
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from apps.users.logic.mail import Outcome
from apps.users.models import OutgoingMail
from apps.users.operations.mail import (
    LEASE,
    Claim,
    blank_mail,
    claim_mail,
    forget_mail,
    hand_over,
    release_abandoned,
    settle_mail,
)
from apps.users.queries import due_mail
from apps.users.sending import try_mail
from tests.users.servers import POLITE, Postbox, broken_server, free_port, mail_server

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
ADDRESS = "mira@example.org"


def queued(**fields: object) -> OutgoingMail:
    values = {
        "to": ADDRESS,
        "sender": "e@example.org",
        "subject": "Hello",
        "text": "Hello.",
        "next_try_at": NOW,
    }
    return OutgoingMail.objects.create(**{**values, **fields})


def claimed(mail: OutgoingMail, *, now: datetime = NOW) -> Claim:
    claim = claim_mail(mail_id=mail.pk, now=now)
    assert claim is not None
    return claim


def standing(mail: OutgoingMail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.error


def at(settings: Settings, port: int) -> Callable[[], datetime]:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
    return lambda: NOW


def test_a_message_becomes_a_row_for_each_recipient() -> None:
    message = EmailMultiAlternatives("Hello", "Text", "e@example.org", [ADDRESS], bcc=["b@example.org"])
    message.attach_alternative("<p>Text</p>", "text/html")
    message.send()
    rows = OutgoingMail.objects.order_by("pk").values_list("to", "subject", "text", "html", "state")
    assert list(rows) == [
        (ADDRESS, "Hello", "Text", "<p>Text</p>", "queued"),
        ("b@example.org", "Hello", "Text", "<p>Text</p>", "queued"),
    ]


def test_a_mail_is_gone_with_the_transaction_that_it_tells_about() -> None:
    with transaction.atomic():
        send_mail("Hello", "Text", "e@example.org", [ADDRESS])
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_a_line_break_in_a_header_is_refused_at_once() -> None:
    with pytest.raises(BadHeaderError):
        send_mail("Hello\nBcc: all@example.org", "Text", "e@example.org", [ADDRESS])
    assert not OutgoingMail.objects.exists()


def test_an_attachment_is_refused_at_once() -> None:
    message = EmailMultiAlternatives("Hello", "Text", "e@example.org", [ADDRESS])
    message.attach("a.txt", "text", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_a_mail_is_sent_once(settings: Settings) -> None:
    mail, box = queued(), Postbox()
    with mail_server(box) as port:
        clock = at(settings, port)
        assert [try_mail(mail_id=mail.pk, clock=clock) for _ in range(2)] == ["sent", None]
    assert [message["Subject"] for message in box.arrived] == ["Hello"]
    assert standing(mail) == ("sent", 1, "")
    assert mail.finished_at == NOW


def test_no_transaction_is_open_while_the_server_is_spoken_to(settings: Settings) -> None:
    mail = queued()
    open_then: list[bool] = []
    outer = len(connection.savepoint_ids)

    class Watching(Postbox):
        async def handle_RCPT(self, *args: object) -> str:  # noqa: N802  # aiosmtpd's name
            open_then.append(len(connection.savepoint_ids) > outer)
            return await super().handle_RCPT(*args)  # type: ignore[arg-type]

    box = Watching()
    with mail_server(box) as port:
        try_mail(mail_id=mail.pk, clock=at(settings, port))
    assert open_then == [False]


def test_a_server_that_is_away_means_another_try_later(settings: Settings) -> None:
    mail = queued()
    assert try_mail(mail_id=mail.pk, clock=at(settings, free_port())) == "queued"
    state, attempts, error = standing(mail)
    assert (state, attempts) == ("queued", 1)
    assert "refused" in error
    assert mail.next_try_at == NOW + timedelta(minutes=1)
    assert try_mail(mail_id=mail.pk, clock=lambda: NOW) is None


def test_a_refusal_ends_it(settings: Settings) -> None:
    mail = queued()
    with mail_server(Postbox(rcpt="550 no such user")) as port:
        assert try_mail(mail_id=mail.pk, clock=at(settings, port)) == "failed"
    assert standing(mail) == ("failed", 1, "550 no such user")


def test_a_line_that_broke_after_the_final_dot_is_not_known_and_not_resent(settings: Settings) -> None:
    mail = queued()
    with broken_server(answers=POLITE, at_the_dot=None) as port:
        assert try_mail(mail_id=mail.pk, clock=at(settings, port)) == "unknown"
    assert standing(mail)[0] == "unknown"
    assert release_abandoned(now=NOW + timedelta(days=1)) == 0
    assert due_mail(now=NOW + timedelta(days=9), most=9) == []


def test_two_workers_cannot_claim_one_mail() -> None:
    mail = queued()
    claimed(mail)
    assert claim_mail(mail_id=mail.pk, now=NOW) is None


def test_a_mail_is_not_claimed_before_it_is_due() -> None:
    mail = queued(next_try_at=NOW + timedelta(seconds=1))
    assert claim_mail(mail_id=mail.pk, now=NOW) is None
    assert due_mail(now=NOW, most=9) == []


def test_a_worker_killed_before_the_end_leaves_a_mail_that_another_sends() -> None:
    mail = queued()
    first = claimed(mail)
    assert release_abandoned(now=NOW + LEASE) == 0
    late = NOW + LEASE + timedelta(seconds=1)
    assert release_abandoned(now=late) == 1
    second = claimed(mail, now=late)
    assert (first.fence, second.fence) == (1, 2)
    assert hand_over(claim=second) is True


def test_a_worker_that_slept_through_its_lease_can_neither_hand_over_nor_write() -> None:
    mail = queued()
    sleeper = claimed(mail)
    late = NOW + LEASE + timedelta(seconds=1)
    release_abandoned(now=late)
    claimed(mail, now=late)
    assert hand_over(claim=sleeper) is False
    assert settle_mail(claim=sleeper, outcome=Outcome("sent", None), now=late) is False
    assert standing(mail)[0] == "sending"


def test_a_worker_killed_while_the_server_had_the_message_leaves_it_not_known() -> None:
    mail = queued()
    assert hand_over(claim=claimed(mail)) is True
    release_abandoned(now=NOW + LEASE + timedelta(seconds=1))
    assert standing(mail) == ("unknown", 1, "the worker stopped while the server had the message")


def test_a_late_answer_settles_what_was_not_known() -> None:
    mail = queued()
    claim = claimed(mail)
    hand_over(claim=claim)
    late = NOW + LEASE + timedelta(seconds=1)
    release_abandoned(now=late)
    assert settle_mail(claim=claim, outcome=Outcome("sent", None), now=late) is True
    assert standing(mail)[0] == "sent"


def test_the_text_of_an_ended_mail_is_erased_and_that_of_a_waiting_one_is_not() -> None:
    ended = queued(state="sent", attempts=1, fence=1, html="<p>x</p>", finished_at=NOW, headers={"a": "b"})
    waiting = queued()
    assert blank_mail(before=NOW) == 0
    assert blank_mail(before=NOW + timedelta(seconds=1)) == 1
    ended.refresh_from_db()
    waiting.refresh_from_db()
    assert (ended.text, ended.html, ended.headers, ended.subject) == ("", "", {}, "Hello")
    assert waiting.text == "Hello."
    assert blank_mail(before=NOW + timedelta(days=1)) == 0


def test_a_mail_that_ended_is_forgotten_in_the_end_and_one_that_waits_is_not() -> None:
    queued(state="sent", attempts=1, fence=1, finished_at=NOW)
    waiting = queued()
    assert forget_mail(before=NOW) == 0
    assert forget_mail(before=NOW + timedelta(seconds=1)) == 1
    assert list(OutgoingMail.objects.all()) == [waiting]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "lost"},
        {"state": "sending"},
        {"state": "queued", "lease_until": NOW},
        {"state": "sent"},
        {"state": "queued", "finished_at": NOW},
        {"attempts": 2, "fence": 1},
        {"state": "queued", "handed_over": True},
    ],
)
def test_the_database_refuses_a_row_that_makes_no_sense(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        queued(**fields)
