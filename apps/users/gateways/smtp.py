"""Hands mail to the mail server and says how far each got.

The standard library raises the same errors before and after the end of the message, and the
difference is whether somebody gets a mail twice; so the conversation is led step by step here.
RFC 5321, section 4.2.5: from the final dot until the answer, nobody knows who has the message.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.core.mail.utils import DNS_NAME

from apps.users.logic.mail import Delivery

REASON_MOST: Final = 500  # characters


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as the gateway needs it."""

    to: str
    sender: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


class Refused(Exception):  # noqa: N818  # an answer, not an error
    """The server said no, for good."""


class Line:
    """A line to the mail server: opened for the first letter, kept for the next ones, closed at the end."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye, and wait for no answer."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.send(b"QUIT\r\n")
        self._cut()

    def deliver(self, letter: Letter, *, may_end: Callable[[], bool]) -> Delivery:
        """Try to hand a mail over once.

        `may_end` is asked just before the final dot; when it answers no, the line is cut and the
        server drops what it has. Every wait is bounded by EMAIL_TIMEOUT seconds. After an error the
        next letter gets a new line.
        """
        try:
            smtp = self._ready()
            _send_up_to_the_end(smtp, letter)
        except Refused as refusal:
            return Delivery("refused", str(refusal))
        except (OSError, smtplib.SMTPException, ValueError) as trouble:
            if not _still_up(trouble):
                self._cut()
            return Delivery("not reached", _reason(trouble))
        if not may_end():
            self._cut()
            return Delivery("not reached", "the claim was lost")
        delivery = _end(smtp)
        if delivery.reached == "broke after the end":
            self._cut()
        return delivery

    @property
    def up(self) -> bool:
        """Whether the line stands: a letter that did not get through failed by itself alone."""
        return self._smtp is not None

    def _ready(self) -> smtplib.SMTP:
        """Return a line that holds nothing of another letter, a new one where the kept one is gone."""
        if self._smtp is not None:
            try:
                _expect(self._smtp.rset(), good=250)
            except (Refused, OSError, smtplib.SMTPException):
                self._cut()
        if self._smtp is None:
            self._smtp = _connect()
        return self._smtp

    def _cut(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def deliver(letter: Letter, *, may_end: Callable[[], bool]) -> Delivery:
    """Try to hand one mail over once, on a line of its own; see `Line.deliver`."""
    with Line() as line:
        return line.deliver(letter, may_end=may_end)


def _still_up(trouble: Exception) -> bool:
    """Tell whether the server only put one letter off: it answered, and did not say goodbye (421)."""
    return isinstance(trouble, smtplib.SMTPResponseException) and 400 <= trouble.smtp_code != 421


def _connect() -> smtplib.SMTP:
    """Open the line; whatever goes wrong here is the server's state, not this mail's."""
    speaks = {"local_hostname": DNS_NAME.get_fqdn(), "timeout": settings.EMAIL_TIMEOUT}
    if settings.EMAIL_USE_SSL:
        line: smtplib.SMTP = smtplib.SMTP_SSL(context=ssl.create_default_context(), **speaks)
    else:
        line = smtplib.SMTP(**speaks)
    try:
        # Kept for the check of the certificate; only the constructor would set it.
        line._host = settings.EMAIL_HOST  # type: ignore[attr-defined]  # noqa: SLF001
        _expect_greeting(line.connect(settings.EMAIL_HOST, settings.EMAIL_PORT))
        # The final dot is a packet of its own; Nagle's algorithm would hold it back until the server has
        # acknowledged the message, which servers put off for 40 ms.
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]  # it is connected
        if settings.EMAIL_USE_TLS:
            line.starttls(context=ssl.create_default_context())
        line.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        line.close()
        raise
    return line


def _expect_greeting(answer: tuple[int, bytes]) -> None:
    if answer[0] != 220:
        raise smtplib.SMTPConnectError(*answer)


def _send_up_to_the_end(line: smtplib.SMTP, letter: Letter) -> None:
    """Send everything but the final dot."""
    message = _stuffed(_message(letter))
    _expect(line.mail(_bare(letter.sender)), good=250)
    _expect(line.rcpt(_bare(letter.to)), good=250)
    _expect(line.docmd("DATA"), good=354)
    line.send(message)


def _end(line: smtplib.SMTP) -> Delivery:
    try:
        line.send(b".\r\n")
        answer = line.getreply()
    except (OSError, smtplib.SMTPException) as trouble:
        return Delivery("broke after the end", _reason(trouble))
    try:
        _expect(answer, good=250)
    except Refused as refusal:
        return Delivery("refused", str(refusal))
    except smtplib.SMTPException as trouble:
        return Delivery("not reached", _reason(trouble))
    return Delivery("accepted")


def _expect(answer: tuple[int, bytes], *, good: int) -> None:
    code, said = answer
    if code == good:
        return
    if 500 <= code < 600:
        raise Refused(_reason(smtplib.SMTPResponseException(code, said)))
    raise smtplib.SMTPResponseException(code, said)


def _message(letter: Letter) -> bytes:
    message = EmailMultiAlternatives(
        letter.subject, letter.text, letter.sender, [letter.to], headers=dict(letter.headers)
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    # Django's message takes the line end, which the stubs of its base class do not know.
    return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # the stub lacks linesep


def _stuffed(message: bytes) -> bytes:
    """Double a dot that opens a line (RFC 5321, section 4.5.2), and end with a line end."""
    body = message.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _bare(address: str) -> str:
    """Return the address alone, its domain in ASCII."""
    return parseaddr(sanitize_address(address, "utf-8"))[1]


def _reason(trouble: BaseException) -> str:
    if isinstance(trouble, smtplib.SMTPResponseException):
        said = trouble.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        text = f"{trouble.smtp_code} {words}"
    else:
        text = str(trouble) or type(trouble).__name__
    return " ".join(text.replace("\0", "").split())[:REASON_MOST]
