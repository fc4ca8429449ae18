"""Real SMTP servers on this machine: one that works, and ones that break at a chosen moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import BinaryIO

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import SMTP, Envelope, Session

LINE_END = b"\r\n"


class Postbox(MessageHandler):
    """Keeps what arrives, and answers as told."""

    def __init__(self, *, rcpt: str = "250 OK", data: str = "250 taken", refuses: str = "") -> None:
        super().__init__()
        self.arrived: list[Message] = []
        self.peers: list[object] = []  # where each came from: one line, one peer
        self._rcpt, self._data, self._refuses = rcpt, data, refuses

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == self._refuses:
            return "550 no such user"
        if self._rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self._rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        if self._data.startswith("250"):
            self.peers.append(session.peer)
            await super().handle_DATA(server, session, envelope)
        return self._data

    def handle_message(self, message: Message) -> None:
        self.arrived.append(message)


@contextmanager
def mail_server(box: Postbox) -> Iterator[int]:
    """Run a server and give its port."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def broken_server(*, answers: dict[bytes, bytes], at_the_dot: bytes | None) -> Iterator[int]:
    """Run a server that answers each verb as given, and what ends the message with `at_the_dot`.

    None cuts the line without an answer; a verb without an answer cuts it there.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener, answers, at_the_dot), daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _serve(listener: socket.socket, answers: dict[bytes, bytes], at_the_dot: bytes | None) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line, line.makefile("rb") as heard:
            _converse(line, heard, answers, at_the_dot)


def _converse(
    line: socket.socket, heard: BinaryIO, answers: dict[bytes, bytes], at_the_dot: bytes | None
) -> None:
    said = answers.get(b"hello", b"220 ready")
    while said:
        line.sendall(said + LINE_END)
        verb = heard.readline().split(b" ")[0].strip().upper()
        said = answers.get(verb, b"")
        if verb == b"DATA" and said.startswith(b"354"):
            line.sendall(said + LINE_END)
            while heard.readline() not in {b".\r\n", b""}:
                pass
            said = at_the_dot or b""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


POLITE = {b"EHLO": b"250 hello", b"MAIL": b"250 ok", b"RCPT": b"250 ok", b"DATA": b"354 go on"}
