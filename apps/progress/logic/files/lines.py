"""The physical lines of a text file that comes in pieces of bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from apps.progress.logic.files.found import Fault, FileRefused

LINE_MOST: Final = 32_000  # bytes: a note of 2,000 characters fits, however many bytes each takes
BOM: Final = b"\xef\xbb\xbf"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """One line with its ending, if it has one."""

    number: int
    text: str
    too_long: bool = False  # then the text is cut


def lines(pieces: Iterable[bytes]) -> Iterator[Line]:
    """Yield the lines of a file; LF, CR and CRLF end a line.

    A byte-order mark is passed over. No more than a line and a piece is in memory: of a line that is
    too long only the beginning is kept. Raises FileRefused where the file is not UTF-8.
    """
    for number, raw in enumerate(_raw_lines(_checked(pieces)), start=1):
        line = raw.removeprefix(BOM) if number == 1 else raw
        if len(line) > LINE_MOST:
            yield Line(number, line[:LINE_MOST].decode("utf-8", "replace"), too_long=True)
            continue
        try:
            yield Line(number, line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise FileRefused(_not_utf8(number, line, error)) from error


def _checked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    first = True
    for piece in pieces:
        if first and is_utf16(piece):
            raise FileRefused(Fault(0, 0, 0, "", "", "utf-16"))
        first = False
        yield piece


def is_utf16(piece: bytes) -> bool:
    """Return whether a file begins as UTF-16: with its mark, or with a NUL in every second byte."""
    start = piece[:200]
    return start.startswith(UTF_16) or (len(start) > 1 and start.count(0) * 3 > len(start))


def _raw_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        found = (held + piece).splitlines(keepends=True)
        held = found.pop() if found else b""
        yield from found
        if held.endswith(b"\n"):
            yield held
            held = b""
        elif len(held) > LINE_MOST and not held.endswith(b"\r"):
            held = held[: LINE_MOST + 1]
    if held:
        yield held


def _not_utf8(number: int, line: bytes, error: UnicodeDecodeError) -> Fault:
    before = len(line[: error.start].decode("utf-8", "replace"))
    return Fault(number, number, before + 1, "", f"0x{line[error.start]:02X}", "not utf-8")
