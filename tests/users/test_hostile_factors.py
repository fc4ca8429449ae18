"""Answers of passkeys made up by strangers, and how often one may try."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as house
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from apps.users.checks import passkeys_have_a_host
from tests.users.factors import confirmed, proven, set_up_app, sign_in
from tests.users.mailbox import last_mail

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = st.sampled_from(["", "AA", "AAAA" * 20, "\u0000", "not base64!", "ä", "A" * 20_000]) | st.text(
    max_size=20
)
VALUES = st.none() | st.booleans() | st.integers() | TEXTS | st.lists(TEXTS, max_size=2)
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle", "transports")
ANSWERS = VALUES | st.fixed_dictionaries(
    {},
    optional={
        "id": TEXTS,
        "rawId": TEXTS,
        "type": st.sampled_from(["public-key", "", 1]),
        "response": VALUES | st.fixed_dictionaries({}, optional=dict.fromkeys(PARTS, VALUES)),
        "clientExtensionResults": VALUES,
    },
)
HASTY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _no_limits(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**house.ACCOUNT_RATE_LIMITS, "login_failed": "100000/m/ip"}
    settings.MFA_RATE_LIMITS = {"webauthn_login": "100000/m/ip"}


def asking(client: Client) -> Client:
    """Return a client that has been asked for its passkey."""
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    return client


@HASTY
@given(answer=ANSWERS)
def test_no_answer_made_up_signs_anybody_in_or_breaks_the_page(answer: Any) -> None:  # noqa: ANN401 - JSON
    client = asking(Client())
    sent = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(answer)})
    assert (sent.status_code, sent.headers["Location"]) == (302, reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_no_answer_made_up_adds_a_passkey_or_breaks_the_page() -> None:
    client = proven(confirmed())
    page = reverse("mfa_add_webauthn")

    @HASTY
    @given(answer=ANSWERS)
    def try_all(answer: Any) -> None:  # noqa: ANN401 - JSON
        client.get(page)
        assert client.post(page, {"credential": json.dumps(answer), "name": "x"}).status_code == 422

    try_all()
    assert not Authenticator.objects.exists()


def test_passkeys_are_tried_thirty_times_a_minute(settings: Settings) -> None:
    settings.MFA_RATE_LIMITS = house.MFA_RATE_LIMITS | {"webauthn_login": "30/m/ip"}
    client, page = Client(), reverse("mfa_login_webauthn")
    answers = [client.post(page, {"credential": "{}"}).status_code for _ in range(31)]
    assert answers == [302] * 30 + [429]


def test_a_person_who_lost_every_factor_is_let_in_by_whoever_runs_it() -> None:
    user = confirmed(email="mira@example.org")
    client = proven(user)
    set_up_app(client)
    call_command("remove_factors", "Mira@example.org")
    assert not Authenticator.objects.exists()
    assert client.get("/settings/security/").status_code == 302
    assert last_mail(user.email).subject == "Second factors were removed from your Evenkeel account"
    again = Client()
    sign_in(again, user)
    assert again.session["_auth_user_id"] == str(user.pk)
    with pytest.raises(CommandError, match=r"No account has the address nobody@example\.org\."):
        call_command("remove_factors", "nobody@example.org")


@pytest.mark.parametrize(
    ("site", "found"),
    [
        ("https://evenkeel.example", []),
        ("http://localhost:8000", ["users.W003"]),
        ("http://evenkeel.example", ["users.W001"]),
        ("https://127.0.0.1", ["users.W002", "users.W003"]),
        ("https://elsewhere.example", ["users.W003"]),
    ],
)
def test_the_address_that_passkeys_are_bound_to_is_looked_over(
    settings: Settings, site: str, found: list[str]
) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = site, ["evenkeel.example"]
    assert [each.id for each in passkeys_have_a_host()] == found


def test_behind_a_proxy_passkeys_and_services_go_by_the_name_that_people_see(settings: Settings) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://evenkeel.example", ["evenkeel.example", "testserver"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = proven(confirmed())
    seen = {"host": "evenkeel.example", "x-forwarded-proto": "https"}
    page = client.get(reverse("mfa_add_webauthn"), headers=seen)
    assert page.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"] == "evenkeel.example"
    asked = Client().get(reverse("mfa_login_webauthn"), headers={**seen, "accept": "application/json"})
    assert asked.json()["request_options"]["publicKey"]["rpId"] == "evenkeel.example"
