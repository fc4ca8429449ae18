from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from apps.core.embedded import services
from apps.devmail.gateways import mailbox
from apps.devmail.gateways.smtp import SIZE_MOST


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a mail server of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        words = [sys.executable, "-m", "apps.devmail.gateways.smtp", str(listener.fileno()), str(tmp_path)]
        process = subprocess.Popen(words, pass_fds=[listener.fileno()], cwd=services.project())
        yield listener.getsockname()[1]
        process.terminate()
        assert process.wait(10) == 0


def test_what_is_sent_is_kept_whole(port: int, tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Grüße", "a@example.org", "b@example.org"
    message.set_content("Text\n.\n..dots\n")

    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(message, to_addrs=["hidden@example.org"])

    total, (listed,) = mailbox.newest(tmp_path)
    assert (total, listed.envelope.subject) == (1, "Grüße")
    assert listed.envelope.recipients == "hidden@example.org"
    assert mailbox.load(tmp_path, listed.key).text == "Text\n.\n..dots\n"


def test_a_mail_that_is_too_large_is_refused(port: int, tmp_path: Path) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        with pytest.raises(smtplib.SMTPSenderRefused):
            server.sendmail("a@example.org", "b@example.org", b"x" * (SIZE_MOST + 1))
        server.sendmail("a@example.org", "b@example.org", b"Subject: small\r\n\r\n")

    total, (listed,) = mailbox.newest(tmp_path)
    assert (total, listed.envelope.subject) == (1, "small")
