"""The body of an answer, unpacked within a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from apps.core.outbound.problems import TooMuch, Unreachable

GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def unpack(chunks: Iterable[bytes], *, encoding: str, most: int) -> bytes:
    """Return a body of at most that many bytes, as they are or out of gzip.

    Never holds more than the limit and one chunk: what would grow past it is not unpacked. Raises
    TooMuch for more, for a second layer of packing and for one that we did not ask for, Unreachable
    for a body that ends too early.
    """
    if encoding in {"", "identity"}:
        return _gathered(chunks, most=most)
    if encoding not in {"gzip", "x-gzip"}:
        message = f"the answer is packed as {encoding[:40]}, which was not asked for"
        raise TooMuch(message)
    return _unpacked(chunks, most=most)


def _gathered(chunks: Iterable[bytes], *, most: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        _refuse_more(len(body), most)
    return bytes(body)


def _unpacked(chunks: Iterable[bytes], *, most: int) -> bytes:
    body, opened = bytearray(), zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        for chunk in chunks:
            # One byte more than there is room for tells that there is more.
            body += opened.decompress(chunk, most - len(body) + 1)
            _refuse_more(len(body), most)
    except zlib.error as error:
        message = "the answer says that it is packed with gzip, and is not"
        raise Unreachable(message) from error
    if not opened.eof:
        message = "the answer ends too early"
        raise Unreachable(message)
    return bytes(body)


def _refuse_more(size: int, most: int) -> None:
    if size > most:
        message = f"the answer is larger than {most} bytes"
        raise TooMuch(message)
