"""A YAML document read as plain values, each with the line it stands on, in bounded time and memory.

Built from the parser's events, so that nothing in a file can make the reader do more than the
file is long: no tags and no merge keys are read, aliases count as often as they are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from apps.skills.gateways.catalogue_files.scalars import AmbiguousError, plain_value
from apps.skills.logic.catalogue.faults import Fault, dotted
from apps.skills.logic.catalogue.sheet import Place, Step

BYTES_MOST: Final = 5 * 1024 * 1024
VALUES_MOST: Final = 1_000_000
DEPTH_MOST: Final = 16
FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says and where."""

    value: Any
    place: Place
    faults: list[Fault]
    whole: bool  # read to its end; else the value is None


class RefusedError(Exception):
    """The document ends here: going on would be unbounded or senseless."""


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    value: dict[str, Any] | list[Any]
    place: Place
    anchor: str | None
    began: int  # values counted when it was opened
    key: str | None = None
    skip: bool = False  # the key is a duplicate: its value goes nowhere


def load(file: str, data: bytes) -> Document:
    """Return the document in the bytes of a file; faults instead of exceptions."""
    text, fault = decode(file, data)
    if fault:
        return Document(None, Place(1), [fault], whole=False)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except RefusedError:
        return Document(None, Place(1), builder.faults, whole=False)
    except yaml.MarkedYAMLError as error:
        return Document(None, Place(1), [*builder.faults, _syntax_fault(file, error)], whole=False)
    return builder.document()


def _syntax_fault(file: str, error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    said = " ".join(part for part in (error.context, error.problem) if part)
    return Fault(file, line, "", f"is not YAML: {said}", column)


def decode(file: str, data: bytes) -> tuple[str, Fault | None]:
    """Return the text in the bytes of a file, or what is wrong with them."""
    if len(data) > BYTES_MOST:
        return "", Fault(file, 0, "", "is larger than 5 MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", Fault(file, line, "", f"is not UTF-8: byte 0x{data[error.start]:02X}")
    found = FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        return "", Fault(
            file, line, "", f"holds the character U+{ord(found[0]):04X}, which is not allowed", column
        )
    return text, None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Builder:
    """Takes the events of one document and builds its value."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Any, Place | int, int]] = {}
        self.values = 0
        self.documents = 0
        self.root: Any = None
        self.place = Place(1)

    def document(self) -> Document:
        """Return what was read."""
        if isinstance(self.root, dict):
            return Document(self.root, self.place, self.faults, whole=True)
        fault = Fault(self.file, self.place.line, "", "must be a mapping of sections")
        return Document(None, self.place, self.faults or [fault], whole=False)

    def take(self, event: yaml.Event) -> None:
        """Take one event of the parser."""
        if isinstance(event, yaml.NodeEvent):
            self._node(event, _line(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(_line(event), "holds a second document; one file is one document")

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        self._count(1, line)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tag(event.tag, line)
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor, line)
        else:
            self._alias(str(event.anchor), line)

    def _refuse_tag(self, tag: str | None, line: int) -> None:
        if tag:
            self._fault(line, f"bears the tag {tag}; tags are not read")

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self.anchors:
            self._refuse(line, f"refers to *{anchor}, which is not given before it or holds itself")
        value, place, size = self.anchors[anchor]
        self._count(size, line)
        if self._wants_key():
            self._refuse(line, "has an alias for a key; write the key out")
        self._attach(value, place)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._refuse_tag(event.tag, line)
        quoted = not event.implicit[0]
        frame = self.open[-1] if self.open else None
        if frame and frame.key is None and isinstance(frame.value, dict):
            self._take_key(frame, event.value, line, quoted=quoted)
            return
        value = event.value if quoted else self._plain(event.value, line)
        if event.anchor:
            self.anchors[event.anchor] = (value, line, 1)
        self._attach(value, line)

    def _plain(self, text: str, line: int) -> str | float | bool | None:
        try:
            return plain_value(text)
        except AmbiguousError as error:
            self._fault(line, str(error))
            return None

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def _take_key(self, frame: _Open, key: str, line: int, *, quoted: bool) -> None:
        frame.key, frame.skip = key, False
        if key == "<<" and not quoted:
            self._fault(line, "has a merge key; merge keys are not read")
        elif key in frame.place.parts:
            self._fault(line, f"is given twice; first on line {frame.place.line_of((key,))}")
            frame.skip = True

    def _begin(self, value: dict[str, Any] | list[Any], anchor: str | None, line: int) -> None:
        if self._wants_key():
            self._refuse(line, "has a mapping or list for a key; a key is text")
        if len(self.open) >= DEPTH_MOST:
            self._refuse(line, f"is nested deeper than {DEPTH_MOST} levels")
        self.open.append(_Open(value, Place(line), anchor, self.values))

    def _close(self) -> None:
        frame = self.open.pop()
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.value, frame.place, self.values - frame.began)
        self._attach(frame.value, frame.place)

    def _attach(self, value: Any, place: Place | int) -> None:  # noqa: ANN401  # any value of YAML
        if not self.open:
            self.root = value
            self.place = place if isinstance(place, Place) else Place(place)
            return
        frame = self.open[-1]
        if isinstance(frame.value, list):
            frame.place.parts[len(frame.value)] = place
            frame.value.append(value)
            return
        key, frame.key = str(frame.key), None
        if not frame.skip:
            frame.value[key] = value
            frame.place.parts[key] = place

    def _path(self) -> tuple[Step, ...]:
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for frame in self.open:
            if isinstance(frame.value, list):
                yield len(frame.value)
            elif frame.key is not None:
                yield frame.key

    def _count(self, many: int, line: int) -> None:
        self.values += many
        if self.values > VALUES_MOST:
            self._refuse(line, f"holds more than {VALUES_MOST:,} values, aliases written out")

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.file, line, dotted(self._path()), message))

    def _refuse(self, line: int, message: str) -> None:
        self._fault(line, message)
        raise RefusedError
