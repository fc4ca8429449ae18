"""A mail server that keeps what it is sent: run as a module with a listening socket and a folder."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from apps.devmail.gateways import mailbox

SIZE_MOST = 30 * 1024 * 1024


class Keeper:
    """Stores each mail as it comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Store one mail and say so."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        key = mailbox.store(
            self._folder,
            raw,
            sender=envelope.mail_from or "",
            recipients=[str(to) for to in envelope.rcpt_tos],
        )
        return f"250 Kept as {key}"


async def serve(listener: socket.socket, folder: Path) -> None:
    """Take mails until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(
            Keeper(folder), hostname="localhost", data_size_limit=SIZE_MOST, enable_SMTPUTF8=True, loop=loop
        ),
        sock=listener,
    )
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])))
