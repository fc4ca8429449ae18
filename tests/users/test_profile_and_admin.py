"""What a person may write of themselves, and what staff may see and change of people and mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from apps.users.models import OutgoingMail, User
from apps.users.operations import Profile, update_profile
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def profile(**said: object) -> Profile:
    values = {"name": "Mira", "time_zone": "UTC", "minutes_a_week": 60, "single_letter_keys": True, **said}
    return Profile(**values)  # type: ignore[arg-type]  # the values above


def staff(**fields: object) -> Client:
    client = Client()
    client.force_login(UserFactory.create(is_staff=True, **fields))
    return client


def test_a_profile_is_written_and_counts_as_a_change_of_the_pages() -> None:
    user = UserFactory.create()
    kept = update_profile(user=user, profile=profile(time_zone="Asia/Tokyo"), now=NOW, by=user)
    assert (kept.name, kept.time_zone, kept.minutes_a_week, kept.page_version) == (
        "Mira",
        "Asia/Tokyo",
        60,
        1,
    )


@pytest.mark.parametrize("said", [{"time_zone": "Mars/Olympus"}, {"minutes_a_week": 3601}, {"name": ""}])
def test_a_profile_out_of_bounds_is_refused(said: dict[str, object]) -> None:
    user = UserFactory.create()
    with pytest.raises(ValidationError):
        update_profile(user=user, profile=profile(**said), now=NOW, by=user)
    assert User.objects.get().page_version == 0


def test_staff_find_a_person_and_never_see_the_password() -> None:
    user = UserFactory.create(name="Jonas Lindqvist")
    client = staff(is_superuser=True)
    found = client.get(reverse("admin:users_user_changelist"), {"q": "Lindqvist"}).content.decode()
    assert user.email in found
    page = client.get(reverse("admin:users_user_change", args=[user.pk])).content.decode()
    assert user.password not in page
    assert 'name="password"' not in page


def test_whoever_staff_add_has_no_password_until_they_set_one_by_mail() -> None:
    form = {"email": "New@example.org", "name": "New", "time_zone": "UTC", "is_active": "on"}
    staff(is_superuser=True).post(reverse("admin:users_user_add"), form)
    user = User.objects.get(email="new@example.org")
    assert user.has_usable_password() is False


def test_nobody_is_deleted_in_the_admin() -> None:
    user = UserFactory.create()
    answer = staff(is_superuser=True).post(
        reverse("admin:users_user_delete", args=[user.pk]), {"post": "yes"}
    )
    assert answer.status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_rights_are_given_only_by_those_who_have_all() -> None:
    client = staff()
    me = User.objects.get()
    me.user_permissions.set(Permission.objects.filter(codename__in=("change_user", "view_user")))
    page = reverse("admin:users_user_change", args=[me.pk])
    client.post(page, {"name": "Me", "time_zone": "UTC", "is_active": "on", "is_superuser": "on"})
    me.refresh_from_db()
    assert (me.name, me.is_superuser) == ("Me", False)


def test_staff_see_what_became_of_a_mail_but_not_its_text() -> None:
    mail = OutgoingMail.objects.create(
        to="mira@example.org",
        sender="e@example.org",
        subject="Set a new password",
        text="https://evenkeel.example/secret-link",
        html="<p>secret-link</p>",
    )
    client = staff(is_superuser=True)
    page = reverse("admin:users_outgoingmail_change", args=[mail.pk])
    answer = client.get(page)
    assert "Set a new password" in answer.content.decode()
    assert "secret-link" not in answer.content.decode()
    assert client.post(page, {"state": "sent"}).status_code == 403
    assert client.get(reverse("admin:users_outgoingmail_add")).status_code == 403
