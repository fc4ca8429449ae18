"""When something is wrong, the page says what happened, what was kept and what to do."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from django.conf import settings as house
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.wsgi import application
from tests.factories import UserFactory

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
BROKEN = "tests.core.broken_urls"


def headers(answer: object) -> dict[str, str]:
    return {name: answer.headers[name] for name in HEADERS}  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "This page has moved or never was. Your roadmap is safe."),
        ("/forbids/", 403, "This page is for somebody else."),
        ("/robots.txt?q=%00", 400, "Nothing was saved."),
    ],
)
def test_an_error_page_says_so_and_keeps_every_header(
    settings: Settings, address: str, status: int, words: str
) -> None:
    settings.ROOT_URLCONF = BROKEN
    answer = Client().get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert headers(answer) == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_broken_page_needs_no_database_and_gives_a_reference_that_the_log_holds(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ROOT_URLCONF = BROKEN
    client = Client(raise_request_exception=False)
    client.cookies["theme"] = "dark"
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    page = answer.content.decode()
    (reference,) = re.findall(r"<b>([A-Z2-9]{3}-[A-Z2-9]{3})</b>", page)
    assert "Nothing you saved is lost." in page
    assert '<html lang="en" data-theme="dark">' in page
    assert headers(answer) == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert [line for line in caplog.messages if reference in line] != []


def test_an_unknown_host_is_refused_with_every_header() -> None:
    answer = Client().get("/robots.txt", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert headers(answer) == HEADERS


@pytest.mark.django_db
def test_a_form_that_lost_its_token_gives_back_what_was_typed_but_no_password() -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {"note": "Migrated two <features>", "password": "a secret of mine", "day": "5"}
    answer = client.post(reverse("theme"), typed, headers={"Origin": "http://testserver"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "The form was too old" in page
    assert "Migrated two &lt;features&gt;" in page
    assert "a secret of mine" not in page
    assert headers(answer) == HEADERS


@pytest.mark.django_db
def test_the_words_of_another_site_are_never_shown_under_our_name() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("theme"), {"note": "Call 555"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "Call 555" not in answer.content.decode()


@pytest.mark.django_db
def test_a_content_type_that_django_cannot_parse_is_refused() -> None:
    """Straight through the server's entry point: the test client would build the request itself."""
    answers: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/theme/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "text/plain; a*=nonsense''b",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    application(environ, lambda status, _headers, _trouble=None: answers.append(status))  # type: ignore[arg-type]
    assert answers == ["400 Bad Request"]


@pytest.mark.django_db
def test_the_theme_is_kept_for_a_year_and_leads_back(client: Client) -> None:
    answer = client.post(reverse("theme"), {"next": "/settings/profile/?a=1"})
    assert answer.headers["Location"] == "/settings/profile/?a=1"
    cookie = answer.cookies["theme"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("dark", 31_536_000, "Lax")
    assert client.post(reverse("theme")).cookies["theme"].value == "light"
    assert client.post(reverse("theme"), {"theme": "light"}).cookies["theme"].value == "light"
    assert client.get(reverse("theme")).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_theme_never_leads_to_another_site(client: Client, address: str) -> None:
    assert client.post(reverse("theme"), {"next": address}).headers["Location"] == reverse("roadmap")


@pytest.mark.django_db
def test_a_chosen_theme_is_in_the_first_byte_of_the_page(client: Client) -> None:
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get(reverse("account_login")).content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get(reverse("account_login")).content.decode().split(">")[1]


def test_the_manifest_names_icons_that_are_there_and_takes_what_is_shared(client: Client) -> None:
    answer = client.get(reverse("manifest"))
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said = json.loads(answer.content)
    assert said["share_target"] == {
        "action": "/log/",
        "method": "GET",
        "params": {"title": "title", "text": "text", "url": "url"},
    }
    for icon in said["icons"]:
        assert finders.find(icon["src"].removeprefix(house.STATIC_URL)) is not None


def test_robots_stay_out(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.django_db
def test_who_is_signed_in_sees_the_error_page_with_the_way_back(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/nowhere/").status_code == 404
