"""The folder of mails: one file each, whole or not there."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.devmail.logic.letter import Envelope, Letter, read, read_envelope

HEAD_BYTES = 64 * 1024  # of each file, read for the list
SHOWN_MOST = 200
SUFFIX = ".eml"


class MailNotFound(LookupError):  # noqa: N818 - named like the others that become a 404
    """No mail has this name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    key: str
    envelope: Envelope
    size: int  # bytes


def store(folder: Path, raw: bytes, *, sender: str, recipients: Iterable[str]) -> str:
    """Write a mail with what its envelope said, and return its key; keys sort by age."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
    partial = folder / f"{key}.part"
    partial.write_bytes(envelope.encode("utf-8", "replace") + raw)
    partial.rename(folder / f"{key}{SUFFIX}")
    return key


def newest(folder: Path) -> tuple[int, tuple[Listed, ...]]:
    """Return how many mails there are, and the newest of them first."""
    names = sorted((path.name for path in folder.glob(f"*{SUFFIX}")), reverse=True)
    return len(names), tuple(_listed(folder / name) for name in names[:SHOWN_MOST])


def load(folder: Path, key: str) -> Letter:
    """Return a mail; raises MailNotFound."""
    try:
        return read((folder / f"{key}{SUFFIX}").read_bytes())
    except FileNotFoundError as error:
        raise MailNotFound(key) from error


def clear(folder: Path) -> None:
    """Delete all mails."""
    for path in folder.glob(f"*{SUFFIX}"):
        path.unlink(missing_ok=True)


def _listed(path: Path) -> Listed:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        size = os.fstat(file.fileno()).st_size
    return Listed(path.name.removesuffix(SUFFIX), read_envelope(head), size)
