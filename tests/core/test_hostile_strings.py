"""Whatever text stands in any field of any form, or in any part of an address, the answer is an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.users.models import User
from tests.access import ACCESS, make_world

pytestmark = pytest.mark.django_db

REFUSED = {
    "NUL": "a\x00b",
    "a bell": "a\x07b",
    "a control of the second block": "a\x85b",
    "a bidi override": "a\u202eb",
    "a lone surrogate": "a\ud800b",
}
TAKEN_OR_TOLD = {
    "a million letters": "x" * 1_000_000,
    "a name from right to left": "محمد بن موسى الخوارزمي",
    "emoji": "👩🏽‍🚀🏴‍☠️",
    "combining marks": "a" + "\u0301" * 500,
    "markup": "<script>alert(1)</script>{{ 7 }}{% now 'Y' %}",
    "a formula": "=HYPERLINK(1)",
    "digits of another script": "٣٤",
    "only spaces": "\u3000 \u00a0",
}
RESTING = {"account_logout"}  # would sign the visitor out between two requests


@dataclass
class Form:
    """A form as a browser would send it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Finds the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action", ""), said.get("method", "get").lower())
            self.found.append(self._open)
        elif self._open and tag in {"input", "textarea", "select", "button"} and said.get("type") != "file":
            name = said.get("name", "csrfmiddlewaretoken")
            if name != "csrfmiddlewaretoken":
                self._open.fields[name] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def client_of(who: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if who is not None:
        client.force_login(who)
    return client


def forms_of_all() -> Iterator[tuple[Client, str, Form]]:
    """Yield each form of each page once, with who sees it and the address that it is sent to."""
    seen, world = set(), make_world()
    for visitor in (client_of(world.learner), client_of(None), client_of(world.staff)):
        for name in sorted(ACCESS.keys() - RESTING):
            address = reverse(name, args=ACCESS[name].filled(world))
            page = visitor.get(address)
            if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
                continue
            for form in forms_in(page.content.decode()):
                target = urljoin(address, form.action)
                key = (re.sub(r"\d+", "1", target), form.method, tuple(sorted(form.fields)))
                if form.fields and key not in seen and "logout" not in target:
                    seen.add(key)
                    yield visitor, target, form


def forms_in(page: str) -> list[Form]:
    reader = Forms()
    reader.feed(page)
    return reader.found


def sent(client: Client, target: str, form: Form, values: dict[str, str]) -> int:
    body = urlencode(values, errors="surrogatepass")
    with transaction.atomic():
        if form.method == "get":
            status = client.get(f"{target}?{body}").status_code
        else:
            kind = "application/x-www-form-urlencoded"
            status = client.post(target, body, content_type=kind).status_code
        transaction.set_rollback(True)
    return int(status)


def answers(text: str) -> dict[tuple[str, str], int]:
    """Put a text into every field in turn, the others as the page has them, and return the statuses."""
    return {
        (target, name): sent(visitor, target, form, {**form.fields, name: text})
        for visitor, target, form in list(forms_of_all())
        for name in form.fields
    }


@pytest.mark.parametrize("what", REFUSED)
def test_text_that_nothing_may_hold_is_refused_in_every_field(what: str) -> None:
    found = answers(REFUSED[what])
    assert len(found) > 20
    assert {key: status for key, status in found.items() if status != 400} == {}


@pytest.mark.parametrize("what", TAKEN_OR_TOLD)
def test_text_of_every_other_shape_is_taken_or_answered_with_a_message(what: str) -> None:
    found = answers(TAKEN_OR_TOLD[what])
    assert len(found) > 20
    assert {key: status for key, status in found.items() if status >= 500} == {}


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Yield every route as its pattern is written."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


@pytest.mark.parametrize("what", [*REFUSED, *TAKEN_OR_TOLD])
def test_text_in_any_part_of_an_address_is_not_found_or_refused(what: str) -> None:
    text = quote({**REFUSED, **TAKEN_OR_TOLD}[what][:2000], safe="", errors="surrogatepass")
    client = client_of(make_world().learner)
    named = [route for route in routes(get_resolver()) if "<" in route and "(?P" not in route]
    addresses = [re.sub(r"<[^>]+>", text, route) for route in named]
    found = {address[:60]: client.get(address).status_code for address in addresses}
    assert len(addresses) > 5
    assert {address: status for address, status in found.items() if status >= 500} == {}
