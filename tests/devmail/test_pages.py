from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.devmail.gateways import mailbox

HOSTILE = b"""\
From: evil@example.org
Subject: <script>alert(1)</script>
MIME-Version: 1.0
Content-Type: text/html

<base href="https://evil.example/"><img src="https://evil.example/pixel.png">
<script>alert(1)</script><form action="https://evil.example/"><input></form>
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"


def sent(folder: Path, raw: bytes) -> str:
    return mailbox.store(folder, raw, sender="a@example.org", recipients=["b@example.org", "c@example.org"])


@pytest.mark.django_db
def test_without_mails_the_list_says_how_to_get_one(client: Client, folder: Path) -> None:
    page = client.get(reverse("dev_mails")).content.decode()

    assert folder.exists() is False
    assert "No mail yet" in page


@pytest.mark.django_db
def test_the_list_shows_the_newest_first(client: Client, folder: Path) -> None:
    first = sent(folder, b"Subject: First\n\n1")
    second = sent(folder, b"Subject: Second\n\n2")

    page = client.get(reverse("dev_mails")).content.decode()

    assert page.index(second) < page.index(first)
    assert "2 mails" in page
    assert "b@example.org, c@example.org" in page


@pytest.mark.django_db
def test_a_hostile_mail_is_shown_as_text_in_our_page(client: Client, folder: Path) -> None:
    key = sent(folder, HOSTILE)

    response = client.get(reverse("dev_mail", args=[key]))
    page = response.content.decode()

    assert "<script>alert" not in page
    assert "evil.example/pixel.png" not in page
    frame = f'src="/dev/mail/{key}/html/" sandbox="allow-popups allow-popups-to-escape-sandbox"'
    assert page.count(frame) == 1
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_its_html_may_neither_run_nor_fetch_nor_send(client: Client, folder: Path) -> None:
    key = sent(folder, HOSTILE)

    response = client.get(reverse("dev_mail_html", args=[key]))

    assert sorted(part.strip() for part in response.headers["Content-Security-Policy"].split(";")) == [
        "base-uri 'none'",
        "connect-src 'none'",
        "default-src 'none'",
        "font-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "img-src data:",
        "manifest-src 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "script-src 'none'",
        "style-src 'unsafe-inline'",
    ]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["0" * 20 + "-" + "0" * 8, "../../../etc/passwd", "x", "%2e%2e"])
@pytest.mark.usefixtures("folder")
def test_a_mail_that_is_not_there_is_a_404(client: Client, key: str) -> None:
    assert client.get(f"/dev/mail/{key}/").status_code == 404
    assert client.get(f"/dev/mail/{key}/html/").status_code == 404


@pytest.mark.django_db
def test_all_can_be_deleted(client: Client, folder: Path) -> None:
    sent(folder, b"Subject: First\n\n1")

    response = client.post(reverse("dev_mails"))

    assert (response.status_code, response.headers["Location"]) == (302, "/dev/mail/")
    assert mailbox.newest(folder) == (0, ())


@pytest.mark.django_db
def test_links_in_the_text_can_be_followed(client: Client, folder: Path) -> None:
    key = sent(folder, b"Subject: a\n\nConfirm: http://localhost:8000/accounts/confirm/x/ <b>")

    page = client.get(reverse("dev_mail", args=[key])).content.decode()

    assert 'href="http://localhost:8000/accounts/confirm/x/"' in page
    assert "&lt;b&gt;" in page
