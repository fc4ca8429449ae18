"""Help, for everybody; and the page of components, for builders alone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_help_is_open_to_everybody_and_offers_strangers_nothing_that_is_personal() -> None:
    answer = Client().get("/help/")
    main = re.findall(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]
    assert (answer.status_code, re.findall(r'href="(/[^"]*)"', main)) == (200, ["/help/limits/"])


def test_help_leads_those_signed_in_to_what_it_speaks_of() -> None:
    client = Client()
    client.force_login(UserFactory())
    main = re.findall(r"<main.*?</main>", client.get("/help/").content.decode(), re.DOTALL)[0]
    links = re.findall(r'href="(/[^"]*)"', main)
    assert links == ["/settings/", "/next/", "/start/", "/log/", "/settings/data/", "/help/limits/"]


def test_help_explains_every_shape_once() -> None:
    text = Client().get("/help/").content.decode()
    shown = re.findall(r'class="badge" data-state="(\w+)"', text)
    assert shown == ["locked", "ready", "learning", "fresh", "fading", "faded", "course"]


@pytest.mark.parametrize(("someone", "statements"), [(False, 0), (True, 1)])
def test_help_costs_a_stranger_no_statement(*, someone: bool, statements: int) -> None:
    client = Client()
    if someone:
        client.force_login(UserFactory())
        client.get("/help/")
    with CaptureQueriesContext(connection) as done:
        client.get("/help/")
    assert len(done) == statements


def test_the_components_are_drawn() -> None:
    answer = Client().get("/dev/states/")
    drawn = re.findall(r"<svg[^>]*role=\"img\"", answer.content.decode())
    assert (answer.status_code, len(drawn)) == (200, 7)
