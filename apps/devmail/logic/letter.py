"""Reads one mail, however broken or hostile, into what a page can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser

TEXT_LONGEST = 200_000  # characters of a part that are shown
HEADERS_MOST = 200
ATTACHMENTS_MOST = 100

_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not read but kept beside the mail."""

    name: str
    kind: str  # its media type
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the list shows of a mail."""

    subject: str
    sender: str
    recipients: str
    date: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole mail; a part that is not there is empty."""

    envelope: Envelope
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def read_envelope(raw: bytes) -> Envelope:
    """Return what the head of a mail says; never raises."""
    try:
        message = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
        # A long header is folded over lines.
        headers = {name.lower(): " ".join(_plain(str(value)).split()) for name, value in message.raw_items()}
    except Exception:  # noqa: BLE001 - the parser raises whatever a hostile mail makes it raise
        headers = {}
    return Envelope(
        subject=_decoded(headers.get("subject", "")),
        sender=_decoded(headers.get("from", "")),
        recipients=_decoded(headers.get("x-envelope-to", headers.get("to", ""))),
        date=headers.get("date", ""),
    )


def read(raw: bytes) -> Letter:
    """Return all that a mail says; one that cannot be taken apart is its own text. Never raises."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        parts = tuple(_parts(message))
        text = "\n\n".join(_content(part) for part in parts if _shown(part, "text/plain"))
        html = "\n".join(_content(part) for part in parts if _shown(part, "text/html"))
        attachments = tuple(
            _attachment(part) for part in parts if not _shown(part, "text/plain", "text/html")
        )
    except Exception:  # noqa: BLE001 - the parser raises whatever a hostile mail makes it raise
        text, html, attachments = _plain(raw.decode("utf-8", "replace")), "", ()
    return Letter(
        envelope=read_envelope(raw),
        headers=tuple(_headers(raw)),
        text=text[:TEXT_LONGEST],
        html=html[:TEXT_LONGEST],
        attachments=attachments[:ATTACHMENTS_MOST],
    )


def _headers(raw: bytes) -> Iterator[tuple[str, str]]:
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0].decode("utf-8", "replace")
    unfolded = re.sub(r"\r?\n[ \t]+", " ", head)
    for line in unfolded.splitlines()[:HEADERS_MOST]:
        name, colon, value = line.partition(":")
        if colon:
            yield _plain(name), _plain(value.strip())[:2000]


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if not part.is_multipart():
            yield part


def _shown(part: EmailMessage, *kinds: str) -> bool:
    return part.get_content_type() in kinds and part.get_content_disposition() != "attachment"


def _content(part: EmailMessage) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    try:
        text = body.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    return _plain(text)


def _attachment(part: EmailMessage) -> Attachment:
    body = part.get_payload(decode=True)
    return Attachment(
        name=_plain(part.get_filename() or "")[:200],
        kind=_plain(part.get_content_type())[:100],
        size=len(body) if isinstance(body, bytes) else 0,
    )


def _decoded(value: str) -> str:
    try:
        return _plain(str(policy.default.header_factory("subject", value)))[:500]
    except Exception:  # noqa: BLE001 - see read_envelope
        return value[:500]


def _plain(text: str) -> str:
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
