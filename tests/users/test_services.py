"""Signing in with another service: what it may open, and what an attacker gets out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.users.models import User
from config import providers
from tests.factories import PASSWORD
from tests.users.factors import code, confirmed, proven, set_up_app, sign_in
from tests.users.identity import CLIENT, SECRET, STRANGE_KEY, Provider, identity_provider
from tests.users.mailbox import last_mail, subjects

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "mira@example.org"
SECURITY = "/settings/security/"
FAILED = "That did not work"


def offer(settings: Settings, provider: Provider) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured(
        github=(CLIENT, SECRET), organisation=(CLIENT, SECRET), issuer=provider.address, name="Acme"
    )


@pytest.fixture
def acme(settings: Settings) -> Iterator[Provider]:
    """Offer a provider at which Mira is signed in with a confirmed address."""
    with identity_provider(email=ADDRESS, email_verified=True, name="Mira Okafor") as provider:
        offer(settings, provider)
        yield provider


@pytest.fixture
def github(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Offer a GitHub on loopback."""
    emails = [
        {"email": "old@example.org", "primary": False, "verified": True},
        {"email": ADDRESS, "primary": True, "verified": True},
    ]
    with identity_provider(login="mira", name="Mira Okafor", emails=emails) as provider:
        offer(settings, provider)
        for name, path in {
            "authorize_url": "/authorize", "access_token_url": "/token",
            "profile_url": "/user", "emails_url": "/user/emails",
        }.items():  # fmt: skip
            monkeypatch.setattr(GitHubOAuth2Adapter, name, provider.address + path)
        yield provider


def leave(client: Client, name: str = "organisation", query: str = "") -> str:
    """Press the button and return where the page goes."""
    page = client.post(reverse(f"{name}_login") + query)
    assert page.status_code == 200
    assert b"On the way" in page.content
    return str(page.context["address"])


def come_back(address: str) -> str:
    """Follow the provider as a browser would, and return the last way back to us."""
    while True:
        answer = requests.get(address, allow_redirects=False, timeout=5)
        address = urljoin(address, answer.headers["Location"])
        if urlsplit(address).hostname == "testserver":
            return address.removeprefix("http://testserver")


def through(client: Client, name: str = "organisation", query: str = "") -> Any:  # noqa: ANN401 - the test client's response
    return client.get(come_back(leave(client, name, query)))


def first_time(client: Client, name: str = "organisation", **said: str) -> Any:  # noqa: ANN401 - as above
    assert through(client, name).headers["Location"] == reverse("socialaccount_signup")
    return client.post(reverse("socialaccount_signup"), {"name": "Mira Okafor", **said})


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def connect(client: Client, name: str = "organisation") -> Any:  # noqa: ANN401 - as above
    return through(client, name, "?process=connect")


def test_nothing_of_it_is_shown_where_nothing_is_set(client: Client) -> None:
    assert "Sign in with" not in client.get(reverse("account_login")).content.decode().replace(
        "Sign in with a passkey", ""
    )
    sign_in(client, confirmed())
    assert "not connected" not in client.get(SECURITY).content.decode()


@pytest.mark.usefixtures("acme")
def test_whoever_comes_for_the_first_time_makes_an_account_with_the_address_vouched_for() -> None:
    client = Client()
    page = client.get(reverse("account_login")).content.decode()
    assert "Sign in with Acme" in page
    answer = first_time(client, time_zone="Europe/Berlin", email="other@example.org")
    assert answer.headers["Location"] == reverse("start")
    user = User.objects.get()
    assert (user.email, user.name, user.time_zone) == (ADDRESS, "Mira Okafor", "Europe/Berlin")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(ADDRESS, True)]
    assert signed_in(client) == str(user.pk)
    again = Client()
    assert through(again).headers["Location"] == "/"
    assert signed_in(again) == str(user.pk)


def test_state_nonce_and_pkce_go_along(acme: Provider) -> None:
    query = parse_qs(urlsplit(leave(Client())).query)
    assert set(query) == {
        "client_id", "redirect_uri", "scope", "response_type", "state", "nonce",
        "code_challenge", "code_challenge_method",
    }  # fmt: skip
    assert query["code_challenge_method"] == ["S256"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert query["redirect_uri"] == ["http://testserver/accounts/organisation/login/callback/"]
    assert acme.asked == {}


@pytest.mark.usefixtures("acme")
def test_an_answer_that_this_browser_did_not_ask_for_signs_nobody_in() -> None:
    theirs = come_back(leave(Client()))
    victim = Client()
    answer = victim.get(theirs)
    assert (answer.status_code, FAILED in answer.content.decode()) == (401, True)
    assert signed_in(victim) is None


@pytest.mark.usefixtures("acme")
def test_an_answer_works_once() -> None:
    client = Client()
    back = come_back(leave(client))
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 401


UNSOUND: dict[str, dict[str, Any]] = {
    "a nonce of another sign-in": {"token": {"nonce": "another"}},
    "no nonce": {"token": {"nonce": None}},
    "another client's token": {"token": {"aud": "somebody-else"}},
    "another issuer's token": {"token": {"iss": "https://evil.example"}},
    "a token that has run out": {"token": {"exp": 1_000_000_000}},
    "a token without subject": {"token": {"sub": None}},
    "a strange key": {"signed_with": STRANGE_KEY},
    "no signature": {"signed_with": None, "algorithm": "none"},
    "a signature with the secret of the client": {"signed_with": SECRET.ljust(32), "algorithm": "HS256"},
    "somebody else's profile": {"profile": {"sub": "person-2"}},
}


@pytest.mark.parametrize("what", UNSOUND)
def test_an_answer_that_does_not_hold_signs_nobody_in(acme: Provider, what: str) -> None:
    for name, value in UNSOUND[what].items():
        setattr(acme, name, value)
    client = Client()
    answer = through(client)
    assert (answer.status_code, FAILED in answer.content.decode()) == (401, True)
    assert (signed_in(client), User.objects.count()) == (None, 0)


@pytest.mark.parametrize("document", [{"issuer": "https://evil.example"}, {"jwks_uri": None}])
def test_a_discovery_document_that_does_not_hold_leads_nowhere(
    acme: Provider, document: dict[str, Any]
) -> None:
    acme.document = document
    answer = Client().post(reverse("organisation_login"))
    assert (answer.status_code, FAILED in answer.content.decode()) == (502, True)


def test_a_provider_that_is_down_gets_a_page(acme: Provider) -> None:
    acme.down = True
    answer = Client().post(reverse("organisation_login"))
    assert (answer.status_code, FAILED in answer.content.decode()) == (502, True)


@pytest.mark.usefixtures("acme")
def test_turning_back_there_does_nothing() -> None:
    client = Client()
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get(reverse("organisation_callback"), {"error": "access_denied", "state": state})
    assert answer.headers["Location"] == reverse("socialaccount_login_cancelled")
    assert "Nothing was done" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("verified", [True, False, None, "false", "true"])
def test_no_account_is_ever_opened_by_an_address(acme: Provider, verified: object) -> None:
    victim = confirmed(email=ADDRESS)
    acme.person = {"sub": "attacker", "email": ADDRESS, "email_verified": verified, "name": "Eve"}
    attacker = Client()
    answer = through(attacker)
    if answer.headers["Location"] == reverse("socialaccount_signup"):
        attacker.post(reverse("socialaccount_signup"), {"name": "Eve"})
        assert subjects(ADDRESS) == ["You have an Evenkeel account already"]
    assert signed_in(attacker) is None
    assert not SocialAccount.objects.exists()
    assert list(User.objects.all()) == [victim]


@pytest.mark.parametrize("verified", [False, None, "false", "no", 1])
def test_an_address_that_is_not_vouched_for_makes_no_account_that_its_owner_could_walk_into(
    acme: Provider, verified: object
) -> None:
    acme.person = {"sub": "attacker", "email": ADDRESS, "email_verified": verified}
    client = Client()
    answer = through(client)
    assert answer.headers["Location"] == reverse("account_signup")
    assert "Acme vouches for no address of yours." in client.get(answer.headers["Location"]).content.decode()
    assert client.get(reverse("socialaccount_signup")).headers["Location"] == reverse("account_login")
    assert not User.objects.exists()


def test_a_subject_of_another_issuer_is_another_person(acme: Provider, settings: Settings) -> None:
    client = Client()
    first_time(client)
    with identity_provider(email="eve@example.org", email_verified=True) as other:
        other.person["sub"] = acme.person["sub"]
        offer(settings, other)
        attacker = Client()
        assert through(attacker).headers["Location"] == reverse("socialaccount_signup")
        assert signed_in(attacker) is None


@pytest.mark.usefixtures("acme")
def test_somebody_signed_in_connects_it_after_showing_who_they_are() -> None:
    user = confirmed(email="another@example.org")
    client = Client()
    sign_in(client, user)
    asked = connect(client)
    assert asked.headers["Location"] == reverse("account_reauthenticate")
    assert not SocialAccount.objects.exists()
    done = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    page = done.content.decode()
    assert done.redirect_chain[-1][0] == SECURITY
    assert "Acme is connected." in page
    assert "Acme: mira@example.org" in page
    assert subjects(user.email)[-1] == "Another way into your Evenkeel account"
    assert "Acme signs in to it from now on." in last_mail(user.email).text
    other = Client()
    through(other)
    assert signed_in(other) == str(user.pk)
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [user.email]


@pytest.mark.usefixtures("acme")
def test_what_belongs_to_one_account_is_not_connected_to_another() -> None:
    first_time(Client())
    client = proven(confirmed(email="another@example.org"))
    page = client.get(connect(client).headers["Location"]).content.decode()
    assert "This account of Acme belongs to another account here." in page
    assert SocialAccount.objects.count() == 1


@pytest.mark.usefixtures("acme")
def test_a_second_factor_is_asked_for_all_the_same() -> None:
    user = confirmed()
    client = proven(user)
    connect(client)
    key, _ = set_up_app(client)
    other = Client()
    assert through(other).headers["Location"] == reverse("mfa_authenticate")
    assert signed_in(other) is None
    other.post(reverse("mfa_authenticate"), {"code": code(key)})
    assert signed_in(other) == str(user.pk)


@pytest.mark.usefixtures("acme")
def test_it_is_disconnected_unless_it_is_the_only_way_in() -> None:
    client = Client()
    first_time(client)
    user, account = User.objects.get(), SocialAccount.objects.get()
    page = reverse("provider_disconnect", args=[account.pk])
    kept = client.post(page, follow=True).content.decode()
    assert "It is your only way in. Set a password or add a passkey first." in kept
    assert SocialAccount.objects.count() == 1
    user.set_password(PASSWORD)
    user.save()
    other = proven(user)
    assert "Acme no longer signs you in then." in other.get(page).content.decode()
    assert "Acme is disconnected." in other.post(page, follow=True).content.decode()
    assert not SocialAccount.objects.exists()
    assert subjects(user.email)[-1] == "A way into your Evenkeel account was removed"


@pytest.mark.usefixtures("acme")
def test_disconnecting_asks_who_one_is_and_reaches_nobody_elses() -> None:
    first_time(Client())
    page = reverse("provider_disconnect", args=[SocialAccount.objects.get().pk])
    client = Client()
    sign_in(client, confirmed(email="another@example.org"))
    assert client.post(page).headers["Location"].startswith(reverse("account_reauthenticate"))
    assert proven(confirmed(email="third@example.org")).post(page).status_code == 404
    assert SocialAccount.objects.count() == 1


def test_a_service_that_is_offered_no_longer_can_still_be_taken_off(
    acme: Provider, settings: Settings
) -> None:
    user = confirmed()
    client = proven(user)
    connect(client)
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured(
        github=("", ""), organisation=("", ""), issuer="", name=""
    )
    assert "organisation: mira@example.org" in client.get(SECURITY).content.decode()
    client.post(reverse("provider_disconnect", args=[SocialAccount.objects.get().pk]))
    assert not SocialAccount.objects.exists()
    assert acme.asked["client_id"] == CLIENT


def test_where_sign_up_is_closed_a_service_makes_no_account_either(
    acme: Provider, settings: Settings
) -> None:
    settings.SIGN_UP_OPEN = False
    client = Client()
    assert "closed it for new accounts" in through(client).content.decode()
    assert not User.objects.exists()
    assert acme.asked["client_id"] == CLIENT


def test_names_from_outside_are_one_line_of_plain_text(acme: Provider) -> None:
    acme.person["name"] = "Mira\u0000\u202eOkafor" + "x" * 300
    acme.person["preferred_username"] = "mira\u0000"
    client = Client()
    through(client)
    page: HttpResponse = client.get(reverse("socialaccount_signup"))  # type: ignore[assignment]  # the test client's
    assert f'value="{("MiraOkafor" + "x" * 300)[:100]}"' in page.content.decode()
    client.post(reverse("socialaccount_signup"), {"name": "Mira"})
    assert SocialAccount.objects.get().extra_data == {"label": "mira"}


@pytest.mark.usefixtures("github")
def test_github_signs_in_with_its_first_confirmed_address() -> None:
    client = Client()
    assert first_time(client, "github").headers["Location"] == reverse("start")
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == ("github", "583231", {"label": "mira"})
    assert User.objects.get().email == ADDRESS


def test_an_address_that_github_did_not_confirm_makes_no_account(github: Provider) -> None:
    github.person["emails"] = [{"email": ADDRESS, "primary": True, "verified": False}]
    assert through(Client(), "github").headers["Location"] == reverse("account_signup")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"github": ("id", "")},
        {"organisation": ("id", "secret")},
        {"issuer": "https://id.example"},
        {"organisation": ("id", "secret"), "issuer": "http://id.example"},
    ],
)
def test_half_a_client_stops_the_start(said: dict[str, Any]) -> None:
    nothing: dict[str, Any] = {"github": ("", ""), "organisation": ("", ""), "issuer": "", "name": "Acme"}
    with pytest.raises(ImproperlyConfigured):
        providers.configured(**{**nothing, **said})
