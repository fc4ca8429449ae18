"""Who gets a digest and when: eight o'clock of their own Monday, once a week, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.nudges.kinds import KINDS
from apps.nudges.logic.schedule import Weekly, days_ahead, moment, next_day, period
from apps.nudges.models import MailPreferences, Nudge
from apps.nudges.operations.planning import plan, plan_batch
from apps.users.models import Absence, User
from tests.nudges.people import reader

pytestmark = pytest.mark.django_db

# A Monday morning, 08:00 in Berlin.
NOW = datetime(2026, 11, 30, 7, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def planned() -> list[tuple[str, datetime]]:
    return list(Nudge.objects.order_by("due_at").values_list("period", "due_at"))


@pytest.mark.parametrize(
    ("zone", "due", "week"),
    [
        # The Mondays around the nights in which clocks change, both ways.
        ("Europe/Berlin", "2026-03-23T07:00", "2026-W13"),
        ("Europe/Berlin", "2026-03-30T06:00", "2026-W14"),
        ("Europe/Berlin", "2026-10-26T07:00", "2026-W44"),
        ("America/New_York", "2026-03-02T13:00", "2026-W10"),
        ("America/New_York", "2026-03-09T12:00", "2026-W11"),
        ("America/New_York", "2026-11-02T13:00", "2026-W45"),
        # Monday there while it is Sunday in UTC, and a quarter to.
        ("Pacific/Apia", "2026-11-29T19:00", "2026-W49"),
        ("Asia/Kathmandu", "2026-11-30T02:15", "2026-W49"),
        # The last days of a year with 53 weeks belong to it in part only.
        ("UTC", "2026-12-28T08:00", "2026-W53"),
        ("UTC", "2027-01-04T08:00", "2027-W01"),
        ("Pacific/Apia", "2027-01-03T19:00", "2027-W01"),
    ],
)
def test_a_digest_is_due_at_eight_of_the_learners_monday(zone: str, due: str, week: str) -> None:
    reader(zone=zone)
    assert plan(now=at(due) - MINUTE) == 0
    assert plan(now=at(due)) == 1
    assert planned() == [(week, at(due))]


def test_the_day_that_samoa_left_out_belongs_to_the_week_around_it() -> None:
    # 30 December 2011, a Friday, never came there.
    reader(zone="Pacific/Apia", digest_day=5, digest_since=datetime(2011, 1, 1, tzinfo=UTC))
    plan(now=at("2011-12-30T22:00"))
    assert [week for week, _due in planned()] == ["2011-W52"]


def test_an_hour_that_the_clocks_skip_comes_an_hour_later() -> None:
    reader(zone="Europe/Berlin", digest_day=7, digest_hour=2, quiet_days=[])
    plan(now=at("2026-03-29T02:00"))
    assert planned() == [("2026-W13", at("2026-03-29T01:00"))]


def test_planning_again_plans_nothing_again() -> None:
    reader()
    monday = at("2026-11-30T08:00")
    assert [plan(now=monday + n * HOUR) for n in range(30)] == [1] + [0] * 29


def test_a_planner_that_was_away_catches_up_for_a_day_and_no_longer() -> None:
    reader()
    assert plan(now=at("2026-12-01T08:00") + MINUTE) == 0
    assert plan(now=at("2026-12-01T08:00")) == 1
    assert plan(now=at("2026-12-06T23:59")) == 0


def test_late_on_a_sunday_is_caught_up_with_on_monday_for_its_own_week() -> None:
    reader(digest_day=7, digest_hour=23, quiet_days=[])
    assert plan(now=at("2026-11-30T05:00")) == 1
    assert planned() == [("2026-W48", at("2026-11-29T23:00"))]


def test_choosing_another_day_in_the_middle_of_a_week_brings_no_second_digest() -> None:
    user = reader()
    plan(now=at("2026-11-30T08:00"))
    MailPreferences.objects.filter(learner=user).update(digest_day=3)
    assert plan(now=at("2026-12-02T08:00")) == 0
    assert plan(now=at("2026-12-09T08:00")) == 1


def test_an_hour_that_had_passed_before_the_digest_was_wanted_does_not_count() -> None:
    reader(digest_since=at("2026-11-30T08:01"))
    assert plan(now=at("2026-11-30T09:00")) == 0
    assert plan(now=at("2026-12-07T08:00")) == 1


@pytest.mark.parametrize(
    "chosen",
    [{"digest": False}, {"stopped": True}, {"confirmed": False}, {"quiet_days": [1]}],
    ids=str,
)
def test_nothing_is_planned_for_whom_nothing_may_reach(chosen: dict[str, object]) -> None:
    reader(zone="Europe/Berlin", **chosen)  # type: ignore[arg-type]
    assert plan(now=NOW) == 0


def test_nothing_is_planned_for_a_closed_account_nor_for_one_without_any_choice() -> None:
    user = reader(zone="Europe/Berlin")
    User.objects.filter(pk=user.pk).update(is_active=False)
    MailPreferences.objects.filter(learner=reader()).delete()
    assert plan(now=NOW) == 0


def test_an_address_that_was_changed_and_not_confirmed_gets_nothing() -> None:
    user = reader(zone="Europe/Berlin")
    User.objects.filter(pk=user.pk).update(email="new@example.org")
    assert plan(now=NOW) == 0


@pytest.mark.parametrize(("first", "last", "many"), [(28, 29, 1), (28, 30, 0), (30, 30, 0)])
def test_who_is_away_on_that_day_gets_none_that_week(first: int, last: int, many: int) -> None:
    user = reader(zone="Europe/Berlin")
    days = {"first": date(2026, 11, first), "last": date(2026, 11, last)}
    Absence.objects.create(user=user, kind="on_call", **days)
    assert plan(now=NOW) == many


def test_a_zone_that_the_database_does_not_know_keeps_nobodys_mail_back() -> None:
    lost, other = reader(), reader(zone="Europe/Berlin")
    User.objects.filter(pk=lost.pk).update(time_zone="Mars/Olympus")
    assert plan(now=NOW) == 1
    assert plan(now=NOW + HOUR) == 1
    assert set(Nudge.objects.values_list("learner_id", flat=True)) == {lost.pk, other.pk}


def test_learners_are_planned_in_batches_of_one_statement_each() -> None:
    for _ in range(5):
        reader(zone="Europe/Berlin")
    kind = KINDS["digest"]
    with CaptureQueriesContext(connection) as asked:
        assert plan_batch(kind=kind, now=NOW, most=3) == 3
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 1
    assert [plan_batch(kind=kind, now=NOW, most=3) for _ in range(2)] == [2, 0]


def test_the_next_day_is_one_on_which_nobody_is_away() -> None:
    weekly = Weekly(1, 8, reader(zone="Europe/Berlin").zone)
    away = [(date(2026, 12, 7), date(2026, 12, 8)), (date(2026, 12, 14), date(2026, 12, 14))]
    assert next_day(weekly, now=NOW - MINUTE, away=away) == date(2026, 11, 30)
    assert next_day(weekly, now=NOW, away=away) == date(2026, 12, 21)
    assert next_day(weekly, now=NOW, away=[(date(2026, 1, 1), date(2030, 1, 1))]) is None


class TestTwins(TestCase):
    """What PostgreSQL plans is what the settings page foretells, whatever the zone."""

    @settings(max_examples=60, deadline=None)
    @given(
        zone=st.sampled_from(
            [
                "Europe/Berlin",
                "America/New_York",
                "Pacific/Apia",
                "Asia/Kathmandu",
                "Australia/Lord_Howe",
                "Europe/Dublin",
                "America/St_Johns",
                "Pacific/Kiritimati",
                "Africa/Casablanca",
            ]
        ),
        day=st.integers(1, 7),
        hour=st.integers(0, 23),
        now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    )
    def test_the_moment_foretold_is_the_moment_planned(
        self, zone: str, day: int, hour: int, now: datetime
    ) -> None:
        user = reader(zone=zone, digest_day=day, digest_hour=hour, quiet_days=[])
        weekly = Weekly(day, hour, user.zone)
        foretold = next(days_ahead(weekly, now=now.replace(tzinfo=UTC)))
        due = moment(foretold, hour=hour, zone=user.zone)
        plan(now=due)
        assert planned() == [(period(foretold), due)]
