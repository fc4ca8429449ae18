"""Every limit of the table holds at its address, opens again, and believes no forged address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from apps.core.embedded import services
from apps.core.limits import LIMITS, Limit, Rate, duration, limited, page_rows
from apps.users.models import OutgoingMail, User
from tests.catalogue import import_small
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

FULL = 429


@pytest.fixture(autouse=True)
def _nothing_tried_yet(settings: Settings) -> Iterator[None]:
    settings.EMAIL_BACKEND = "apps.users.mail.QueueBackend"
    cache.clear()
    yield
    cache.clear()


@dataclass(frozen=True)
class Visitor:
    """Somebody at an address of the network."""

    user: User | None
    client: Client

    def post(self, name: str, **fields: str) -> HttpResponseBase:
        return self.client.post(reverse(name), fields)

    def get(self, name: str, **fields: str) -> HttpResponseBase:
        return self.client.get(reverse(name), fields)


def somebody() -> Visitor:
    user: User = UserFactory.create()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.force_login(user)
    return Visitor(user, client)


def nobody() -> Visitor:
    return Visitor(None, Client())


# What one try is, and who makes it: the number of the try is for what must differ from the last.
Try = Callable[[Visitor, int], HttpResponseBase]
TRIES: dict[tuple[str, str], tuple[Callable[[], Visitor], Try]] = {
    ("login", "ip"): (nobody, lambda v, n: v.post("account_login", login=f"a{n}@example.org", password="x")),
    ("login_failed", "ip"): (
        nobody,
        lambda v, n: v.post("account_login", login=f"a{n}@example.org", password="x"),
    ),
    ("login_failed", "key"): (
        nobody,
        lambda v, _: v.post("account_login", login="mira@example.org", password="x"),
    ),
    ("webauthn_login", "ip"): (nobody, lambda v, _: v.post("mfa_login_webauthn", credential="x")),
    ("signup", "ip"): (nobody, lambda v, _: v.post("account_signup", email="none")),
    ("reset_password", "ip"): (
        nobody,
        lambda v, n: v.post("account_reset_password", email=f"a{n}@example.org"),
    ),
    ("reset_password", "key"): (nobody, lambda v, _: v.post("account_reset_password", email="a@example.org")),
    ("reset_password_from_key", "ip"): (
        nobody,
        lambda v, _: v.client.post(reverse("account_reset_password_from_key", args=["1", "no-such-key"])),
    ),
    ("reauthenticate", "user"): (somebody, lambda v, _: v.post("account_reauthenticate", password=PASSWORD)),
    ("change_password", "user"): (somebody, lambda v, _: v.post("account_change_password", oldpassword="x")),
    ("manage_email", "user"): (somebody, lambda v, _: v.post("account_email", action_add="", email="none")),
    ("suggestions", "user"): (somebody, lambda v, _: v.get("log_suggest", text="k8s 1h")),
    ("finding", "user"): (somebody, lambda v, _: v.get("find", q="k8s")),
    ("reviews_asked", "user"): (somebody, lambda v, _: v.client.post(reverse("review_ask", args=[1]))),
    ("reviews_given", "ip"): (
        nobody,
        lambda v, n: v.client.post(reverse("review", args=[f"no-such-link-{n}"])),
    ),
    ("imports", "user"): (somebody, lambda v, _: v.post("log_import")),
    ("downloads", "user"): (somebody, lambda v, _: v.post("settings_data")),
}


def each_rate() -> list[tuple[Limit, Rate]]:
    return [(limit, rate) for limit in LIMITS for rate in limit.rates]


def faster(limit: Limit, rate: Rate) -> list[Rate]:
    """Return the rates at the same address that a quick visitor meets before this one."""
    return [
        other
        for beside, other in each_rate()
        if set(beside.routes) & set(limit.routes) and other.most < rate.most and other.per == rate.per
    ]


def called(case: tuple[Limit, Rate]) -> str:
    return f"{case[0].action}, for each {case[1].per}"


# Told on the page that it leads to; a test of its own below.
TOLD_ELSEWHERE = frozenset({"confirm_email"})


@pytest.mark.parametrize(
    "case", [case for case in each_rate() if case[0].action not in TOLD_ELSEWHERE], ids=called
)
def test_as_many_as_the_table_says_pass_the_next_is_told_when_and_then_it_opens(
    case: tuple[Limit, Rate],
) -> None:
    limit, rate = case
    import_small()
    visitor, attempt = TRIES[limit.action, rate.per][0](), TRIES[limit.action, rate.per][1]
    start = timezone.now()
    # A slower limit beside a faster one is met only by whoever is slow enough for that one.
    pace = max((other.seconds / other.most for other in faster(limit, rate)), default=0)
    with time_machine.travel(start, tick=False) as clock:
        statuses = []
        for number in range(rate.most):
            statuses.append(attempt(visitor, number).status_code)
            clock.shift(pace)
        refused = attempt(visitor, rate.most)
        wait = int(refused.headers.get("Retry-After", 0))
        clock.shift(wait - 1)
        early = attempt(visitor, rate.most).status_code
        clock.shift(2)
        later = attempt(visitor, rate.most).status_code
    assert FULL not in statuses
    assert (refused.status_code, early, later != FULL) == (FULL, FULL, True)
    assert timedelta(0) < timedelta(seconds=wait) <= timedelta(seconds=rate.seconds)


def test_a_second_confirmation_mail_within_three_minutes_is_not_sent_and_the_page_says_so() -> None:
    client = Client()
    said = {"name": "Mira", "email": "mira@example.org", "password1": "a keel keeps a boat upright"}
    client.post(reverse("account_signup"), said)
    with time_machine.travel(timezone.now() + timedelta(seconds=170), tick=False) as clock:
        page = client.post(reverse("account_resend"), follow=True).content.decode()
        assert ("A mail was sent a moment ago" in page, OutgoingMail.objects.count()) == (True, 1)
        clock.shift(15)
        page = client.post(reverse("account_resend"), follow=True).content.decode()
        assert ("A mail was sent a moment ago" in page, OutgoingMail.objects.count()) == (False, 2)


def test_what_is_full_says_so_on_a_plain_page_that_names_the_time_and_links_the_limits() -> None:
    visitor = somebody()
    answers = [visitor.client.post(reverse("settings_data")) for _ in range(6)]
    page = answers[-1].content.decode()
    assert [answer.status_code for answer in answers] == [302] * 5 + [FULL]
    assert "It opens again in 1 day" in page
    assert reverse("limits") in page


def test_one_person_s_tries_do_not_count_for_another() -> None:
    first, second = somebody(), somebody()
    for _ in range(6):
        first.post("settings_data")
    assert second.post("settings_data").status_code == 302


def test_a_limit_that_is_not_in_the_table_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        limited("unheard of")


# -- Where a request comes from


def sign_up_from(client: Client, address: str, forwarded: str | None) -> int:
    sent = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client.post(reverse("account_signup"), {"email": "none"}, REMOTE_ADDR=address, **sent).status_code  # type: ignore[arg-type]


PROXY, CLIENT, FORGED = "10.0.0.1", "203.0.113.5", "198.51.100.{}"


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded"),
    [
        (0, CLIENT, None),
        (0, CLIENT, FORGED),
        (0, "2001:db8::5", "2001:db8:f:{}::1"),
        (1, PROXY, CLIENT),
        (1, PROXY, f"{FORGED}, {CLIENT}"),
        (1, PROXY, f"{FORGED},{FORGED},{CLIENT}:4711"),
        (1, PROXY, "2001:db8:f:{}::1, [2001:db8::5]:4711"),
        (2, PROXY, f"{CLIENT}, 10.0.0.2"),
        (2, PROXY, f"{FORGED}, {CLIENT}, 10.0.0.2"),
    ],
)
def test_whatever_a_client_writes_into_the_header_it_is_counted_as_one(
    settings: Settings, proxies: int, address: str, forwarded: str | None
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    said = [forwarded and forwarded.replace("{}", str(number)) for number in range(21)]
    statuses = [sign_up_from(Client(), address, header) for header in said]
    assert statuses == [422] * 20 + [FULL]


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded"),
    [(0, "203.0.113.{}", None), (1, PROXY, "203.0.113.{}"), (2, PROXY, "203.0.113.{}, 10.0.0.2")],
)
def test_two_clients_are_counted_apart(
    settings: Settings, proxies: int, address: str, forwarded: str | None
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    statuses = [
        sign_up_from(Client(), address.replace("{}", str(n)), forwarded and forwarded.replace("{}", str(n)))
        for n in range(21)
    ]
    assert statuses == [422] * 21


def test_ipv6_clients_are_counted_by_their_first_64_bits() -> None:
    within = [sign_up_from(Client(), f"2001:db8:0:1:{n}::1", None) for n in range(1, 22)]
    beside = sign_up_from(Client(), "2001:db8:0:2::1", None)
    assert (within, beside) == ([422] * 20 + [FULL], 422)


def test_what_names_no_address_is_refused(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert sign_up_from(Client(), PROXY, f"{CLIENT}, unknown") == 403


def test_a_header_shorter_than_our_own_proxies_is_refused_and_not_guessed(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert sign_up_from(Client(), PROXY, CLIENT) == 400


# -- Where they are written down


def test_the_page_lists_each_limit_in_words() -> None:
    page = re.sub(r"<[^>]+>", " ", Client().get(reverse("limits")).content.decode())
    text = " ".join(page.split())
    said = [word for row in page_rows() for word in (row.what, *row.rates)]
    assert [word for word in said if word not in text] == []
    assert "5 in 15 minutes, for each e-mail address" in said


def test_the_operations_page_lists_each_limit() -> None:
    page = (services.project() / "docs" / "operations.md").read_text()
    written = re.findall(
        r"^\| (.+) \| (.+) \|$", page.partition("## Limits")[2].partition("\n## ")[0], re.MULTILINE
    )
    assert written[2:] == [(row.what, "; ".join(row.rates)) for row in page_rows()]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (86400, "1 day"),
    ],
)
def test_a_time_is_told_in_the_largest_unit_rounded_up(seconds: int, words: str) -> None:
    assert duration(seconds) == words
