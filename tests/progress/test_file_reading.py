"""Files of the log are read row by row: strictly, in bounded memory, and every fault says where."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.formulas import neutral, original
from apps.progress.logic.files.cells import KINDS, NOT_BY_FILE, Reading, meant_kind
from apps.progress.logic.files.csv_file import read_csv
from apps.progress.logic.files.found import Fault, FileRefused, Row
from apps.progress.logic.files.lines import lines
from apps.progress.logic.files.records import Record, Records
from apps.progress.logic.files.yaml_file import read_yaml
from apps.progress.models import Kind

TODAY = date(2026, 11, 24)
READING = Reading({"python": 1, "git fundamentals": 2}, TODAY)
HEADER = "skill,date,minutes,kind,note\n"
Reader = Callable[..., Iterator[Row | Fault]]


def cut(data: bytes, size: int = 7) -> Iterator[bytes]:
    """Cut a file into small pieces, so that every seam is tried."""
    return (data[at : at + size] for at in range(0, len(data), size))


def read(text: str | bytes, reader: Reader = read_csv) -> list[Row | Fault]:
    """Return all that reading finds, a refusal last."""
    data = text.encode() if isinstance(text, str) else text
    found: list[Row | Fault] = []
    try:
        found.extend(reader(cut(data), reading=READING))
    except FileRefused as refused:
        found.append(refused.fault)
    return found


def rows(text: str | bytes, reader: Reader = read_csv) -> list[Row]:
    found = read(text, reader)
    assert [one for one in found if isinstance(one, Fault)] == []
    return [one for one in found if isinstance(one, Row)]


def faults(text: str | bytes, reader: Reader = read_csv) -> list[tuple[object, ...]]:
    """Return each fault as line, last line, character, column, what stands there, code and hint."""
    return [tuple(one) for one in read(text, reader) if isinstance(one, Fault)]


def row(
    skill: str = "python", day: str = "2025-03-01", minutes: str = "30", kind: str = "read", note: str = ""
) -> str:
    return f"{HEADER}{skill},{day},{minutes},{kind},{note}\n"


def test_a_row_says_skill_day_minutes_kind_and_note() -> None:
    [found] = rows(row(note='"a, ""b"""'))
    assert (found.skill_id, found.day, found.minutes, found.kind, found.note) == (
        1,
        date(2025, 3, 1),
        30,
        "read",
        'a, "b"',
    )
    assert (found.line, found.whole) == (2, True)


def test_columns_go_by_name_and_names_by_no_case() -> None:
    text = " Note ,KIND,Minutes,date,skill\nx,Read,5,2025-03-01,Git  Fundamentals\n"
    [found] = rows(text)
    assert (found.skill_id, found.note, found.kind, found.minutes) == (2, "x", "read", 5)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_end_of_line_and_a_byte_order_mark_are_read(ending: str, mark: bytes) -> None:
    text = HEADER + "python,2025-03-01,30,read,a\n\npython,2025-03-02,0,built,é\n,,,,\n"
    found = rows(mark + text.replace("\n", ending).encode())
    assert [(one.line, one.note) for one in found] == [(2, "a"), (4, "é")]


@pytest.mark.parametrize(
    ("day", "hint"),
    [
        ("31/02/2025", "2025-02-28"),
        ("03/04/2025", "2025-04-03 / 2025-03-04"),
        ("25.12.2024", "2024-12-25"),
        ("2025/3/1", "2025-03-01"),
        ("20250301", "2025-03-01"),
        ("2025-W09-6", ""),
        ("2025-03-01T10:00", "2025-03-01"),
        ("٢٠٢٥-٠٣-٠١", ""),
        ("yesterday", ""),
        ("99/99/2025", ""),
    ],
)
def test_a_day_is_an_iso_date_and_others_are_told_how_to_write_it(day: str, hint: str) -> None:
    assert faults(row(day=day)) == [(2, 2, 8, "date", day, "date", hint)]


@pytest.mark.parametrize(
    ("minutes", "hint"),
    [
        ("4 hours-ish", ""), ("-30", ""), ("1441", ""), ("1_000", ""), ("٣", ""), ("+5", ""), ("30.0", "30"),
        ("1h30", "90"), ("1:30", "90"), ("45 min", "45"), ("1e2", ""), ("²", ""), ("0" * 5000, None),
    ],
)  # fmt: skip
def test_minutes_are_digits_from_0_to_1440(minutes: str, hint: str | None) -> None:
    expected = [] if hint is None else [(2, 2, 19, "minutes", minutes, "minutes", hint)]
    assert faults(row(minutes=minutes)) == expected


def test_every_fault_of_a_row_is_told_at_once_with_line_and_character() -> None:
    text = HEADER + "python,2027-01-04,x,,\x07\npython,1969-12-31,5,read," + "n" * 2001
    assert faults(text) == [
        (2, 2, 8, "date", "2027-01-04", "future", "2026-11-24"),
        (2, 2, 19, "minutes", "x", "minutes", ""),
        (2, 2, 21, "kind", "", "empty", ""),
        (2, 2, 22, "note", "\\u0007", "character", "U+0007"),
        (3, 3, 8, "date", "1969-12-31", "early", ""),
        (3, 3, 26, "note", "n" * 78 + " …", "long note", "2001"),
    ]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("", (0, 0, 0, "", "", "empty file", "")),
        ("\n\n", (0, 0, 0, "", "", "empty file", "")),
        ("python,2025-03-01,30,read,x", (1, 1, 0, "", "python,2025-03-01,30,read,x", "no header", "")),
        ("skill;date;minutes;kind;note", (1, 1, 0, "", "skill;date;minutes;kind;note", "semicolons", "")),
        (
            "sep=;\nskill;date;minutes;kind;note",
            (2, 2, 0, "", "skill;date;minutes;kind;note", "semicolons", ""),
        ),
        ("skill\tdate\tminutes", (1, 1, 0, "", "skill date minutes", "tabs", "")),
        ("skill,date,minutes,note", (1, 1, 0, "", "skill,date,minutes,note", "column missing", "kind")),
        ("skill,date,minutes,kind,note,date", (1, 1, 30, "", "date", "column twice", "")),
        ("skill,date,minuets,kind,note", (1, 1, 12, "", "minuets", "unknown column", "minutes")),
        ('"skill,date', (1, 1, 1, "", '"skill,date', "quote open", "")),
    ],
)
def test_a_header_that_cannot_be_read_ends_the_reading(header: str, fault: tuple[object, ...]) -> None:
    assert faults(header) == [fault]


def test_the_hint_for_excel_is_passed_over() -> None:
    assert [one.line for one in rows("sep=,\n" + row())] == [3]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("reader", [read_csv, read_yaml])
def test_utf_16_is_called_by_its_name(encoding: str, reader: Reader) -> None:
    data = row().encode(encoding)
    with pytest.raises(FileRefused) as refused:
        list(reader([data], reading=READING))
    assert refused.value.fault.code == "utf-16"


def test_what_is_not_utf_8_is_told_with_its_place() -> None:
    assert faults((HEADER + "python,2025-03-01,30,read,café").encode("latin-1")) == [
        (2, 2, 30, "", "0xE9", "not utf-8", "")
    ]


def test_a_quote_that_never_closes_costs_its_own_row_only() -> None:
    text = (
        HEADER
        + 'python,2025-03-01,30,read,"Pipelines, part 1\nsecond line\npython,2025-03-02,5,read,fine\n'
        + 'python,2025-03-03,5,read,"two\nlines"\npython,2025-03-04,5,read,"a" b\n'
    )
    found = read(text)
    assert [tuple(one) for one in found if isinstance(one, Fault)] == [
        (2, 3, 27, "note", '"Pipelines, part 1', "quote open", ""),
        (7, 7, 26, "note", '"a" b', "quote inside", ""),
    ]
    assert [(one.line, one.note) for one in found if isinstance(one, Row)] == [(4, "fine"), (5, "two\nlines")]


def test_a_quote_that_swallows_the_rest_of_a_long_file_is_found_in_bounded_memory() -> None:
    bad = 'python,2025-03-01,30,read,"open\n'
    good = "python,2025-03-01,30,read,x\n" * 5000
    found = read(HEADER + bad + good)
    assert [one.line for one in found if isinstance(one, Fault)] == [2]
    assert sum(isinstance(one, Row) for one in found) == 5000


def test_rows_with_more_or_fewer_cells_are_counted() -> None:
    assert faults(HEADER + "python,2025-03-01,30,read\npython,2025-03-01,30,read,a,b\n") == [
        (2, 2, 0, "", "python,2025-03-01,30,read", "cells", "4"),
        (3, 3, 0, "", "python,2025-03-01,30,read,a,b", "cells", "6"),
    ]


def test_a_line_without_end_is_neither_kept_nor_read() -> None:
    def endless() -> Iterator[bytes]:
        yield HEADER.encode()
        yield from (b"a" * 65536 for _ in range(300))
        yield b"\npython,2025-03-01,30,read,x\n"

    found = list(read_csv(endless(), reading=READING))
    assert [(one.line, one.code) for one in found if isinstance(one, Fault)] == [(2, "long line")]
    assert [one.line for one in found if isinstance(one, Row)] == [3]


def test_a_name_or_kind_that_is_not_known_waits_for_a_choice() -> None:
    [found] = rows(row(skill="sklearn", kind="youtubed"))
    assert (found.skill_id, found.skill, found.skill_at) == (None, "sklearn", 1)
    assert (found.kind, found.kind_said, found.kind_at, found.whole) == ("", "youtubed", 23, True)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("youtubed", "watched"),
        ("Watchd", "watched"),
        ("video", "watched"),
        ("blogged", "wrote"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_a_kind_is_guessed_from_words_that_mean_it(said: str, kind: str) -> None:
    assert meant_kind(said) == kind


def test_files_know_every_kind_that_the_log_knows() -> None:
    assert set(Kind.values) <= KINDS
    assert "checked" in NOT_BY_FILE


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(cells, min_size=2, max_size=6), max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
def test_records_are_those_that_the_csv_module_finds(table: list[list[str]], ending: str) -> None:
    sheet = io.StringIO(newline="")
    csv.writer(sheet, lineterminator=ending).writerows(table)
    found = list(Records(lines(cut(sheet.getvalue().encode(), 5))))
    text = sheet.getvalue().removeprefix("\ufeff")
    expected = [line for line in csv.reader(io.StringIO(text, newline="")) if line]
    assert [one.cells for one in found if isinstance(one, Record)] == expected
    for one in found:
        assert isinstance(one, Record)
        assert one.spot(0) == (one.line, 1)


@given(st.text(max_size=20))
def test_a_formula_is_neutralised_and_comes_back(text: str) -> None:
    assert original(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.binary(max_size=40), max_size=6), st.sampled_from([read_csv, read_yaml]))
def test_no_bytes_make_a_reader_fail(pieces: list[bytes], reader: Reader) -> None:
    data = b"".join(pieces)
    for start in (b"", HEADER.encode(), b"entries:\n- "):
        for one in read(start + data, reader):
            assert isinstance(one, Row | Fault)


YAML = "entries:\n- skill: python\n  date: 2025-03-01\n  minutes: 30\n  kind: read\n"


def test_yaml_entries_say_the_same_as_rows() -> None:
    [first, second] = rows(
        YAML + "- {note: \"'=1\", kind: built, minutes: '0', date: '2025-03-02', skill: Python}\n", read_yaml
    )
    assert (first.line, first.last_line, first.skill_id, first.day, first.note) == (
        2,
        5,
        1,
        date(2025, 3, 1),
        "",
    )
    assert (second.line, second.minutes, second.note) == (6, 0, "'=1")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", (0, 0, 0, "", "", "empty file", "")),
        ("- skill: python", (1, 1, 1, "", "", "no entries", "")),
        ("{}", (1, 1, 2, "", "", "no entries", "entries")),
        ("rows: []", (1, 1, 1, "", "rows", "unknown key", "entries")),
        ("entries: 5", (1, 1, 10, "", "5", "no list", "")),
        ("entries: [&a 5, *a]", (1, 1, 17, "", "*a", "alias", "")),
        ("entries: [!os.system x]", (1, 1, 11, "", "!os.system", "tag", "")),
        ("entries: []\nentries: []", (2, 2, 1, "", "entries", "key twice", "entries")),
        ("entries: []\n---\nentries: []", (2, 2, 1, "", "", "second document", "")),
        ("entries:\n- [" + "[" * 40, (2, 2, 19, "", "", "deep", "")),
        ("entries: [a\x07]", (1, 1, 0, "", "U+0007", "character", "U+0007")),
    ],
)  # fmt: skip
def test_yaml_that_cannot_be_read_ends_the_reading(text: str, fault: tuple[object, ...]) -> None:
    assert faults(text, read_yaml)[-1:] == [fault]


def test_every_fault_of_an_entry_is_told_at_once() -> None:
    text = YAML + "  minutes: 5\n- skill: [a]\n  date: 2025-02-31\n  minuets: 5\n- 7\n"
    assert faults(text, read_yaml) == [
        (6, 6, 3, "", "minutes", "key twice", ""),
        (7, 7, 10, "skill", "", "nested", ""),
        (9, 9, 3, "", "minuets", "unknown key", "minutes"),
        (7, 9, 0, "", "", "key missing", "minutes, kind"),
        (8, 8, 9, "date", "2025-02-31", "date", "2025-02-28"),
        (10, 10, 3, "", "7", "no mapping", ""),
    ]


def test_yaml_that_breaks_off_says_where() -> None:
    [fault] = [
        one for one in read("entries: [{skill: a", read_yaml) if isinstance(one, Fault) and one.code == "yaml"
    ]
    assert fault.line >= 1
    assert "did not find expected" in fault.hint


def test_a_file_is_read_as_it_comes() -> None:
    def endless() -> Iterable[bytes]:
        yield HEADER.encode()
        while True:
            yield b"python,2025-03-01,30,read,x\n"

    assert len(list(islice(read_csv(endless(), reading=READING), 1000))) == 1000
