"""Codes of an app and recovery codes: set up, asked for, good for one time, and told by mail."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.users import sealing
from tests.users.factors import code, confirmed, proven, set_up_app, sign_in
from tests.users.mailbox import last_mail, link, subjects

# Notices are sent when the change is committed.
pytestmark = pytest.mark.django_db(transaction=True)

ASKED = "/accounts/2fa/authenticate/"
WRONG = ["This code does not fit, or was used already."]


def ask_for_code(client: Client, written: str):  # type: ignore[no-untyped-def] # noqa: ANN201  # the test client's response
    return client.post(ASKED, {"code": written})


def test_an_app_is_set_up_with_a_code_of_its_own_and_ten_recovery_codes_come_with_it() -> None:
    user = confirmed()
    key, codes = set_up_app(proven(user))
    assert len(set(codes)) == 10
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert subjects(user.email) == [
        "Your Evenkeel account has an authenticator app",
        "New recovery codes for your Evenkeel account",
    ]
    assert len(key) == 32


def test_a_wrong_code_sets_nothing_up_and_keeps_the_key_for_the_next_try() -> None:
    client = proven(confirmed())
    page = reverse("mfa_activate_totp")
    client.get(page)
    key = client.session["mfa.totp.secret"]
    answer = client.post(page, {"code": "000000" if code(key) != "000000" else "000001"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"code": WRONG}
    assert client.session["mfa.totp.secret"] == key
    assert not Authenticator.objects.exists()


def test_what_could_lock_out_asks_first_who_one_is() -> None:
    user = confirmed()
    client = Client()
    sign_in(client, user)
    for page in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        asked = client.get(reverse(page)).headers["Location"]
        assert asked.startswith(reverse("account_reauthenticate"))


def test_the_password_alone_no_longer_signs_in() -> None:
    user = confirmed()
    key, _ = set_up_app(proven(user))
    client = Client()
    assert sign_in(client, user).headers["Location"] == ASKED
    assert "_auth_user_id" not in client.session
    assert ask_for_code(client, code(key)).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_link_to_set_a_new_password_does_not_go_round_the_second_factor() -> None:
    user = confirmed()
    set_up_app(proven(user))
    client = Client()
    client.post(reverse("account_reset_password"), {"email": user.email})
    form = client.get(link(last_mail(user.email))).headers["Location"]
    answer = client.post(form, {"password1": "a keel is what keeps a boat upright"}, follow=True)
    assert answer.redirect_chain[-1][0] == ASKED
    assert "_auth_user_id" not in client.session


def test_a_code_is_good_for_one_time_even_where_the_cache_forgot_it() -> None:
    user = confirmed()
    key, _ = set_up_app(proven(user))
    shown = code(key)
    first, second = Client(), Client()
    sign_in(first, user)
    sign_in(second, user)
    assert ask_for_code(first, shown).status_code == 302
    assert ask_for_code(second, shown).context["form"].errors == {"code": WRONG}
    cache.clear()
    assert ask_for_code(second, shown).context["form"].errors == {"code": WRONG}
    assert ask_for_code(second, code(key, steps_ahead=-1)).context["form"].errors == {"code": WRONG}
    assert ask_for_code(second, code(key, steps_ahead=1)).status_code == 302


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    user = confirmed()
    key, _ = set_up_app(proven(user))
    client = Client()
    sign_in(client, user)
    assert ask_for_code(client, code(key, steps_ahead=-3)).status_code == 422
    assert ask_for_code(client, code(key, steps_ahead=3)).status_code == 422
    assert ask_for_code(client, code(key, steps_ahead=1)).status_code == 302


def test_a_recovery_code_signs_in_once_and_its_owner_is_told() -> None:
    user = confirmed()
    _, codes = set_up_app(proven(user))
    first, second = Client(), Client()
    sign_in(first, user)
    sign_in(second, user)
    assert ask_for_code(first, codes[0]).headers["Location"] == "/"
    mail = last_mail(user.email)
    assert mail.subject == "A recovery code was used for your Evenkeel account"
    assert "9 are left." in mail.text
    assert "9 are left." in mail.html
    assert ask_for_code(second, codes[0]).context["form"].errors == {"code": WRONG}
    assert "9 of 10 left" in first.get(reverse("settings_security")).content.decode()


def test_recovery_codes_are_shown_once_and_new_ones_end_the_old() -> None:
    user = confirmed()
    client = proven(user)
    _, old = set_up_app(client)
    again = client.get(reverse("mfa_view_recovery_codes"))
    assert old[0] not in again.content.decode()
    assert "10 of 10 are left" in again.content.decode()
    assert again.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    made = client.post(reverse("mfa_generate_recovery_codes"), follow=True).content.decode()
    assert old[0] not in made
    assert "New recovery codes are made. They are shown this one time." in made
    assert subjects(user.email)[-1] == "New recovery codes for your Evenkeel account"
    other = Client()
    sign_in(other, user)
    assert ask_for_code(other, old[0]).context["form"].errors == {"code": WRONG}


def test_removing_the_app_takes_the_recovery_codes_along_and_is_told() -> None:
    user = confirmed()
    client = proven(user)
    set_up_app(client)
    answer = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("settings_security")
    assert "The authenticator app is removed." in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert subjects(user.email)[-1] == "The authenticator app was removed from your Evenkeel account"


def test_after_five_wrong_codes_even_the_right_one_waits() -> None:
    user = confirmed()
    key, codes = set_up_app(proven(user))
    client = Client()
    sign_in(client, user)
    for _ in range(5):
        assert ask_for_code(client, "12345").status_code == 422
    refused = {"code": ["Too many tries. Wait a quarter of an hour."]}
    for right in (code(key), codes[0]):
        answer = ask_for_code(client, right)
        assert answer.context["form"].errors == refused
    assert "_auth_user_id" not in client.session


def test_a_code_may_stand_for_the_password_when_asked_once_more() -> None:
    user = confirmed()
    key, _ = set_up_app(proven(user))
    client = Client()
    sign_in(client, user)
    ask_for_code(client, code(key))
    asked = client.get(reverse("mfa_generate_recovery_codes"), follow=True)
    assert "Use a code" in asked.content.decode()
    page = reverse("mfa_reauthenticate")
    wrong = client.post(page, {"code": "1"})
    assert (wrong.status_code, wrong.context["form"].errors) == (422, {"code": WRONG})
    done = client.post(f"{page}?next=/settings/security/", {"code": code(key, steps_ahead=1)})
    assert done.headers["Location"] == "/settings/security/"
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_somebody_with_a_second_factor_may_still_change_the_address() -> None:
    user = confirmed(email="old@example.org")
    client = proven(user)
    set_up_app(client)
    asked = client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""}, follow=True)
    assert "A mail with a link was sent to <b>new@example.org</b>." in asked.content.decode()
    client.post(link(last_mail("new@example.org")))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert subjects("old@example.org")[-1] == "Your Evenkeel account has another address"


def test_the_key_of_an_app_is_sealed_in_the_database_and_opens_with_an_earlier_secret(
    settings: Settings,
) -> None:
    user = confirmed()
    key, _ = set_up_app(proven(user))
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert key not in stored
    assert sealing.unseal(stored) == key
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert sealing.unseal(stored) == key
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(stored) is None


def test_a_key_that_cannot_be_opened_any_more_lets_nobody_in(settings: Settings) -> None:
    user = confirmed()
    set_up_app(proven(user))
    settings.SECRET_KEY = "another"
    client = Client()
    sign_in(client, user)
    nothing = code("")
    answer = ask_for_code(client, nothing)
    assert answer.context["form"].errors == {
        "code": ["This cannot be checked at the moment. Use another way in, or ask whoever runs this."]
    }
