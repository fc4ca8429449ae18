"""How far a mail gets, told by real servers that work, refuse, break and hang."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from apps.users.gateways.smtp import Letter, Line, deliver
from apps.users.logic.mail import Delivery
from tests.users.servers import POLITE, Postbox, broken_server, free_port, mail_server

LETTER = Letter(
    to="mira@example.org",
    sender="Evenkeel <evenkeel@example.org>",
    subject="Grüße, 60 % done",
    text="One line.\r\n.A line that opens with a dot\r\n.\r\nAnd a dot alone.\r\n",
    html="<p>One line.</p>",
    headers={"Message-ID": "<1@example.org>", "Auto-Submitted": "auto-generated"},
)


@pytest.fixture(autouse=True)
def _impatient(settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 1


def sent_to(port: int, settings: Settings, letter: Letter = LETTER, *, may_end: bool = True) -> Delivery:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    return deliver(letter, may_end=lambda: may_end)


def test_a_mail_arrives_whole_with_both_its_bodies(settings: Settings) -> None:
    box = Postbox()
    with mail_server(box) as port:
        assert sent_to(port, settings) == Delivery("accepted")
    (message,) = box.arrived
    assert str(message["From"]) == "Evenkeel <evenkeel@example.org>"
    assert (message["To"], message["Message-ID"]) == ("mira@example.org", "<1@example.org>")
    bodies = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    assert [body.replace(b"\r\n", b"\n") for body in bodies if isinstance(body, bytes)] == [
        LETTER.text.replace("\r\n", "\n").encode(),
        b"<p>One line.</p>",
    ]


def test_an_address_of_another_script_travels_in_ascii(settings: Settings) -> None:
    box = Postbox()
    with mail_server(box) as port:
        assert sent_to(port, settings, replace(LETTER, to="mira@bücher.example")) == Delivery("accepted")
    assert [message["X-RcptTo"] for message in box.arrived] == ["mira@xn--bcher-kva.example"]


def test_a_claim_that_was_lost_cuts_the_line_before_the_end(settings: Settings) -> None:
    box = Postbox()
    with mail_server(box) as port:
        assert sent_to(port, settings, may_end=False) == Delivery("not reached", "the claim was lost")
    assert box.arrived == []


@pytest.mark.parametrize(
    ("box", "delivery"),
    [
        (Postbox(rcpt="550 no such user"), Delivery("refused", "550 no such user")),
        (Postbox(rcpt="451 try later"), Delivery("not reached", "451 try later")),
        (Postbox(data="554 spam"), Delivery("refused", "554 spam")),
        (Postbox(data="452 no room"), Delivery("not reached", "452 no room")),
    ],
)
def test_a_refusal_is_final_when_the_server_says_so(
    settings: Settings, box: Postbox, delivery: Delivery
) -> None:
    with mail_server(box) as port:
        assert sent_to(port, settings) == delivery
    assert box.arrived == []


def test_a_line_that_breaks_after_the_final_dot_leaves_it_unknown(settings: Settings) -> None:
    with broken_server(answers=POLITE, at_the_dot=None) as port:
        assert sent_to(port, settings).reached == "broke after the end"


@pytest.mark.parametrize("verb", [b"EHLO", b"MAIL", b"RCPT", b"DATA"])
def test_a_line_that_breaks_before_the_final_dot_means_not_reached(settings: Settings, verb: bytes) -> None:
    answers = {**POLITE, verb: b""}
    with broken_server(answers=answers, at_the_dot=None) as port:
        assert sent_to(port, settings).reached == "not reached"


@pytest.mark.parametrize("hello", [b"554 closed", b"421 busy", b"nonsense"])
def test_a_server_that_greets_badly_is_tried_again(settings: Settings, hello: bytes) -> None:
    with broken_server(answers={**POLITE, b"hello": hello}, at_the_dot=None) as port:
        assert sent_to(port, settings).reached == "not reached"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Give a port that takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_server_that_hangs_is_left_after_the_timeout(settings: Settings, silent_port: int) -> None:
    assert sent_to(silent_port, settings).reached == "not reached"


def test_no_server_at_all_is_tried_again(settings: Settings) -> None:
    assert sent_to(free_port(), settings).reached == "not reached"


def test_several_letters_travel_on_one_line(settings: Settings) -> None:
    box = Postbox()
    with mail_server(box) as port, Line() as line:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        letters = [replace(LETTER, subject=f"Letter {n}") for n in range(3)]
        assert [line.deliver(letter, may_end=lambda: True).reached for letter in letters] == ["accepted"] * 3
    assert [message["Subject"] for message in box.arrived] == ["Letter 0", "Letter 1", "Letter 2"]
    assert len(set(box.peers)) == 1


def test_a_refused_letter_leaves_nothing_of_itself_to_the_next_one(settings: Settings) -> None:
    box = Postbox(refuses="nobody@example.org")
    with mail_server(box) as port, Line() as line:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        refused = line.deliver(replace(LETTER, to="nobody@example.org"), may_end=lambda: True)
        assert refused == Delivery("refused", "550 no such user")
        assert line.deliver(LETTER, may_end=lambda: True) == Delivery("accepted")
    assert [message["X-RcptTo"] for message in box.arrived] == ["mira@example.org"]


def test_a_line_that_the_server_closed_meanwhile_is_opened_again(settings: Settings) -> None:
    first, second = Postbox(), Postbox()
    settings.EMAIL_HOST = "127.0.0.1"
    with Line() as line:
        for box in (first, second):
            with mail_server(box) as port:
                settings.EMAIL_PORT = port
                assert line.deliver(LETTER, may_end=lambda: True) == Delivery("accepted")
    assert (len(first.arrived), len(second.arrived)) == (1, 1)


def test_after_a_line_broke_the_next_letter_gets_a_new_one(settings: Settings) -> None:
    box = Postbox()
    settings.EMAIL_HOST = "127.0.0.1"
    with Line() as line:
        with broken_server(answers=POLITE, at_the_dot=None) as port:
            settings.EMAIL_PORT = port
            assert line.deliver(LETTER, may_end=lambda: True).reached == "broke after the end"
        with mail_server(box) as port:
            settings.EMAIL_PORT = port
            assert line.deliver(LETTER, may_end=lambda: True) == Delivery("accepted")
    assert len(box.arrived) == 1
