"""Notices of changes that have no test beside the change itself, and what every notice says."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as house
from django.test import Client
from django.urls import reverse

from apps.users.models import MailState, OutgoingMail
from tests.factories import UserFactory
from tests.users.factors import confirmed, proven
from tests.users.mailbox import last_mail, subjects

pytestmark = pytest.mark.django_db(transaction=True)

MADE_UP = "<a href='https://evil.example'>Sign in here</a>"


def test_a_first_password_is_told() -> None:
    user = confirmed()
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    client.post(reverse("account_set_password"), {"password1": "a keel is what keeps a boat upright"})
    assert subjects(user.email) == ["Your Evenkeel account has a password"]


def test_dropping_a_waiting_address_is_told() -> None:
    user = confirmed()
    EmailAddress.objects.create(user=user, email="new@example.org")
    proven(user).post(reverse("account_email"), {"email": "new@example.org", "action_remove": ""})
    assert subjects(user.email) == ["An address was dropped from your Evenkeel account"]


def test_an_account_made_by_staff_is_told_at_the_address_it_has() -> None:
    user = UserFactory.create()
    client = Client()
    client.force_login(user)
    client.post(reverse("devices_sign_out"))
    assert subjects(user.email) == ["Your other devices were signed out of Evenkeel"]


def test_a_notice_names_the_device_and_never_repeats_what_a_browser_says_of_itself() -> None:
    user = confirmed()
    client = Client(headers={"user-agent": MADE_UP})
    client.force_login(user)
    client.post(reverse("devices_sign_out"))
    mail = last_mail(user.email)
    assert "from the address 127.0.0.1 with an unknown device." in mail.text
    assert "evil.example" not in mail.text + mail.html


def test_a_notice_waits_in_the_queue_and_is_marked_as_written_by_a_machine() -> None:
    user = confirmed()
    client = Client()
    client.force_login(user)
    client.post(reverse("devices_sign_out"))
    mail = OutgoingMail.objects.get(to=user.email)
    assert (mail.state, mail.headers["Auto-Submitted"]) == (MailState.QUEUED, "auto-generated")
    assert house.EMAIL_BACKEND == "apps.users.mail.QueueBackend"
