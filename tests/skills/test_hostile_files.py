from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.skills.models import Skill
from tests.skills.cases import catalogue, fault, faults, imported, skill

pytestmark = pytest.mark.django_db

NO_TOKEN = ": is not YAML: while scanning for the next token found character that cannot start any token"
NO_COMMA = "did not find expected ',' or ']'"
NO_ESCAPE = "found invalid Unicode character escape code"
NOT_BEFORE = "which is not given before it or holds itself"
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 4)}]\n" for n in range(1, 13)
)


# A document, and what is told of it after the name of its file.
HOSTILE = [
    (LAUGHS, ":7: a6[0]: holds more than 1,000,000 values, aliases written out"),
    ("[" * 3000, ":1:1001: is not YAML: while increasing flow level exceeded maximum nesting depth"),
    ("skills: " + "[" * 100, ":1: skills" + "[0]" * 15 + ": is nested deeper than 16 levels"),
    ("skills: " + "{a: " * 3000, ":1: skills" + ".a" * 15 + ": is nested deeper than 16 levels"),
    ("a: &a [*a]\n", f":1: a[0]: refers to *a, {NOT_BEFORE}"),
    ("a: *b\n", f":1: a: refers to *b, {NOT_BEFORE}"),
    ("? [a, b]\n: c\n", ":1: has a mapping or list for a key; a key is text"),
    ("a: &k x\n*k : y\n", ":2: has an alias for a key; write the key out"),
    ("version: 1\n---\nversion: 2\n", ":2: holds a second document; one file is one document"),
    ("", ":1: must be a mapping of sections"),
    ("# only a comment\n", ":1: must be a mapping of sections"),
    ("- a\n", ":1: must be a mapping of sections"),
    ("just text\n", ":1: must be a mapping of sections"),
    ("a: [b\nc: d\n", ":2:2: is not YAML: while parsing a flow sequence " + NO_COMMA),
    ("a: 'b\n", ":2:1: is not YAML: while scanning a quoted scalar found unexpected end of stream"),
    ("a:\n\t- b\n", ":2:1" + NO_TOKEN),
    ("a: @b\n", ":1:4" + NO_TOKEN),
    ('a: "\\ud800"\n', ":1:7: is not YAML: while parsing a quoted scalar " + NO_ESCAPE),
    ("a: b\x00c\n", ":1:5: holds the character U+0000, which is not allowed"),
    ("a: b\n# \x1b[2J\n", ":2:3: holds the character U+001B, which is not allowed"),
    ("a: \u202eb\n", ":1:4: holds the character U+202E, which is not allowed"),
    ("a: \u2066b\n", ":1:4: holds the character U+2066, which is not allowed"),
    ("a: b\x85c\n", ":1:5: holds the character U+0085, which is not allowed"),
    (b"a: b\nc: \xed\xa0\x80\n", ":2: is not UTF-8: byte 0xED"),
    ("a: caf\u00e9\n".encode("latin-1"), ":1: is not UTF-8: byte 0xE9"),
    ("a: b\n".encode("utf-16"), ":1: is not UTF-8: byte 0xFF"),
    (b"#" * (5 * 1024 * 1024 + 1), ": is larger than 5 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), HOSTILE)
def test_a_hostile_document_ends_at_once_with_its_place(text: str | bytes, told: str) -> None:
    assert fault(text) == f"catalogue.yaml{told}"


def test_a_merge_bomb_is_refused_before_it_is_merged() -> None:
    assert len(MERGES) < 506
    assert faults(MERGES) == [
        *(
            f"catalogue.yaml:{1 + 2 * n}: a{n}.<<: has a merge key; merge keys are not read"
            for n in range(1, 10)
        ),
        "catalogue.yaml:19: a9.<<[2]: holds more than 1,000,000 values, aliases written out",
        "10 faults; nothing was written.",
    ]


def test_five_megabytes_and_a_byte_order_mark_are_read() -> None:
    text = "\ufeff" + catalogue(skill("python"))
    padded = text.encode() + b"#" * (5 * 1024 * 1024 - len(text.encode()))
    assert imported(padded)[-1] == "Imported."


def test_a_file_may_use_an_alias() -> None:
    text = catalogue(skill("a", tools="&both [Git, Make]"), skill("b", tools="*both"))
    assert imported(text)[-1] == "Imported."
    assert list(Skill.objects.order_by("slug").values_list("tools", flat=True)) == [["Git", "Make"]] * 2


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(CommandError, match=r"pipe.yaml: is not a file\n1 fault; nothing was written.$"):
        call_command("import_catalogue", str(tmp_path))
    with pytest.raises(CommandError, match=r"none.yaml: does not exist\n1 fault; nothing was written.$"):
        call_command("import_catalogue", str(tmp_path / "none.yaml"))


def test_a_folder_without_files_is_refused() -> None:
    assert fault({"notes.txt": "version: 1"}) == "(folder): holds no *.yaml file"


def test_a_folder_of_more_than_a_thousand_files_is_refused() -> None:
    assert fault({f"{n}.yaml": "" for n in range(1001)}) == "(folder): holds more than 1000 files"


def test_a_folder_of_more_than_a_hundred_megabytes_is_not_read_to_its_end() -> None:
    block = b"roles: []\n#" + b"-" * (5 * 1024 * 1024 - 11)
    assert fault({f"{n:02d}.yaml": block for n in range(21)}) == "(folder): holds more than 100 MB"
