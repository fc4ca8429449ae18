"""A YAML file of the log, read entry by entry from the parser's events.

Nothing in a file can make the reader do more than the file is long: there are no tags, no aliases,
no merges, and what is nested where a value belongs is passed over.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

import yaml

from apps.core.text import HIDDEN
from apps.progress.logic.files.cells import Reading, row
from apps.progress.logic.files.found import COLUMNS, Fault, FileRefused, Row, shown
from apps.progress.logic.files.lines import is_utf16

ENTRIES: Final = "entries"
NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})  # of a plain value
DEPTH_MOST: Final = 16
_CLOSING: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_OPENING: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)


def read_yaml(pieces: Iterable[bytes], *, reading: Reading) -> Iterator[Row | Fault]:
    """Yield the entries of a file and what is wrong with them, in the order of the file.

    Raises FileRefused where nothing more can be read.
    """
    events = _Events(pieces)
    events.until_entries()
    while not isinstance(event := events.next(), yaml.SequenceEndEvent):
        yield from _entry(event, events, reading)
    events.until_end()


class _Events:
    """The events of a document, one at a time, without what is not read at all."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._events: Iterator[Any] = yaml.parse(_Stream(pieces), Loader=yaml.CSafeLoader)  # type: ignore[arg-type]  # it reads in pieces only
        self.line = 0

    def next(self) -> Any:  # noqa: ANN401 - events have no common type
        try:
            event = next(self._events)
        except StopIteration:
            raise FileRefused(Fault(0, 0, 0, "", "", "empty file")) from None
        except yaml.MarkedYAMLError as error:
            raise FileRefused(_syntax(error)) from error
        except yaml.reader.ReaderError as error:
            raise FileRefused(Fault(self.line, self.line, 0, "", "", "yaml", str(error.reason))) from error
        self.line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise FileRefused(_at(event, shown(f"*{event.anchor}"), "alias"))
        if getattr(event, "tag", None):
            raise FileRefused(_at(event, shown(event.tag), "tag"))
        return event

    def until_entries(self) -> None:
        """Go to the first entry; raises FileRefused where there is no list of them."""
        self.next()  # the stream begins
        if isinstance(self.next(), yaml.StreamEndEvent):
            raise FileRefused(Fault(0, 0, 0, "", "", "empty file"))
        if not isinstance(event := self.next(), yaml.MappingStartEvent):
            raise FileRefused(_at(event, "", "no entries"))
        key = self.next()
        if not isinstance(key, yaml.ScalarEvent) or key.value != ENTRIES:
            code = "no entries" if isinstance(key, yaml.MappingEndEvent) else "unknown key"
            raise FileRefused(_at(key, shown(getattr(key, "value", "")), code, ENTRIES))
        if not isinstance(event := self.next(), yaml.SequenceStartEvent):
            raise FileRefused(_at(event, shown(getattr(event, "value", "")), "no list"))

    def until_end(self) -> None:
        """Go past the end of the document; raises FileRefused where something else stands there."""
        event = self.next()
        if not isinstance(event, yaml.MappingEndEvent):
            code = "key twice" if getattr(event, "value", "") == ENTRIES else "unknown key"
            raise FileRefused(_at(event, shown(getattr(event, "value", "")), code, ENTRIES))
        self.next()  # the document ends
        if not isinstance(event := self.next(), yaml.StreamEndEvent):
            raise FileRefused(_at(event, "", "second document"))

    def skip(self, event: Any) -> None:  # noqa: ANN401 - as above
        """Go past what an event opens."""
        depth = int(isinstance(event, _OPENING))
        while depth:
            event = self.next()
            depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
            if depth > DEPTH_MOST:
                raise FileRefused(_at(event, "", "deep"))


@dataclass(slots=True)
class _Entry:
    """An entry that is being read."""

    line: int
    last: int
    values: dict[str, str] = field(default_factory=dict)
    spots: dict[str, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def _entry(event: Any, events: _Events, reading: Reading) -> Iterator[Row | Fault]:  # noqa: ANN401 - as above
    if not isinstance(event, yaml.MappingStartEvent):
        yield _at(event, shown(getattr(event, "value", "")), "no mapping")
        events.skip(event)
        return
    entry = _Entry(events.line, last=events.line)
    while not isinstance(key := events.next(), yaml.MappingEndEvent):
        _take(entry, key, events)
    missing = [column for column in COLUMNS if column not in entry.spots and column != "note"]
    if missing:
        entry.faults.append(Fault(entry.line, entry.last, 0, "", "", "key missing", ", ".join(missing)))
    skill, day, minutes, kind, note = (entry.values.get(column, "") for column in COLUMNS)
    made, faults = row(
        (skill, day, minutes, kind, note),
        lines=(entry.line, entry.last),
        spot=lambda at: entry.spots.get(COLUMNS[at], (entry.line, 0)),
        reading=reading,
    )
    yield made._replace(whole=made.whole and not entry.faults)
    yield from entry.faults
    # What is not there, or is no text, has been found fault with already.
    yield from (fault._replace(last_line=fault.line) for fault in faults if fault.column in entry.values)


def _take(entry: _Entry, key: Any, events: _Events) -> None:  # noqa: ANN401 - as above
    """Take one key of an entry with its value."""
    if not isinstance(key, yaml.ScalarEvent):
        entry.faults.append(_at(key, "", "key of many"))
        events.skip(key)
        events.skip(events.next())
        return
    value, name = events.next(), key.value
    entry.last = value.start_mark.line + 1
    if name not in COLUMNS:
        close = get_close_matches(name[:40], set(COLUMNS) - set(entry.spots), n=1, cutoff=0.5)
        entry.faults.append(_at(key, shown(name), "unknown key", "".join(close)))
    elif name in entry.spots:
        entry.faults.append(_at(key, shown(name), "key twice"))
    elif not isinstance(value, yaml.ScalarEvent):
        entry.faults.append(_at(value, "", "nested")._replace(column=name))
    else:
        entry.values[name] = "" if value.style is None and value.value in NOTHING else value.value
    entry.spots.setdefault(name, (value.start_mark.line + 1, value.start_mark.column + 1))
    events.skip(value)


def _at(event: Any, stands: str, code: str, hint: str = "") -> Fault:  # noqa: ANN401 - as above
    mark = event.start_mark
    return Fault(mark.line + 1, mark.line + 1, mark.column + 1, "", stands, code, hint)


def _syntax(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, character = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    said = " ".join(part for part in (error.context, error.problem) if part)
    return Fault(line, line, character, "", "", "yaml", said)


class _Stream:
    """What the parser reads from: UTF-8 without hidden characters, a piece at a time."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._read, self._lines, self._rest = 0, 1, b""

    def read(self, size: int) -> bytes:
        """Return some of the file; nothing at its end. Raises FileRefused for what cannot be read."""
        if not self._rest:
            self._rest = self._next()
        part, self._rest = self._rest[:size], self._rest[size:]
        return part

    def _next(self) -> bytes:
        piece = next(self._pieces, b"")
        if not self._read and is_utf16(piece):
            raise FileRefused(Fault(0, 0, 0, "", "", "utf-16"))
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            at = error.object[: error.start].decode("utf-8", "replace")
            line = self._lines + at.count("\n")
            byte = f"0x{error.object[error.start]:02X}"
            raise FileRefused(Fault(line, line, 0, "", byte, "not utf-8")) from error
        if not text.isascii() or not text.isprintable():
            self._look_at(text)
        self._read += len(piece)
        self._lines += text.count("\n")
        # A character may be cut between two pieces, and then stands in the next.
        return text.encode() if text or not piece else self._next()

    def _look_at(self, text: str) -> None:
        if found := HIDDEN.search(text):
            line = self._lines + text.count("\n", 0, found.start())
            hidden = f"U+{ord(found[0]):04X}"
            raise FileRefused(Fault(line, line, 0, "", hidden, "character", hidden))
