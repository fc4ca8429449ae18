"""Hostile input goes no further than the first middleware, and its answer bears every header."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.core.text import is_plain

pytestmark = pytest.mark.django_db

HIDDEN = ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\u202a", "\u202e", "\u2066", "\u2069"]
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=b"
THEME = "/theme/"


def part(name: bytes, value: bytes, *, filename: bytes = b"") -> bytes:
    file = b'; filename="' + filename + b'"' if filename else b""
    head = b'--b\r\nContent-Disposition: form-data; name="' + name + b'"' + file
    return head + b"\r\n\r\n" + value + b"\r\n"


def post(client: Client, body: bytes, content_type: str, **more: str) -> int:
    return client.generic("POST", THEME, body, content_type, **more).status_code  # type: ignore[arg-type]  # headers by their WSGI names


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_hidden_character_is_refused_wherever_it_stands(client: Client, hidden: str) -> None:
    assert client.get(f"/skills/{hidden}/").status_code == 400
    assert client.get("/robots.txt", {"q": hidden}).status_code == 400
    assert client.get("/robots.txt", {hidden: "q"}).status_code == 400
    assert client.post(THEME, {"next": hidden}).status_code == 400
    assert client.post(THEME, {hidden: "next"}).status_code == 400
    assert post(client, json.dumps({"a": [{"b": hidden}]}).encode(), "application/json") == 400
    assert post(client, json.dumps({hidden: 1}).encode(), "application/json") == 400
    assert client.get("/robots.txt", headers={"X-Anything": hidden}).status_code == 400
    assert post(client, part(b"next", hidden.encode()) + b"--b--\r\n", FILES) == 400
    assert post(client, part(b"f", b"x", filename=b"a" + hidden.encode()) + b"--b--\r\n", FILES) == 400


def test_a_cookie_that_spells_a_hidden_character_in_octal_is_refused(client: Client) -> None:
    assert client.get("/robots.txt", headers={"Cookie": r'sessionid="\000"'}).status_code == 400


@pytest.mark.parametrize("text", ["Grüße", "日本語", "a\tb\r\nc", "👩‍💻", "שלום", "\u200f", "é" * 500])
def test_text_of_every_script_passes(client: Client, text: str) -> None:
    assert client.get("/robots.txt", {"q": text}).status_code == 200
    assert client.post(THEME, {"next": text}).status_code == 302
    assert post(client, part(b"next", text.encode()) + b"--b--\r\n", FILES) == 302


def test_a_header_may_hold_utf8(client: Client) -> None:
    header = "日本語".encode().decode("latin-1")  # as servers hand it on
    assert client.get("/robots.txt", headers={"X-Anything": header}).status_code == 200


@pytest.mark.parametrize("raw", [b"next=%ff", b"next=%ed%a0%80", b"next=\xff", b"next=%c0%80"])
def test_what_is_not_utf8_is_refused(client: Client, raw: bytes) -> None:
    assert post(client, raw, FORM) == 400
    assert client.generic("GET", "/robots.txt", QUERY_STRING=raw.decode("latin-1")).status_code == 400


@pytest.mark.parametrize("charset", ["utf-16", "base64", "utf-7", "nonsense", ""])
def test_a_charset_other_than_utf8_is_refused(client: Client, charset: str) -> None:
    assert post(client, b"next=/", f"{FORM}; charset={charset}") == 400


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "٣"])
def test_a_length_that_is_no_number_is_refused(client: Client, length: str) -> None:
    assert post(client, b"next=/", FORM, CONTENT_LENGTH=length) == 400


def test_a_body_that_is_cut_off_is_refused(client: Client) -> None:
    body = b"theme=dark&next=/settings"
    request = {"CONTENT_LENGTH": str(len(body) + 5), "wsgi.input": BytesIO(body)}
    assert post(client, body, FORM, **request) == 400  # type: ignore[arg-type]
    whole = part(b"theme", b"dark") + b"--b--\r\n"
    request = {"CONTENT_LENGTH": str(len(whole)), "wsgi.input": BytesIO(whole[:-9])}
    assert post(client, whole, FILES, **request) == 400  # type: ignore[arg-type]


def test_parts_without_their_last_boundary_are_refused(client: Client) -> None:
    assert post(client, part(b"theme", b"dark"), FILES) == 400


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        (b"", 302),
        (b"--b--", 302),
        (b"--b\r\n", 400),
        (b"nothing of the kind", 400),
        (b"--b\r\nContent-Disposition: form-data; name*=base64''x\r\n\r\nx\r\n--b--\r\n", 302),
        (b"--b\r\nContent-Disposition: form-data; name*=nonsense''x\r\n\r\nx\r\n--b--\r\n", 302),
        (
            (
                b"--b\r\nContent-Disposition: form-data; name=a; filename*=UTF-8''a%E2%80%AEb\r\n\r\n"
                b"x\r\n--b--\r\n"
            ),
            400,
        ),
        (
            (
                b"--b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; "
                b'name="a"; filename="a"\r\n\r\n!\r\n--b--\r\n'
            ),
            400,
        ),
    ],
)
def test_broken_parts_never_break_the_server(client: Client, broken: bytes, status: int) -> None:
    assert post(client, broken, FILES) == status


def test_parts_without_a_boundary_are_refused(client: Client) -> None:
    assert post(client, part(b"theme", b"dark") + b"--b--\r\n", "multipart/form-data") == 400


def test_ten_thousand_fields_are_refused(client: Client) -> None:
    fields = b"&".join(b"f%d=1" % n for n in range(10_000))
    assert post(client, fields, FORM) == 400
    assert client.generic("GET", "/robots.txt", QUERY_STRING=fields.decode()).status_code == 400
    parts = b"".join(part(b"f%d" % n, b"1") for n in range(10_000))
    assert post(client, parts + b"--b--\r\n", FILES) == 400


def test_a_huge_body_is_refused_before_it_is_read(client: Client) -> None:
    assert post(client, b"", FORM, CONTENT_LENGTH=str(10**12)) == 413


def test_a_large_form_is_refused(client: Client) -> None:
    large = b"next=" + b"x" * (6 * 1024 * 1024)
    assert post(client, large, FORM) == 413
    assert post(client, part(b"next", large) + b"--b--\r\n", FILES) == 413


def test_json_of_any_depth_is_bounded(client: Client) -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    assert post(client, deep, "application/json") == 400
    assert post(client, b"1" * 10_000, "application/json") == 400
    assert post(client, b'{"next": ', "application/json") == 302


def test_a_refusal_bears_every_header_and_a_form_that_works() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.get("/robots.txt", {"q": "\0"})
    assert answer.status_code == 400
    assert "That could not be read" in answer.content.decode()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    token = str(answer.context["csrf_token"])
    assert client.post(THEME, {"csrfmiddlewaretoken": token}).headers["Location"] == reverse("roadmap")


@given(st.text(alphabet=st.characters()))
def test_plain_is_what_has_no_control_override_isolate_or_surrogate(text: str) -> None:
    def hidden(c: str) -> bool:
        n = ord(c)
        control = (n < 32 and c not in "\t\n\r") or 127 <= n <= 159
        return control or 0x202A <= n <= 0x202E or 0x2066 <= n <= 0x2069 or 0xD800 <= n <= 0xDFFF

    assert is_plain(text) is not any(map(hidden, text))
