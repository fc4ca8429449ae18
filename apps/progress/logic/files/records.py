"""The records of a CSV file, each with the line and character on which every cell begins.

Not by the csv module: it knows no positions, and one quote that never closes makes it take the rest
of a file for a single cell. For files that are in order, both find the same cells (a test holds that).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from apps.progress.logic.files.found import Fault, shown
from apps.progress.logic.files.lines import Line

QUOTED_MOST: Final = 16_000  # characters of one record that goes over several lines
Spot = tuple[int, int]  # line, character; both from 1


class Record(NamedTuple):
    """The cells of one row in the order of the file."""

    line: int
    last_line: int
    cells: list[str]
    quoted: list[Spot] | None  # where each cell begins; None where no cell is quoted

    def spot(self, at: int) -> Spot:
        """Return the line and character on which a cell begins."""
        if self.quoted is not None:
            return self.quoted[at]
        return self.line, 1 + sum(len(cell) + 1 for cell in self.cells[:at])


class Records:
    """Takes lines and yields records and faults; lines without anything in them are passed over."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Stand before the first line."""
        self._lines = iter(lines)
        self._waiting: deque[Line] = deque()  # read already, to be read once more
        self.is_row: Callable[[str], bool] = lambda _: True  # whether a line alone looks like a row
        self.last = 0  # the last line that was read

    def __iter__(self) -> Iterator[Record | Fault]:
        """Yield each record, or what is wrong with it."""
        while (line := self._next()) is not None:
            if line.too_long:
                yield Fault(line.number, line.number, 0, "", shown(line.text[:200]), "long line")
            elif '"' in line.text:
                yield self._quoted(line)
            elif text := line.text.rstrip("\r\n"):
                yield Record(line.number, line.number, text.split(","), None)

    def _next(self) -> Line | None:
        line = self._waiting.popleft() if self._waiting else next(self._lines, None)
        if line is not None:
            self.last = line.number
        return line

    def _quoted(self, first: Line) -> Record | Fault:
        scan, taken, size = _Scan(), [first], 0
        line: Line | None = first
        while line is not None and not line.too_long and size <= QUOTED_MOST:
            end = scan.take(line)
            if end == "whole":
                return Record(first.number, line.number, scan.cells, scan.spots)
            if end == "broken":
                break
            size += len(line.text)
            line = self._next()
            taken += [line] if line is not None else []
        return self._unclosed(scan, taken)

    def _unclosed(self, scan: _Scan, taken: list[Line]) -> Fault:
        """Say which quote never closes, and go on with the next line that looks like a row."""
        number, character = scan.spots[-1]
        at = next(at for at, line in enumerate(taken) if line.number == number)
        column = str(len(scan.spots) - 1)  # its place; the reader knows the name
        stands = shown(taken[at].text[character - 1 :].rstrip("\r\n"))
        self._waiting.extendleft(reversed(taken[at + 1 :]))
        if scan.broken_on == number:  # it does close, but in the middle of the cell
            return Fault(number, number, character, column, stands, "quote inside")
        last = number
        while (line := self._next()) is not None:
            if self.is_row(line.text):
                self._waiting.appendleft(line)
                break
            last = line.number
        return Fault(number, last, character, column, stands, "quote open")


class _Scan:
    """Takes a record apart that has a quote in it, line by line."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.spots: list[Spot] = []
        self.broken_on = 0
        self._parts: list[str] = []
        self._inside = False

    def take(self, line: Line) -> str:
        """Take a line; return "whole" at the end of the record, "open" within a quoted cell, or "broken"."""
        at, body = 0, line.text.rstrip("\r\n")
        while True:
            if self._inside:
                found = self._leave(line, at)
            elif body.startswith('"', at):
                self.spots.append((line.number, at + 1))
                self._inside = True
                found = at + 1
            else:
                found = self._plain(line.number, body, at)
            if isinstance(found, str):
                return found
            at = found

    def _plain(self, number: int, body: str, at: int) -> int | str:
        comma = body.find(",", at)
        self.spots.append((number, at + 1))
        self.cells.append(body[at:] if comma < 0 else body[at:comma])
        return "whole" if comma < 0 else comma + 1

    def _leave(self, line: Line, at: int) -> int | str:
        """Go to the next quote within a quoted cell; return where to go on, or the end."""
        shut = line.text.find('"', at)
        self._parts.append(line.text[at:] if shut < 0 else line.text[at:shut])
        if shut < 0:
            return "open"
        after = line.text[shut + 1 : shut + 2]
        if after == '"':
            self._parts.append('"')
            return shut + 2
        self.cells.append("".join(self._parts))
        self._parts, self._inside = [], False
        if after == ",":
            return shut + 2
        if after in {"", "\r", "\n"}:
            return "whole"
        self.broken_on = line.number
        return "broken"
