"""What is wrong with a request before any view sees it, or nothing.

Everything a request carries is looked through once: path, query, headers, cookies, and a body that
is a form or JSON. What is not UTF-8, holds a hidden character, is cut off or too large never gets
as far as a view, so that no view can store half of it.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict

from apps.core.text import is_plain

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http.request import _PostDataProtocol as Readable

FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data"
UNREADABLE_TYPE: Final = "application/x-unreadable"  # what apps.core.wsgi puts in place of one that fails
TAIL: Final = 512  # bytes; a boundary has at most 202, and its last line four more


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further."""

    reason: str  # for the log
    status: HTTPStatus = HTTPStatus.BAD_REQUEST


class Refused(Exception):  # noqa: N818  # an answer, not an error
    """Carries a refusal out of the depth of a parser."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry it."""
        super().__init__(refusal.reason)
        self.refusal = refusal


def _refuse(reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> NoReturn:
    raise Refused(Refusal(reason, status))


def refusal(request: HttpRequest) -> Refusal | None:
    """Return why a request is refused, or None."""
    try:
        _look_at_length(request)
        _look_at_line_and_headers(request)
        _look_at_body(request)
    except Refused as found:
        return found.refusal
    except RequestDataTooBig as found:
        return Refusal(str(found), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError) as found:
        return Refusal(str(found))
    # A charset or a number made up by the sender surfaces as one of these, from deep inside a parser.
    except (LookupError, ValueError, RecursionError) as found:
        return Refusal(f"{type(found).__name__}: {found}")
    return None


def _look_at_length(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (str(length).isascii() and str(length).isdigit()):
        _refuse("a length that is no number")
    if int(length) > settings.BODY_MOST_BYTES:
        _refuse("a body too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.content_type == UNREADABLE_TYPE:
        _refuse("a content type that cannot be read")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if codecs.lookup(charset).name not in {"utf-8", "ascii"}:
        _refuse("a charset other than UTF-8")


def _look_at_line_and_headers(request: HttpRequest) -> None:
    _must_be_plain(request.path_info, "path")
    _look_at_pairs(request.META.get("QUERY_STRING", "").encode("latin-1", "surrogateescape"), "query")
    for name, value in request.META.items():
        if name.startswith("HTTP_") or name == "CONTENT_TYPE":
            _must_be_plain(_header(str(value)), name)
    for name, value in request.COOKIES.items():
        # A quoted cookie may spell any byte in octal.
        _must_be_plain(f"{name}{value}", "cookie")


def _header(value: str) -> str:
    """Return a header as its sender meant it: servers hand on its bytes as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _look_at_body(request: HttpRequest) -> None:
    if request.content_type == FORM:
        _look_at_pairs(_whole_body(request), "form")
    elif request.content_type == FILES and request.method == "POST":
        _look_at_parts(request)
    elif (request.content_type or "").endswith("json"):
        _look_at_json(_whole_body(request))


def _look_at_pairs(raw: bytes, where: str) -> None:
    if raw.count(b"&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        _refuse(f"too many fields in the {where}")
    _must_be_plain(unquote_to_bytes(raw).decode("utf-8"), where)


def _whole_body(request: HttpRequest) -> bytes:
    body = request.body
    if len(body) != int(request.META.get("CONTENT_LENGTH") or 0):
        _refuse("a body that is cut off")
    return body


def _look_at_json(raw: bytes) -> None:
    text = raw.decode("utf-8")
    _must_be_plain(text, "body")
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return  # whoever reads it says so, in the words of its interface
    for string in _strings(value):
        _must_be_plain(string, "body")


def _strings(value: object) -> Iterator[str]:
    """Yield every string inside a JSON value, keys too; without recursion, whatever its depth."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _look_at_parts(request: HttpRequest) -> None:
    # Django has no public place from which to watch the bytes, or to choose the parser.
    stream = _Watched(request._stream)  # type: ignore[arg-type]  # noqa: SLF001
    request._stream = stream  # type: ignore[assignment]  # noqa: SLF001
    request.parse_file_upload = partial(_parse, request)  # type: ignore[method-assign]  # the only way in
    texts = [text for name, values in request.POST.lists() for text in (name, *values)]
    for name, files in request.FILES.lists():
        texts += [name, *(f"{file.name} {file.content_type}" for file in files)]
    for text in texts:
        _must_be_plain(text, "form")
    boundary = (request.content_params or {})["boundary"]
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length and (stream.count != length or not stream.ended_with(boundary)):
        _refuse("a body that is cut off")


class _StrictParser(MultiPartParser):
    """Django's parser drops hidden characters from file names; here they are refused."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        _must_be_plain(file_name, "file name")
        return super().sanitize_file_name(file_name)


def _parse(
    request: HttpRequest, meta: Mapping[str, Any], data: Readable
) -> tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]]:
    return _StrictParser(meta, data, request.upload_handlers, request.encoding).parse()


class _Watched:
    """A stream that counts what is read and remembers its end."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._tail = b""
        self.count = 0

    def read(self, size: int | None = None, /) -> bytes:
        return self._note(self._stream.read(size))

    def readline(self, size: int | None = None, /) -> bytes:
        return self._note(self._stream.readline(size))

    def ended_with(self, boundary: str) -> bool:
        """Return whether the last line that matters was the closing boundary."""
        return f"--{boundary}--".encode("ascii") in self._tail

    def _note(self, data: bytes) -> bytes:
        self.count += len(data)
        self._tail = (self._tail + data)[-TAIL:]
        return data


def _must_be_plain(text: str, where: str) -> None:
    if not is_plain(text):
        _refuse(f"a hidden character in the {where}")
