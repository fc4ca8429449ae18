"""The demo world shows everything a roadmap has, today and for a month to come, wherever one lives."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from apps.core.dates import local_day
from apps.curricula.logic.next_step import course
from apps.curricula.queries.outlook import Chart, chart_of
from apps.demo.gateways.world_file import read_world
from apps.demo.logic.world import Person, World
from apps.demo.management.commands.make_demo import WORLD
from apps.demo.operations import make_world
from apps.demo.queries import names, unknown
from apps.progress.logic.standing import STATES
from apps.progress.models import Evidence, OutcomeShown
from apps.progress.queries.standings import standings
from apps.users.models import User
from tests.catalogue import import_built_in

pytestmark = pytest.mark.django_db

TODAY = {
    "fresh": range(32, 41),
    "fading": range(5, 9),
    "faded": range(3, 7),
    "learning": range(6, 9),
    "ready": range(20, 31),
    "locked": range(40, 60),
}
LATER = {**TODAY, "fresh": range(30, 41), "fading": range(1, 9), "faded": range(3, 13)}


def story() -> World:
    return read_world(WORLD)


def mira() -> Person:
    return story().people[0]


def made(one: Person, *, now: datetime) -> User:
    make_world(world=World(people=(one,)), password="a password of nobody", now=now)
    return User.objects.get(email=one.email)


def outside(chart: Chart, bands: dict[str, range]) -> dict[str, int]:
    """Return the states with more or fewer skills than they should have."""
    many = Counter(chart.states.values())
    return {state: many[state] for state in STATES if many[state] not in bands[state]}


def heel(chart: Chart) -> float:
    assert chart.outlook.heel is not None
    return chart.outlook.heel.degrees


def test_the_catalogue_knows_all_that_the_world_names() -> None:
    import_built_in()
    assert unknown(story(), known=names()) == []


def test_today_all_states_are_there_in_plenty_and_the_keel_leans_to_ml() -> None:
    import_built_in()
    now = timezone.now()
    learner = made(mira(), now=now)
    chart = chart_of(learner, today=local_day(now, learner.zone))
    assert outside(chart, TODAY) == {}
    assert 8 <= heel(chart) <= 12
    steps = course(chart.outlook)
    assert len(steps) == 4
    assert (steps[0].state, steps[0].reasons.waiting >= 5) == ("ready", True)
    assert chart.catalogue.skills[steps[0].skill].ml_weight < 0.5  # the light side of a keel that leans to ML


def test_who_comes_back_within_a_month_still_sees_all_states() -> None:
    import_built_in()
    now = timezone.now()
    learner = made(mira(), now=now)
    first = local_day(now, learner.zone)
    for days in range(1, 32):
        chart = chart_of(learner, today=first + timedelta(days=days))
        assert (days, outside(chart, LATER)) == (days, {})
        assert 8 <= heel(chart) <= 12
        assert course(chart.outlook)[0].state == "ready"


def test_the_roadmap_page_shows_every_state() -> None:
    import_built_in()
    learner = made(mira(), now=timezone.now())
    client = Client()
    client.force_login(learner)
    page = client.get("/").content.decode()
    assert [state for state in STATES if f'data-state="{state}"' not in page] == []


def test_nothing_lies_in_the_future_before_the_account_or_on_days_away() -> None:
    import_built_in()
    now = timezone.now()
    one = mira()
    learner = made(one, now=now)
    today = local_day(now, learner.zone)
    joined = local_day(learner.date_joined, learner.zone)
    away = {today - timedelta(days=ago) for each in one.away for ago in range(each.last, each.first + 1)}
    rows = Evidence.objects.of(learner)
    days = {day for day, _ in rows.values_list("day", "logged_at")}
    moments = [moment for _, moment in rows.values_list("day", "logged_at")]
    assert (len(away), joined) == (24, today - timedelta(days=275))
    assert days & away == {local_day(moment, learner.zone) for moment in moments} & away == set()
    assert (max(days), min(days) > joined, max(moments) <= now) == (today, True, True)
    assert Evidence.objects.of(learner).count() == len(one.entries) + len(one.withdrawals)


def test_no_outcome_is_shown_before_its_skill_was_touched() -> None:
    import_built_in()
    learner = made(mira(), now=timezone.now())
    first: dict[int, date] = {}
    for skill, day in Evidence.objects.of(learner).order_by("day").values_list("skill", "day"):
        first.setdefault(skill, day)
    shown = OutcomeShown.objects.filter(learner=learner).values_list("outcome__skill", "day")
    assert [skill for skill, day in shown if day < first[skill]] == []
    assert shown.count() == 84


def test_the_log_reads_like_nine_months_of_work() -> None:
    one = mira()
    kinds = Counter(entry.kind for entry in one.entries)
    checks = [entry for entry in one.entries if entry.kind == "checked"]
    assert 150 <= len(one.entries) <= 200
    assert (len(kinds), kinds["certified"]) == (14, 1)
    assert {check.grade for check in checks} == {2, 3, 4}
    assert one.joined - max(check.ago for check in checks) > 30  # none in the first month
    assert len([entry for entry in one.entries if entry.replaces]) == 2
    assert len(one.withdrawals) == 1


def test_weeks_are_uneven_and_come_to_about_the_hours_she_has() -> None:
    one = mira()
    minutes: Counter[int] = Counter()
    for entry in one.entries:
        minutes[entry.ago // 7] += entry.minutes
    weeks = [minutes[week] for week in range(one.joined // 7 + 1)]
    assert (min(weeks), sum(week < 90 for week in weeks) >= 5) == (0, True)
    assert max(weeks) > 1.5 * one.minutes_a_week
    assert 0.7 <= sum(weeks) / len(weeks) / one.minutes_a_week <= 1


@pytest.mark.parametrize("before", [0, 1], ids=["at midnight", "a minute before"])
def test_the_world_is_the_same_at_midnight_all_around_the_world(before: int) -> None:
    import_built_in()
    found = set()
    zones = ("Pacific/Kiritimati", "Asia/Kolkata", "Europe/Berlin", "America/St_Johns", "Pacific/Pago_Pago")
    for number, zone in enumerate(zones):
        midnight = datetime(2026, 11, 24, tzinfo=ZoneInfo(zone)) - timedelta(minutes=before)
        email = f"{'abcde'[number]}@example.org"
        learner = made(
            mira().model_copy(update={"email": email, "time_zone": zone}), now=midnight.astimezone(UTC)
        )
        today = midnight.date()
        stand = standings(learner, today=today)
        found.add(
            frozenset((s.skill_id, s.state, (s.due_on - today).days, s.retention) for s in stand.values())
        )
        assert Evidence.objects.of(learner).filter(logged_at__gt=midnight).count() == 0
    assert len(found) == 1
