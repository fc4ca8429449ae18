"""Signing up, in and out, and getting back in: what each request does, and what it never tells."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.users.models import OutgoingMail, User
from tests.factories import PASSWORD, UserFactory
from tests.users.mailbox import last_mail, link, subjects

pytestmark = pytest.mark.django_db

ADDRESS = "mira@example.org"
NEW_PASSWORD = "a keel is what keeps a boat upright"


def confirmed(**fields: object) -> User:
    user: User = UserFactory.create(**fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_up(client: Client, **said: str) -> int:
    form = {"name": "Mira Okafor", "email": ADDRESS, "password1": NEW_PASSWORD, **said}
    return client.post(reverse("account_signup"), form).status_code


def sign_in(client: Client, email: str = ADDRESS, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def] # noqa: ANN201  # the test client's response
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def ask_to_change_to(address: str, client: Client) -> None:
    page = reverse("account_email")
    asked = client.post(page, {"email": address, "action_add": ""})
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked.headers["Location"], {"password": PASSWORD, "next": page})


def test_signing_up_makes_an_account_that_waits_for_its_confirmation(client: Client) -> None:
    assert sign_up(client, time_zone="Europe/Berlin") == 302
    user = User.objects.get()
    assert (user.email, user.name, user.time_zone) == (ADDRESS, "Mira Okafor", "Europe/Berlin")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(ADDRESS, False)]
    assert subjects(ADDRESS) == ["Confirm your address for Evenkeel"]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "UTC"])
def test_without_a_zone_that_exists_the_account_lives_in_utc(client: Client, zone: str) -> None:
    sign_up(client, time_zone=zone)
    assert User.objects.get().time_zone == "UTC"


def test_the_button_behind_the_link_confirms_signs_in_and_leads_to_set_up(client: Client) -> None:
    sign_up(client)
    page = link(last_mail(ADDRESS))
    assert client.get(page).status_code == 200
    assert list(EmailAddress.objects.values_list("verified", flat=True)) == [False]
    answer = client.post(page)
    assert answer.headers["Location"] == reverse("start")
    assert list(EmailAddress.objects.values_list("verified", "primary")) == [(True, True)]
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_in_another_browser_the_link_confirms_and_asks_to_sign_in(client: Client) -> None:
    sign_up(client)
    other = Client()
    answer = other.post(link(last_mail(ADDRESS)))
    assert answer.headers["Location"] == reverse("account_login")
    assert list(EmailAddress.objects.values_list("verified", flat=True)) == [True]
    assert sign_in(other, password=NEW_PASSWORD).headers["Location"] == "/"


def test_a_link_works_once(client: Client) -> None:
    sign_up(client)
    page = link(last_mail(ADDRESS))
    client.post(page)
    again = Client()
    assert again.post(page).status_code == 404
    assert "This link no longer works" in again.get(page).content.decode()


def test_signing_in_before_the_confirmation_sends_another_mail_and_nothing_else(client: Client) -> None:
    user = UserFactory.create(email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=False, primary=True)
    assert sign_in(client).headers["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert subjects(ADDRESS) == ["Confirm your address for Evenkeel"]


def test_the_confirmation_can_be_sent_again_but_not_in_a_burst(client: Client) -> None:
    sign_up(client)
    again = client.post(reverse("account_resend"), follow=True)
    assert "A mail was sent a moment ago." in again.content.decode()
    assert len(subjects(ADDRESS)) == 1


def test_asking_for_another_confirmation_without_having_signed_up_leads_to_sign_in(client: Client) -> None:
    assert client.post(reverse("account_resend")).headers["Location"] == reverse("account_login")


@pytest.mark.parametrize("taken", [True, False])
def test_signing_up_answers_alike_whether_or_not_the_address_has_an_account(
    client: Client, *, taken: bool
) -> None:
    if taken:
        confirmed(email=ADDRESS)
    answer = client.post(
        reverse("account_signup"), {"name": "Mira", "email": ADDRESS, "password1": NEW_PASSWORD}, follow=True
    )
    assert answer.redirect_chain == [(reverse("account_email_verification_sent"), 302)]
    assert "Confirmation mail sent to mira@example.org." in answer.content.decode()
    told = "You have an Evenkeel account already" if taken else "Confirm your address for Evenkeel"
    assert subjects(ADDRESS) == [told]
    assert User.objects.count() == 1


@pytest.mark.parametrize("taken", [True, False])
def test_asking_for_a_reset_answers_alike_whether_or_not_there_is_an_account(
    client: Client, *, taken: bool
) -> None:
    if taken:
        confirmed(email=ADDRESS)
    answer = client.post(reverse("account_reset_password"), {"email": ADDRESS}, follow=True)
    assert answer.redirect_chain == [(reverse("account_reset_password_done"), 302)]
    told = "Set a new password for Evenkeel" if taken else "No Evenkeel account has this address"
    assert subjects(ADDRESS) == [told]


@pytest.mark.parametrize("known", [True, False])
def test_a_mismatch_never_says_which_half_was_wrong_and_counts_the_tries(
    client: Client, *, known: bool
) -> None:
    if known:
        confirmed(email=ADDRESS)
    answer = sign_in(client, password="not the password")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "password": ["The address and the password do not match. 4 tries left in this quarter of an hour."]
    }


def test_after_five_tries_even_the_right_password_waits(client: Client) -> None:
    confirmed(email=ADDRESS)
    for _ in range(5):
        sign_in(client, password="not the password")
    answer = sign_in(client)
    assert answer.context["form"].errors == {
        "password": ["Too many tries. Wait a quarter of an hour, or have a link sent to set a new password."]
    }


def test_signing_in_leads_to_the_roadmap_or_to_where_one_came_from(client: Client) -> None:
    confirmed(email=ADDRESS)
    assert sign_in(client, email="MIRA@example.org").headers["Location"] == "/"
    client.logout()
    assert sign_in(client, next="/log/?q=git").headers["Location"] == "/log/?q=git"


def test_where_one_came_from_is_never_another_site(client: Client) -> None:
    confirmed(email=ADDRESS)
    assert sign_in(client, next="https://evil.example/").headers["Location"] == "/"


@pytest.mark.parametrize(("said", "ends_with_browser"), [({"remember": "on"}, False), ({}, True)])
def test_staying_signed_in_is_a_choice(
    client: Client, said: dict[str, str], *, ends_with_browser: bool
) -> None:
    confirmed(email=ADDRESS)
    sign_in(client, **said)
    assert client.session.get_expire_at_browser_close() is ends_with_browser


def test_a_reset_sets_the_password_signs_in_and_tells_by_mail(client: Client) -> None:
    confirmed(email=ADDRESS)
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    form = client.get(link(last_mail(ADDRESS)), follow=True)
    answer = client.post(form.context["action_url"], {"password1": NEW_PASSWORD})
    assert answer.headers["Location"] == "/"
    assert User.objects.get().check_password(NEW_PASSWORD)
    assert subjects(ADDRESS)[-1] == "Your Evenkeel password was set anew"


def test_a_reset_link_works_once(client: Client) -> None:
    confirmed(email=ADDRESS)
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    page = link(last_mail(ADDRESS))
    form = client.get(page, follow=True)
    client.post(form.context["action_url"], {"password1": NEW_PASSWORD})
    assert "This link no longer works" in Client().get(page).content.decode()


def test_a_reset_never_goes_to_an_address_that_somebody_only_asked_to_change_to(client: Client) -> None:
    user = confirmed(email="jonas@example.org")
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=False)
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    assert subjects(ADDRESS) == ["No Evenkeel account has this address"]


def test_changing_the_password_asks_for_the_one_now_and_keeps_this_device_signed_in(client: Client) -> None:
    user = confirmed(email=ADDRESS)
    client.force_login(user)
    page = reverse("account_change_password")
    wrong = client.post(page, {"oldpassword": "no", "password1": NEW_PASSWORD})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"oldpassword": ["This is not your password now."]}
    client.post(page, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert User.objects.get().check_password(NEW_PASSWORD)
    assert client.get(page).status_code == 200
    assert subjects(ADDRESS) == ["Your Evenkeel password was changed"]


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("too short", "Use 12 characters or more; a sentence is fine."),
        (
            "password12345",
            "This password is on the lists that guessing starts with. Use a sentence of your own.",
        ),
        ("mira.okafor1", "This password is too close to your name."),
        ("mira@example.org", "This password is too close to your e-mail address."),
        ("", "Write your password."),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(client: Client, password: str, refusal: str) -> None:
    form = {"name": "Mira Okafor", "email": ADDRESS, "password1": password}
    answer = client.post(reverse("account_signup"), form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["password1"] == [refusal]
    assert not User.objects.exists()


def test_a_changed_address_counts_once_it_is_confirmed(client: Client) -> None:
    client.force_login(confirmed(email=ADDRESS))
    ask_to_change_to("new@example.org", client)
    assert User.objects.get().email == ADDRESS
    client.post(link(last_mail("new@example.org")))
    assert User.objects.get().email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]
    assert subjects(ADDRESS)[-1] == "Your Evenkeel account has another address"


def test_whoever_reads_the_mailbox_gets_the_address_from_an_account_that_never_confirmed_it(
    client: Client,
) -> None:
    squatter = UserFactory.create(email=ADDRESS)  # signed up with it, and never confirmed it
    EmailAddress.objects.create(user=squatter, email=ADDRESS, verified=False, primary=True)
    owner = confirmed(email="old@example.org")
    client.force_login(owner)
    ask_to_change_to(ADDRESS, client)
    client.post(link(last_mail(ADDRESS)))
    assert list(User.objects.values_list("pk", "email")) == [(owner.pk, ADDRESS)]


def test_signing_out_takes_a_post(client: Client) -> None:
    client.force_login(confirmed(email=ADDRESS))
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_a_closed_account_gets_a_page_that_says_so(client: Client) -> None:
    confirmed(email=ADDRESS, is_active=False)
    assert sign_in(client).headers["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_sign_up_can_be_closed(client: Client, settings: Settings) -> None:
    settings.SIGN_UP_OPEN = False
    assert sign_up(client) == 200
    assert not User.objects.exists()


def test_many_sign_ups_from_one_place_are_stopped(client: Client) -> None:
    answers = [sign_up(client, email=f"user{n}@example.org") for n in range(21)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {302}


def test_an_anonymous_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/"


def test_account_mails_are_text_and_html_marked_as_written_by_a_machine(client: Client) -> None:
    sign_up(client)
    mail = last_mail(ADDRESS)
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.sender == house.DEFAULT_FROM_EMAIL
    assert link(mail) in mail.html
    assert "<img" not in mail.html


def test_a_name_cannot_put_markup_into_a_mail_or_a_line_into_its_head(client: Client) -> None:
    sign_up(client, name="<b>Mira</b>\nBcc: all@example.org")
    mail = OutgoingMail.objects.get()
    assert "<b>Mira" not in mail.html
    assert set(mail.headers) == {"Message-ID", "Auto-Submitted"}
