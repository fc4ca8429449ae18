from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.devmail.logic.letter import TEXT_LONGEST, Attachment, read

WHOLE = b"""\
X-Envelope-To: mira@example.org
From: =?utf-8?q?Evenk=C3=A9el?= <hello@example.org>
To: Mira <mira@example.org>
Subject: =?utf-8?b?w4QgbWFpbA==?=
Date: Tue, 24 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8

Plain text.
--inner
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>R=E9sum=E9</p>
--inner--
--outer
Content-Type: application/pdf; name="=?utf-8?q?r=C3=A9sum=C3=A9.pdf?="
Content-Disposition: attachment
Content-Transfer-Encoding: base64

aGVsbG8=
--outer--
"""


def test_a_whole_mail_is_taken_apart() -> None:
    letter = read(WHOLE)

    assert letter.envelope.subject == "Ä mail"
    assert letter.envelope.sender == "Evenkéel <hello@example.org>"
    assert letter.envelope.recipients == "mira@example.org"
    assert letter.envelope.date == "Tue, 24 Nov 2026 10:00:00 +0000"
    assert letter.text == "Plain text."
    assert letter.html == "<p>Résumé</p>"
    assert letter.attachments == (Attachment("résumé.pdf", "application/pdf", 5),)
    assert letter.headers[1] == ("From", "=?utf-8?q?Evenk=C3=A9el?= <hello@example.org>")


def test_a_mail_without_parts_is_text() -> None:
    letter = read(b"Subject: a\r\n b\r\n\r\nLine one\r\nLine two\r\n")

    assert (letter.envelope.subject, letter.text, letter.html) == ("a b", "Line one\nLine two\n", "")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"no headers at all", "no headers at all"),
        (b"Content-Type: text/plain; charset=klingon\r\n\r\nQapla'", "Qapla'"),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xff\xfe", "\ufffd\ufffd"),
        (b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!", "\ufffd\ufffd"),
        (b"Subject: a\r\n\r\nbe\x00fore\x1b[2J\xe2\x80\xaeafter", "be\ufffdfore\ufffd[2J\ufffdafter"),
        (b"Content-Type: multipart/mixed; boundary=x\r\n\r\nnever closed", ""),
    ],
)
def test_a_broken_mail_shows_what_can_be_read(raw: bytes, text: str) -> None:
    found = read(raw).text
    assert found == text or set(text) == {"\ufffd"}


def test_headers_that_lie_break_nothing() -> None:
    letter = read(
        b'Subject: =?utf-8?b?//8=?=\r\nTo: "a\r\nFrom: =?klingon?q?x?= <@>\r\nDate: yesterday\r\n'
        b"Content-Disposition: attachment; filename*=utf-8''%FF%00\r\nMessage-ID: <[\r\n\r\nbody"
    )

    assert letter.envelope.date == "yesterday"
    assert [attachment.kind for attachment in letter.attachments] == ["text/plain"]


def test_parts_nested_without_end_are_shown_in_bounded_time() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    began = time.perf_counter()

    letter = read(b"Subject: deep\n" + deep)

    assert letter.envelope.subject == "deep"
    assert time.perf_counter() - began < 10


def test_a_huge_part_is_cut() -> None:
    letter = read(b"Subject: huge\n\n" + b"x" * (10 * TEXT_LONGEST))

    assert len(letter.text) == TEXT_LONGEST


@given(st.binary(max_size=2000))
def test_no_bytes_break_it(raw: bytes) -> None:
    letter = read(raw)

    assert "\x00" not in letter.text + letter.html + letter.envelope.subject
