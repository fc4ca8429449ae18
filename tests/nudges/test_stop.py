"""The way out behind every mail: one click, no sign-in, and nobody else's data."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.nudges.composing import token
from apps.nudges.models import MailPreferences
from apps.users.models import User
from tests.factories import UserFactory
from tests.nudges.people import reader

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def way_out(user: User) -> str:
    return reverse("mail_stop", args=[token(user.pk, "digest")])


def standing(user: User) -> tuple[bool, bool]:
    kept = MailPreferences.objects.get(learner=user)
    return kept.digest, kept.stopped


def strict() -> Client:
    """Return a browser that is held to tokens against forged requests."""
    return Client(enforce_csrf_checks=True)


def test_opening_the_link_changes_nothing() -> None:
    user = reader()
    for _ in range(2):
        page = strict().get(way_out(user))
        assert (page.status_code, "Stop the weekly digest?" in page.content.decode()) == (200, True)
    strict().head(way_out(user))
    assert standing(user) == (True, False)


def test_a_mail_program_ends_the_digest_with_one_click_and_may_repeat_it() -> None:
    user = reader()
    for _ in range(2):
        answer = strict().post(way_out(user), ONE_CLICK)
        assert (answer.status_code, "The weekly digest is stopped" in answer.content.decode()) == (200, True)
    assert standing(user) == (False, False)


def test_the_buttons_of_the_page_stop_the_digest_or_everything_and_take_it_back() -> None:
    user = reader()
    client = strict()
    for act, said, stands in [
        ("digest", "The weekly digest is stopped", (False, False)),
        ("undo", "The weekly digest is on again", (True, False)),
        ("all", "Every e-mail is stopped", (True, True)),
        ("undo", "The weekly digest is on again", (True, False)),
        ("nonsense", "The weekly digest is stopped", (False, False)),
    ]:
        page = client.post(way_out(user), {"act": act}).content.decode()
        assert (said in page, standing(user)) == (True, stands)


def test_the_page_shows_a_hint_of_the_address_and_nothing_else_of_anybody() -> None:
    user, other = reader(), UserFactory.create(name="Somebody Else")
    User.objects.filter(pk=user.pk).update(name="Unmistakable Name")
    client = Client()
    client.force_login(other)
    for page in (client.get(way_out(user)), client.post(way_out(user), {"act": "all"})):
        text = page.content.decode()
        assert "l•••@example.org" in text
        # The initials as the head of a page shows them: two letters alone may stand in any token.
        personal = (user.email, other.email, "Unmistakable", "Somebody", ">SE<")
        found = [word for word in personal if word in text]
        assert found == []
    assert standing(user) == (True, True)
    assert not MailPreferences.objects.filter(learner=other).exists()


def test_the_page_is_kept_nowhere_and_its_address_leaks_to_nobody() -> None:
    answer = strict().get(way_out(reader()))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] in {
        "same-origin",
        "strict-origin-when-cross-origin",
        "no-referrer",
    }


@pytest.mark.parametrize(
    "wrong", ["x", "1-digest", "1-digest.x", "1-digest.%00", "é.é", "." * 60, "1" * 500], ids=repr
)
def test_a_token_that_nobody_signed_is_not_found(wrong: str) -> None:
    reader()
    for answer in (strict().get(f"/mail/stop/{wrong}/"), strict().post(f"/mail/stop/{wrong}/", ONE_CLICK)):
        assert answer.status_code in {404, 400}
    assert list(MailPreferences.objects.values_list("digest", flat=True)) == [True]


def test_a_token_for_one_learner_is_none_for_another() -> None:
    first, second = reader(), reader()
    signature = token(first.pk, "digest").partition(".")[2]
    assert strict().post(f"/mail/stop/{second.pk}-digest.{signature}/", ONE_CLICK).status_code == 404


def test_the_link_of_an_account_that_is_gone_is_not_found() -> None:
    user = reader()
    gone = way_out(user)
    MailPreferences.objects.all().delete()
    user.delete()
    assert [strict().get(gone).status_code, strict().post(gone, ONE_CLICK).status_code] == [404, 404]


def test_a_learner_without_preferences_can_use_the_link_too() -> None:
    user = UserFactory.create()
    strict().post(way_out(user), ONE_CLICK)
    assert standing(user) == (False, False)


def test_the_page_takes_two_statements() -> None:
    user = reader()
    with CaptureQueriesContext(connection) as asked:
        strict().get(way_out(user))
    assert len(asked) == 2


def test_the_form_leads_to_the_same_address() -> None:
    user = reader()
    page = strict().get(way_out(user)).content.decode()
    assert way_out(user) in re.findall(r'<form[^>]* action="([^"]+)"', page)
