"""The devices one is signed in with: named, seen, signed out one by one or all but this."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.users.logic.devices import Device, device
from apps.users.models import User
from apps.users.operations.devices import forget_ended_devices
from apps.users.security import security
from tests.factories import PASSWORD
from tests.users.factors import confirmed, sign_in
from tests.users.mailbox import last_mail, subjects

pytestmark = pytest.mark.django_db

PAGE = "/settings/security/"
LINUX = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def on(user_agent: str, user: User) -> Client:
    client = Client(headers={"user-agent": user_agent})
    sign_in(client, user)
    return client


def row(user: User, user_agent: str) -> UserSession:
    found: UserSession = UserSession.objects.get(user=user, user_agent=user_agent)
    return found


def signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (LINUX, Device("Chrome", "Linux")),
        (IPHONE, Device("Safari", "iPhone")),
        (FIREFOX, Device("Firefox", "Windows")),
        ("curl/8.9", Device("curl", "")),
        ("", Device("", "")),
        ("x" * 100_000, Device("", "")),
    ],
)
def test_a_device_is_named_by_its_browser_and_system(said: str, heard: Device) -> None:
    assert device(said) == heard


def test_each_device_is_listed_with_its_day_this_one_first() -> None:
    user = confirmed(time_zone="Asia/Tokyo")
    with time_machine.travel(NOON - timedelta(days=9), tick=False):
        on(FIREFOX, user)
    with time_machine.travel(NOON - timedelta(hours=22), tick=False):
        on(IPHONE, user)
    with time_machine.travel(NOON, tick=False):
        here = on(LINUX, user)
    page = security(user, session_key=here.session.session_key or "", now=NOON)
    assert [(each.name, each.since, each.ip, each.seen, each.here) for each in page.devices] == [
        ("Chrome on Linux", "24 Nov", "127.0.0.1", "today", True),
        ("Safari on iPhone", "23 Nov", "127.0.0.1", "yesterday", False),
        ("Firefox on Windows", "15 Nov", "127.0.0.1", "15 Nov", False),
    ]


def test_the_page_takes_six_statements_however_many_devices() -> None:
    user = confirmed()
    here = on(LINUX, user)
    for agent in (IPHONE, FIREFOX, "curl/8.9"):
        on(agent, user)
        here.get(PAGE)
        with CaptureQueriesContext(connection) as statements:
            here.get(PAGE)
        # the person, the addresses, the factors, the services, the devices, their sessions
        assert len(statements) == 6


@pytest.mark.django_db(transaction=True)  # the cache is told once the session is gone
def test_one_device_is_signed_out_and_the_others_stay() -> None:
    user = confirmed()
    here, phone, desk = on(LINUX, user), on(IPHONE, user), on(FIREFOX, user)
    answer = here.post(reverse("device_sign_out", args=[row(user, IPHONE).pk]), follow=True)
    assert "Safari on iPhone is signed out." in answer.content.decode()
    assert [signed_in(each) for each in (here, phone, desk)] == [True, False, True]
    assert "Safari on iPhone" not in here.get(PAGE).content.decode()


@pytest.mark.django_db(transaction=True)  # the cache is told once the session is gone
def test_all_others_are_signed_out_and_a_mail_says_so() -> None:
    user = confirmed()
    here, phone, desk = on(LINUX, user), on(IPHONE, user), on(FIREFOX, user)
    stranger = on(LINUX, confirmed())
    answer = here.post(reverse("devices_sign_out"), follow=True)
    assert "2 other devices are signed out." in answer.content.decode()
    assert [signed_in(each) for each in (here, phone, desk, stranger)] == [True, False, False, True]
    assert subjects(user.email) == ["Your other devices were signed out of Evenkeel"]
    assert "from the address 127.0.0.1 with Chrome on Linux." in last_mail(user.email).text


def test_nobody_signs_out_a_device_of_somebody_else() -> None:
    user, other = confirmed(), confirmed()
    theirs = on(IPHONE, other)
    address = reverse("device_sign_out", args=[row(other, IPHONE).pk])
    assert on(LINUX, user).post(address).status_code == 404
    assert signed_in(theirs)


def test_an_address_of_a_form_leads_back_to_the_page() -> None:
    user = confirmed()
    here = on(LINUX, user)
    for address in (reverse("devices_sign_out"), reverse("device_sign_out", args=[row(user, LINUX).pk])):
        assert here.get(address).headers["Location"] == PAGE
    assert signed_in(here)


def test_a_device_is_noted_once_an_hour() -> None:
    user = confirmed()
    with time_machine.travel(NOON, tick=False) as clock:
        here = on(LINUX, user)
        clock.shift(timedelta(minutes=59))
        here.get(PAGE)
        assert row(user, LINUX).last_seen_at == NOON
        clock.shift(timedelta(minutes=1))
        here.get(PAGE)
        assert row(user, LINUX).last_seen_at == NOON + timedelta(hours=1)
        clock.shift(timedelta(minutes=30))
        here.get(PAGE)
        assert row(user, LINUX).last_seen_at == NOON + timedelta(hours=1)


def test_a_new_password_elsewhere_takes_a_device_off_the_list() -> None:
    user = confirmed()
    here, phone = on(LINUX, user), on(IPHONE, user)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    said = {"oldpassword": PASSWORD, "password1": "a keel is what keeps a boat upright"}
    assert here.post(reverse("account_change_password"), said).status_code == 302
    page = here.get(PAGE).content.decode()
    assert ("Chrome on Linux" in page, "Safari on iPhone" in page) == (True, False)
    assert not signed_in(phone)


def test_what_is_known_of_a_device_goes_with_its_session() -> None:
    user = confirmed()
    here, _ = on(LINUX, user), on(IPHONE, user)
    Session.objects.exclude(pk=here.session.session_key).delete()
    assert forget_ended_devices() == 1
    assert [each.user_agent for each in UserSession.objects.all()] == [LINUX]
