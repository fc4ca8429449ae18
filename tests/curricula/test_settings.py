"""Settings save part by part, say so, and lose nothing that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.progress.models import MemoryState
from apps.progress.operations import NewEntry, log_evidence, show_outcome
from apps.skills.models import Outcome, RoleChoice, Skill
from apps.users.models import User
from tests.catalogue import import_small
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SAID = {
    "name": "Mira O.",
    "time_zone": "Asia/Tokyo",
    "role": "engineer",
    "hours": "5.5",
    "target": "90",
    "keys": "off",
}
PAGE = "/settings/profile/"


def signed_in(learner: User) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def send(client: Client, said: Mapping[str, str], *, htmx: bool = False) -> HttpResponse:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(PAGE, {**SAID, **said}, headers=headers)  # type: ignore[return-value]  # the client's own response


@pytest.fixture
def learner() -> User:
    import_small()
    return UserFactory.create()


def holding(learner: User, slug: str) -> None:
    """Let a learner hold a skill by a log and all its outcomes."""
    now, skill = timezone.now(), Skill.objects.get(slug=slug)
    entry = NewEntry(
        skill_id=skill.pk, day=now.date(), minutes=45, kind="built", note="", link="", visibility="private"
    )
    log_evidence(learner=learner, entry=entry, now=now, by=learner)
    for outcome in Outcome.objects.filter(skill=skill):
        show_outcome(learner=learner, outcome_id=outcome.pk, shown=True, now=now, by=learner)


def test_settings_open_at_the_profile(learner: User) -> None:
    assert signed_in(learner).get("/settings/").headers["Location"] == PAGE


def test_a_profile_is_saved_whole_and_says_so(learner: User) -> None:
    answer = send(signed_in(learner), {})
    assert answer.headers["Location"] == PAGE
    before = learner.page_version
    learner.refresh_from_db()
    saved = (learner.name, learner.time_zone, learner.minutes_a_week, learner.single_letter_keys)
    assert saved == ("Mira O.", "Asia/Tokyo", 330, False)
    assert learner.target_retention == 0.9
    assert RoleChoice.objects.get(learner=learner).role.slug == "engineer"
    assert learner.page_version > before


def test_with_htmx_the_panel_comes_back_with_what_was_said_at_its_head(learner: User) -> None:
    answer = send(signed_in(learner), {}, htmx=True)
    page = answer.content.decode()
    assert page.strip().startswith('<section class="panel" id="profile"')
    assert "<span>Saved.</span>" in page
    assert 'value="Mira O."' in page


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": " "}, "Write the name that others know you by."),
        ({"time_zone": "Mars/Olympus"}, "Choose a zone of the list."),
        ({"role": "no-such-role"}, "Choose a role of the list."),
        ({"hours": "a few"}, "Write hours as a number, for example 4."),
        ({"hours": "61"}, "Write at most 60 hours."),
        ({"hours": "-1"}, "Write 0 or more hours."),
        ({"target": "99"}, "Choose a target of the list."),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_slip_is_told_at_its_field_and_nothing_is_saved(
    learner: User, said: dict[str, str], error: str, *, htmx: bool
) -> None:
    answer = send(signed_in(learner), said, htmx=htmx)
    assert answer.status_code == 422
    assert f"<span>{error}</span>" in answer.content.decode()
    stored = User.objects.get(pk=learner.pk)
    assert (stored.name, stored.page_version) == (learner.name, learner.page_version)
    assert not RoleChoice.objects.exists()


def test_a_new_target_moves_due_days_and_says_how_many_skills_change(learner: User) -> None:
    holding(learner, "python")
    before = MemoryState.objects.get(learner=learner).due_on
    MemoryState.objects.update(last_day=timezone.localdate() - timedelta(days=30))
    said = send(signed_in(learner), {"target": "95"}, htmx=True).content.decode()
    assert MemoryState.objects.get(learner=learner).due_on < before
    assert "Saved. 1 skill changes its state." in said


def test_the_target_that_one_has_is_offered_even_where_it_is_unusual(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(target_retention=0.83)
    page = signed_in(learner).get(PAGE).content.decode()
    assert '<option value="83" selected>83%: about' in page


def test_each_target_says_how_often_it_checks(learner: User) -> None:
    offered = dict(signed_in(learner).get(PAGE).context["form"].fields["target"].choices)
    assert offered["80"] == "80%, the default"
    assert offered["90"] == "90%: about 3.3 times as many checks"


def test_the_time_there_stands_under_the_zone(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(time_zone="Asia/Tokyo")
    clock = f"{timezone.now().astimezone(User.objects.get(pk=learner.pk).zone):%H:%M}"
    assert f"It is {clock} there now." in signed_in(learner).get(PAGE).content.decode()


@pytest.mark.parametrize("role", ["", "engineer"])
def test_the_profile_takes_four_statements(learner: User, role: str) -> None:
    client = signed_in(learner)
    send(client, {"role": role})
    client.get(PAGE)
    with CaptureQueriesContext(connection) as statements:
        client.get(PAGE)
    # the person, the catalogue's number, the role, the curve; the session comes from the cache
    assert len(statements) == 4


def test_security_says_how_one_signs_in_and_what_waits(learner: User) -> None:
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    EmailAddress.objects.create(user=learner, email="new@example.org")
    page = signed_in(learner).get(reverse("settings_security")).content.decode()
    assert f"{learner.email}, confirmed" in page
    assert "new@example.org takes over once it is confirmed" in page


def test_a_learner_changes_only_their_own_settings(learner: User) -> None:
    other = UserFactory.create()
    send(signed_in(learner), {})
    stored = User.objects.get(pk=other.pk)
    assert (stored.name, stored.time_zone, stored.target_retention) == ("Mira Okafor", "UTC", 0.8)
