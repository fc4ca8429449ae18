from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from pytest_django import Settings

from apps.core.outbound import Hop, Limits, RefusedAddress, TooMuch, Unreachable, fetch
from apps.core.outbound.addresses import is_public
from tests.core.outside import Outside, outside


@pytest.fixture
def web(settings: Settings) -> Iterator[str]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    with outside() as address:
        yield address


PUBLIC = [
    "1.1.1.1",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "2606:4700::1",
    "2a00:1450::1",
]
NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104  # nothing listens there
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:1.1.1.1",
    "64:ff9b::7f00:1",
    "64:ff9b::101:101",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "ff02::1",
    "100::1",
    "5f00::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_that_anybody_may_have_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_of_a_special_purpose_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
        ("[::1]", "::1"),
        ("[64:ff9b::7f00:1]", "64:ff9b::7f00:1"),
        ("169.254.169.254", "169.254.169.254"),
    ],
)
def test_no_spelling_of_an_inner_address_is_asked(host: str, reached: str) -> None:
    with outside() as address, pytest.raises(RefusedAddress) as refused:
        fetch(f"http://{host}:{address.rpartition(':')[2]}/fine")

    assert str(refused.value) in {f"{reached} is not a public address", "::1 is not a public address"}
    assert Outside.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "//x", "", "http://"]
)
def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(RefusedAddress, match="only http and https addresses are asked"):
        fetch(url)


def test_an_address_whose_numbers_are_octal_is_no_address() -> None:
    with pytest.raises(RefusedAddress, match="this is no web address"):
        fetch("http://0177.0.0.1/")


def test_an_address_with_a_user_name_is_not_asked(web: str) -> None:
    with pytest.raises(RefusedAddress, match="an address with a user name is not asked"):
        fetch(web.replace("http://", "http://me:secret@"))


def test_a_public_address_is_asked_on_the_two_ports_of_the_web_only() -> None:
    with pytest.raises(RefusedAddress, match="port 6379 is neither 80 nor 443"):
        fetch("http://1.1.1.1:6379/")


def test_an_answer_comes_with_its_status_headers_and_body(web: str) -> None:
    answer = fetch(f"{web}/fine#part")

    assert (answer.status, answer.body, answer.hops) == (200, b"hello", ())
    assert answer.url == f"{web}/fine"
    assert answer.headers["content-length"] == "5"


def test_the_request_says_who_asks_and_how_to_reach_them(web: str, settings: Settings) -> None:
    settings.OUTBOUND_USER_AGENT = "Evenkeel/0.1 (+https://example.org/about)"
    fetch(f"{web}/fine")

    assert Outside.asked[0][2]["User-Agent"] == "Evenkeel/0.1 (+https://example.org/about)"


def test_redirects_are_followed_and_told(web: str) -> None:
    answer = fetch(f"{web}/to/301/{web}/to/307/{web}/fine")

    assert (answer.status, answer.url) == (200, f"{web}/fine")
    assert answer.hops == (Hop(301, f"{web}/to/307/{web}/fine"), Hop(307, f"{web}/fine"))


def test_no_cookie_is_taken_along(web: str) -> None:
    fetch(f"{web}/fine")
    fetch(f"{web}/fine")

    assert [sorted(name for name in headers if name == "Cookie") for _, _, headers in Outside.asked] == [
        [],
        [],
    ]


@pytest.mark.parametrize(
    "where",
    ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://10.0.0.1/", "http://127.0.0.2/"],
)
def test_a_redirect_to_the_inside_is_not_followed(where: str, settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1/32"]
    with outside() as web, pytest.raises(RefusedAddress, match="is not a public address"):
        fetch(f"{web}/to/302/{where}")


def test_a_redirect_to_another_scheme_is_not_followed(web: str) -> None:
    with pytest.raises(RefusedAddress, match="only http and https"):
        fetch(f"{web}/to/302/file:///etc/passwd")


def test_redirects_end_after_five(web: str) -> None:
    with pytest.raises(TooMuch, match="more than 5 redirects"):
        fetch(f"{web}/again/1")

    assert len(Outside.asked) == 6


def test_a_redirect_without_an_address_is_an_answer(web: str) -> None:
    assert fetch(f"{web}/status/304").status == 304


def test_a_packed_answer_is_unpacked(web: str) -> None:
    assert fetch(f"{web}/packed/1000").body == b"x" * 1000


def test_an_answer_may_be_as_large_as_the_limit_and_no_larger(web: str) -> None:
    assert len(fetch(f"{web}/packed/1000", limits=Limits(body_bytes=1000)).body) == 1000
    with pytest.raises(TooMuch, match="the answer is larger than 999 bytes"):
        fetch(f"{web}/packed/1000", limits=Limits(body_bytes=999))


def test_a_bomb_is_not_unpacked(web: str) -> None:
    tracemalloc.start()
    with pytest.raises(TooMuch, match="larger than 5242880 bytes"):
        fetch(f"{web}/packed/50000000")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    # The server of the test holds its 50 MB in the same process until it has sent them packed.
    assert peak < 50_000_000 + 25_000_000


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("twice", "packed as gzip, gzip"),
        ("unasked", "packed as br"),
        ("endless", "larger than 5242880 bytes"),
    ],
)
def test_what_is_too_much_is_refused(web: str, path: str, words: str) -> None:
    with pytest.raises(TooMuch, match=words):
        fetch(f"{web}/{path}")


@pytest.mark.parametrize("path", ["false", "half", "cut", "nonsense"])
def test_a_broken_answer_is_no_answer(web: str, path: str) -> None:
    with pytest.raises(Unreachable):
        fetch(f"{web}/{path}")


@pytest.mark.parametrize("path", ["drip", "silent"])
def test_a_slow_answer_ends_at_the_deadline(web: str, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable):
        fetch(f"{web}/{path}", limits=Limits(seconds=0.5))

    assert time.monotonic() - began < 2.5


def test_a_body_that_nobody_wants_is_not_read(web: str) -> None:
    answer = fetch(f"{web}/endless", limits=Limits(body_bytes=0))

    assert (answer.status, answer.body) == (200, b"")


def test_a_host_that_does_not_exist_is_told() -> None:
    with pytest.raises(Unreachable, match=r"there is no host nowhere\.invalid"):
        fetch("http://nowhere.invalid/")


def test_a_port_that_nobody_listens_on_is_told(settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1"):
        fetch("http://127.0.0.1:9/")
