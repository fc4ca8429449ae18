"""No account page and no account mail falls back to the looks or words that come with allauth."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as house
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from tests.access import ACCESS, World, make_world
from tests.architecture.test_access import addresses
from tests.factories import UserFactory
from tests.users.factors import confirmed, proven, set_up_app, sign_in

# What allauth can render only with settings that this app does not use: codes by mail, phones, accounts
# without password, several addresses, trusted browsers; its own lists, which lead to Settings → Security
# here; and the parts of its own layout.
UNUSED = {
    "account/base_confirm_code.html",
    "account/base_entrance.html",
    "account/base_manage.html",
    "account/base_manage_email.html",
    "account/base_manage_password.html",
    "account/base_manage_phone.html",
    "account/base_reauthenticate.html",
    "account/confirm_email_verification_code.html",
    "account/confirm_login_code.html",
    "account/confirm_password_reset_code.html",
    "account/confirm_phone_verification_code.html",
    "account/email.html",
    "account/email/email_confirm_message.txt",
    "account/email/email_confirm_subject.txt",
    "account/email/login_code_message.txt",
    "account/email/login_code_subject.txt",
    "account/email/password_reset_code_message.txt",
    "account/email/password_reset_code_subject.txt",
    "account/messages/login_code_sent.txt",
    "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt",
    "account/phone_change.html",
    "account/request_login_code.html",
    "account/signup_by_passkey.html",
    "account/snippets/already_logged_in.html",
    "account/snippets/warn_no_email.html",
    "account/verified_email_required.html",
    "mfa/base_entrance.html",
    "mfa/base_manage.html",
    "mfa/index.html",
    "mfa/recovery_codes/base.html",
    "mfa/recovery_codes/download.txt",
    "mfa/totp/base.html",
    "mfa/trust.html",
    "mfa/webauthn/authenticator_list.html",
    "mfa/webauthn/base.html",
    "mfa/webauthn/signup_form.html",
    "mfa/webauthn/snippets/login_script.html",
    "mfa/webauthn/snippets/scripts.html",
    "socialaccount/base_entrance.html",
    "socialaccount/base_manage.html",
    "socialaccount/connections.html",
    "socialaccount/login_redirect.html",
    "socialaccount/messages/account_disconnected.txt",
    "socialaccount/snippets/login.html",
    "socialaccount/snippets/login_extra.html",
    "socialaccount/snippets/provider_list.html",
    "usersessions/base_manage.html",
    "usersessions/messages/sessions_logged_out.txt",
    "usersessions/usersession_list.html",
}
FOLDERS = ("account", "mfa", "socialaccount", "usersessions")


def of_allauth() -> set[str]:
    folder = Path(allauth.__file__).parent / "templates"
    return {str(path.relative_to(folder)) for name in FOLDERS for path in (folder / name).rglob("*.*")}


def ours(name: str) -> bool:
    origin = get_template(name).template.origin.name  # type: ignore[attr-defined]  # Django's engine
    return Path(origin).is_relative_to(house.BASE_DIR / "templates")


def test_every_template_that_can_be_rendered_is_our_own() -> None:
    assert {name for name in of_allauth() - UNUSED if not ours(name)} == set()


@pytest.mark.parametrize("app", ["account", "mfa", "socialaccount", "users"])
def test_every_mail_has_both_bodies(app: str) -> None:
    folder = house.BASE_DIR / "templates" / app / "email"
    texts = {path.stem for path in folder.glob("*_message.txt")}
    assert {path.stem for path in folder.glob("*_message.html")} == texts
    assert {f"{path.stem.removesuffix('_subject')}_message" for path in folder.glob("*_subject.txt")} == (
        texts - {"base_message"}
    )


def of_accounts() -> list[str]:
    """Return every address under /accounts/ without its arguments' values: allauth's and ours."""
    found = [name for _, route, name in addresses(get_resolver()) if route.startswith("accounts/") and name]
    assert {"mfa_authenticate", "socialaccount_signup", "account_reauthenticate"} <= set(found)
    return found


def look_at_all(client: Client, world: World) -> dict[str, str]:
    """Return what stands instead of our base around the pages that a client gets, by address."""
    strange = {}
    for name in of_accounts():
        answer = client.get(reverse(name, args=ACCESS[name].filled(world)))
        used = [Path(each.origin.name) for each in getattr(answer, "templates", [])]
        foreign = [path.name for path in used if not path.is_relative_to(house.BASE_DIR)]
        if foreign or (used and "base.html" not in {path.name for path in used}):
            strange[name] = str(foreign or used)
    return strange


@pytest.mark.django_db(transaction=True)
def test_every_address_of_accounts_shows_our_pages_to_whoever_comes() -> None:
    world = make_world()
    user = confirmed()
    halfway, inside = Client(), proven(user)
    assert look_at_all(Client(), world) == {}
    assert look_at_all(inside, world) == {}
    set_up_app(inside)
    assert look_at_all(inside, world) == {}
    sign_in(halfway, user)
    assert look_at_all(halfway, world) == {}


@pytest.mark.django_db
def test_a_page_of_an_account_without_password_leads_to_setting_one(client: Client) -> None:
    user = UserFactory.create()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    answer = client.get(reverse("account_change_password"), follow=True)
    assert answer.redirect_chain == [(reverse("account_set_password"), 302)]
    assert "Your account has none yet." in answer.content.decode()


@pytest.mark.django_db
def test_a_waiting_change_of_address_can_be_dropped(client: Client) -> None:
    user = UserFactory.create()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="new@example.org")
    client.force_login(user)
    page = client.get(reverse("account_email")).content.decode()
    assert "A mail with a link was sent to <b>new@example.org</b>." in page


@pytest.mark.django_db
def test_where_sign_up_is_closed_its_page_says_so(client: Client, settings: Settings) -> None:
    settings.SIGN_UP_OPEN = False
    assert "closed it for new accounts" in client.get(reverse("account_signup")).content.decode()
