"""No address answers anything that is thrown at it with an error of the server."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.access import ACCESS, World, make_world

pytestmark = pytest.mark.django_db

# Names that some view reads, so that nasty values reach its code.
NAMES = (
    *("q", "page", "view", "next", "skill", "day", "minutes", "kind", "note", "link", "visibility", "hours"),
    *("role", "time_zone", "target", "name", "keys", "email", "login", "password", "password1", "shown"),
    *("act", "level-python", "all_new", "form_token", "evidence", "url", "title", "text", "id", "theme"),
)
NASTY = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "0",
            "-1",
            "1e309",
            "nan",
            "inf",
            "9" * 400,
            "1_000",
            "٣",
            "٣٤",
            "½",
            "0x10",
            "1.5",
            "1,5",
            "2026-02-30",
            "0000-00-00",
            "9999-12-31",
            "10000-01-01",
            "true",
            "None",
            "null",
            "[]",
            "{}",
            "' OR 1=1 --",
            "%",
            "_",
            "\\",
            "%s",
            "{{ 7 }}",
            "{% csrf_token %}",
            "<script>",
            "../../etc/passwd",
            "javascript:alert(1)",
            "//evil.example",
            "http://[::1",
            "https://" + "a" * 3000,
            "\ufffe",
            "\uffff",
            "🏴‍☠️",
            "ﷺ" * 200,
            "a\u0301" * 100,
            "\u2028",
            "ı",
            "ß",
            "x" * 20_000,
            "\r\n",
            "\t",
            "UTC",
            "Europe/..",
        ]
    ),
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), NASTY), max_size=6)
RESTING = {"account_logout"}  # would sign the visitor out between two requests


def throw(client: Client, address: str, fields: list[tuple[str, str]], *, htmx: bool) -> list[int]:
    """Send fields to an address by GET and by POST, undo what they did, and return the statuses."""
    body = urlencode(fields, errors="surrogatepass")
    headers = {"HX-Request": "true"} if htmx else {}
    with transaction.atomic():
        got = client.get(f"{address}?{body}", headers=headers).status_code
        form = "application/x-www-form-urlencoded"
        posted = client.post(address, body, content_type=form, headers=headers).status_code
        transaction.set_rollback(True)
    return [got, posted]


@pytest.fixture
def world() -> World:
    return make_world()


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # one example is a whole tour: too dear to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(fields=FIELDS, signed_in=st.booleans(), htmx=st.booleans())
def test_no_address_breaks(
    world: World, fields: list[tuple[str, str]], *, signed_in: bool, htmx: bool
) -> None:
    client = Client(raise_request_exception=False)
    if signed_in:
        client.force_login(world.learner)
    broken = [
        address
        for address in (
            reverse(name, args=ACCESS[name].filled(world)) for name in ACCESS if name not in RESTING
        )
        if max(throw(client, address, fields, htmx=htmx)) >= 500
    ]
    assert broken == []


def test_text_in_every_script_and_shape_reaches_the_views(world: World) -> None:
    """Guard the guard: what is thrown is not all refused at the door."""
    client = Client()
    client.force_login(world.learner)
    assert throw(client, reverse("find"), [("q", "🏴‍☠️")], htmx=False)[0] == 200
