from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.core import logs
from apps.core.headers import HEADERS
from tests.factories import UserFactory

POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self'; manifest-src 'self'; script-src 'self'; style-src 'self'"
)


def policy_of(text: str) -> list[str]:
    return sorted(part.strip() for part in text.split(";"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/accounts/login/", 200),
        ("/livez", 200),
        ("/static/tokens.css", 200),
        ("/", 302),
        ("/accounts/login/?next=%00", 400),
        ("/nowhere/", 404),
        ("/static/nothing.css", 404),
    ],
)
def test_every_answer_bears_the_security_headers(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    response.close()

    assert response.status_code == status
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert policy_of(response.headers["Content-Security-Policy"]) == policy_of(POLICY)


@pytest.mark.django_db
def test_a_refused_form_bears_them_too() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@b.example"})

    assert response.status_code == 403
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.django_db
def test_a_page_that_breaks_bears_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("allauth.account.views.LoginView.get", broken)

    response = Client(raise_request_exception=False).get(reverse("account_login"))

    assert response.status_code == 500
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert policy_of(response.headers["Content-Security-Policy"]) == policy_of(POLICY)


@pytest.mark.django_db
def test_an_unknown_host_is_a_400_with_headers(client: Client) -> None:
    response = client.get("/accounts/login/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_health_is_answered_whatever_the_host(client: Client) -> None:
    response = client.get("/livez", headers={"host": "10.1.2.3"})

    assert (response.status_code, response.json()) == (200, {"status": "up"})


@pytest.mark.django_db
def test_an_answer_names_the_request_anew(client: Client) -> None:
    given = client.get("/accounts/login/", headers={"x-request-id": "chosen-by-a-stranger"})
    other = client.get("/accounts/login/")

    assert re.fullmatch(r"[0-9a-f]{32}", given.headers["X-Request-ID"])
    assert given.headers["X-Request-ID"] != other.headers["X-Request-ID"]


@pytest.mark.django_db
def test_our_own_proxy_may_name_the_request(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1

    assert (
        client.get("/accounts/login/", headers={"x-request-id": "abcdef12"}).headers["X-Request-ID"]
        == "abcdef12"
    )
    assert client.get("/accounts/login/", headers={"x-request-id": "a b"}).headers["X-Request-ID"] != "a b"


@pytest.mark.django_db
def test_the_log_names_routes_and_nobody(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    user = UserFactory.create(email="mira@example.org")
    client.force_login(user)
    logs.configure({"json": False, "level": "INFO"})

    client.get("/skills/no-such-skill/?q=mira@example.org")

    said = capsys.readouterr().err
    assert "route=skills/<slug:slug>/" in said
    assert "no-such-skill" not in said
    assert "mira@example.org" not in said
