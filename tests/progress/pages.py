"""Reading the pages of the log as a test does: what stands in them, without their markup."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Final
from uuid import uuid4

from django.http import HttpResponseBase
from django.test import Client

from apps.skills.logic.chart import to_json
from apps.skills.models import Catalogue
from apps.skills.queries.drawing import chart_of_rows
from apps.users.models import User
from tests.factories import UserFactory

HTMX: Final = {"HX-Request": "true"}


def words(markup: str) -> str:
    """Return the text of a piece of markup, blanks made one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def body(response: HttpResponseBase) -> str:
    """Return the markup of an answer."""
    return bytes(getattr(response, "content", b"")).decode()


def every(pattern: str, response: HttpResponseBase) -> list[str]:
    """Return the words of everything that a pattern's group finds."""
    return [words(found) for found in re.findall(pattern, body(response), re.DOTALL)]


def rows(response: HttpResponseBase) -> list[str]:
    """Return the entries that a page shows, one line each, without what one can do with them."""
    table = re.findall(r'<tr><td class="opt meta">.*?</tr>', body(response), re.DOTALL)
    return [words(re.sub(r'<td class="end r">.*', "", row)) for row in table]


def days(response: HttpResponseBase) -> list[str]:
    """Return the headings of the days."""
    return every(r'<tr class="day">(.*?)</tr>', response)


def errors(response: HttpResponseBase) -> list[str]:
    """Return what the form objects to."""
    return every(r'<span class="error"[^>]*>(.*?)</span></span>', response)


def options(response: HttpResponseBase) -> list[str]:
    """Return the skills to choose from."""
    return every(r'<label class="choice">(.*?)</label>', response)


def said(response: HttpResponseBase) -> list[str]:
    """Return what the page says was done."""
    return every(r'<div class="alert" data-state="ok"[^>]*>(.*?)</div>', response)


def signed_in(client: Client, **fields: object) -> User:
    """Sign a new learner in."""
    learner = UserFactory(**fields)
    client.force_login(learner)
    return learner


def settle_catalogue() -> None:
    """Make the rows that there are the catalogue in force, as an import would."""
    Catalogue.objects.create(version=1, digest="", chart=to_json(chart_of_rows()))


def add(client: Client, line: str, **fields: object) -> Any:  # noqa: ANN401 - the client adds to the answer
    """Send the quick-add form as a browser without script does, and follow to the log."""
    return client.post("/log/", {"q": line, "form_token": str(uuid4()), **fields}, follow=True)
