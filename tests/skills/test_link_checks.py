from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.skills.logic.link_checks import Before, Seen, Verdict, judge, moved_to, network_is_away
from apps.skills.models import LinkCheck
from apps.skills.queries.link_checks import addresses_due, links_page
from apps.skills.tasks import check_links
from tests.core.outside import Outside, outside
from tests.factories import ResourceFactory, SkillFactory, UserFactory

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def web(settings: Settings) -> Iterator[str]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    settings.CHECK_LINKS = True
    with outside() as address:
        yield address


@pytest.fixture(autouse=True)
def _without_pause(settings: Settings) -> None:
    settings.LINK_PAUSE_SECONDS = 0


@pytest.mark.parametrize("status", [200, 204, 302, 401, 403, 405, 429])
def test_what_answers_is_alive_for_a_week(status: int) -> None:
    before = Before(3, NOW - 9 * DAY)
    assert judge(Seen(status), before=before, now=NOW) == Verdict("alive", 0, None, NOW + WEEK)


def test_what_has_moved_for_good_is_moved() -> None:
    seen = Seen(200, moved_to="https://new.example.org/")
    assert judge(seen, before=Before(), now=NOW) == Verdict("moved", 0, None, NOW + WEEK)


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_page_is_gone_at_the_second_look(status: int) -> None:
    first = judge(Seen(status), before=Before(), now=NOW)
    second = judge(Seen(status), before=Before(first.failures, first.failing_since), now=NOW + DAY)

    assert first == Verdict("doubtful", 1, NOW, NOW + DAY)
    assert second == Verdict("gone", 2, NOW, NOW + DAY + WEEK)


@pytest.mark.parametrize("status", [None, 500, 503])
def test_a_silent_host_is_gone_at_the_fifth_look(status: int | None) -> None:
    healths, before = [], Before()
    for day in range(5):
        verdict = judge(Seen(status), before=before, now=NOW + day * DAY)
        healths.append(verdict.health)
        before = Before(verdict.failures, verdict.failing_since)

    assert healths == ["doubtful", "doubtful", "doubtful", "doubtful", "gone"]


@pytest.mark.parametrize(
    ("hops", "end"),
    [
        ((), ""),
        (((301, "https://example.org/new"),), "https://example.org/new"),
        (((308, "https://example.org/a"), (301, "https://example.org/b")), "https://example.org/b"),
        (((301, "https://example.org/a"), (302, "https://example.org/b")), ""),
        (((301, "https://www.example.org/old/"),), ""),
        (((302, "https://example.org/login"),), ""),
    ],
)
def test_only_redirects_for_good_to_another_page_are_a_move(
    hops: tuple[tuple[int, str], ...], end: str
) -> None:
    assert moved_to("http://example.org/old", hops=hops) == end


def test_our_own_line_is_down_when_nothing_answers() -> None:
    assert network_is_away([Seen(None)] * 5)
    assert not network_is_away([Seen(None)] * 4)
    assert not network_is_away([Seen(None)] * 4 + [Seen(404)])


@pytest.mark.django_db
def test_hosts_take_turns_and_what_was_asked_is_not_due() -> None:
    for url in ("https://a.org/1", "https://a.org/2", "https://b.org/1", "https://c.org/1"):
        ResourceFactory.create(url=url)
    ResourceFactory.create(url="https://retired.org/", retired_at=NOW)
    LinkCheck.objects.create(url="https://c.org/1", health="alive", checked_at=NOW, due_at=NOW + WEEK)

    assert addresses_due(now=NOW, most=10) == ["https://a.org/1", "https://b.org/1", "https://a.org/2"]
    assert addresses_due(now=NOW, most=2) == ["https://a.org/1", "https://b.org/1"]
    assert "https://c.org/1" in addresses_due(now=NOW + WEEK, most=10)


@pytest.mark.django_db
def test_the_command_marks_addresses_and_a_second_round_asks_only_what_is_due(web: str) -> None:
    for path in ("fine", "get", "missing", f"to/301/{web}/fine", "to/302/fine", "status/403"):
        ResourceFactory.create(url=f"{web}/{path}")
    said = StringIO()
    call_command("check_links", stdout=said)

    assert dict(LinkCheck.objects.values_list("url", "health")) == {
        f"{web}/fine": "alive",
        f"{web}/get": "alive",
        f"{web}/missing": "doubtful",
        f"{web}/to/301/{web}/fine": "moved",
        f"{web}/to/302/fine": "doubtful",
        f"{web}/status/403": "alive",
    }
    assert LinkCheck.objects.get(health="moved").moved_to == f"{web}/fine"
    assert said.getvalue().splitlines()[-1] == "6 of 6 addresses asked: 3 alive, 1 moved, 0 gone, 2 doubtful."
    Outside.asked.clear()
    call_command("check_links", stdout=StringIO())
    assert Outside.asked == []


@pytest.mark.django_db
def test_a_round_that_was_cut_off_goes_on_where_it_was(web: str) -> None:
    for number in range(25):
        ResourceFactory.create(url=f"{web}/fine/{number:02}")
    call_command("check_links", "--most", "10", stdout=StringIO())
    asked = {path for _, path, _ in Outside.asked}
    call_command("check_links", stdout=StringIO())

    assert len(asked) == 10
    assert LinkCheck.objects.count() == 25
    assert len(Outside.asked) == 25


@pytest.mark.django_db
def test_a_host_that_asks_for_quiet_is_left_alone_for_this_round(web: str) -> None:
    ResourceFactory.create(url=f"{web}/status/429")
    ResourceFactory.create(url=f"{web}/zz")
    call_command("check_links", stdout=StringIO())

    assert dict(LinkCheck.objects.values_list("url", "health")) == {f"{web}/status/429": "alive"}


@pytest.mark.django_db
def test_a_machine_without_a_way_out_writes_nothing_and_says_so(settings: Settings) -> None:
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    for number in range(6):
        ResourceFactory.create(url=f"http://127.0.0.1:9/{number}")

    with pytest.raises(CommandError, match="this machine has no way out"):
        call_command("check_links", stdout=StringIO())
    assert not LinkCheck.objects.exists()


@pytest.mark.django_db
def test_an_address_that_points_inside_is_never_asked() -> None:
    ResourceFactory.create(url="http://169.254.169.254/latest/meta-data/")
    call_command("check_links", stdout=StringIO())

    check = LinkCheck.objects.get()
    assert (check.health, check.reason) == ("doubtful", "169.254.169.254 is not a public address")


@pytest.mark.django_db
def test_the_task_asks_an_hours_share_and_nothing_where_it_is_off(web: str, settings: Settings) -> None:
    for number in range(14):
        ResourceFactory.create(url=f"{web}/fine/{number}")
    settings.CHECK_LINKS = False
    assert check_links() == {}
    settings.CHECK_LINKS = True
    assert check_links() == {"alive": 12}
    assert check_links() == {"alive": 2}


@pytest.mark.django_db
def test_two_requests_to_one_host_are_apart(web: str, settings: Settings) -> None:
    settings.LINK_PAUSE_SECONDS = 0.3
    for number in range(3):
        ResourceFactory.create(url=f"{web}/fine/{number}")
    call_command("check_links", stdout=StringIO())

    apart = [later - earlier for earlier, later in itertools.pairwise(Outside.times)]
    assert [round(pause, 1) >= 0.3 for pause in apart] == [True, True]


@pytest.mark.django_db
def test_authors_see_what_is_gone_first_with_every_skill_that_names_it() -> None:
    one, two = SkillFactory.create(name="One", slug="one"), SkillFactory.create(name="Two", slug="two")
    for skill in (one, two):
        ResourceFactory.create(skill=skill, url="https://gone.org/", title="Gone")
    ResourceFactory.create(skill=one, url="https://moved.org/", title="Moved")
    ResourceFactory.create(skill=one, url="https://fine.org/", title="Fine")
    seen = {"checked_at": NOW, "due_at": NOW + WEEK}
    LinkCheck.objects.create(
        url="https://gone.org/", health="gone", status=404, failures=2, failing_since=NOW, **seen
    )
    LinkCheck.objects.create(url="https://moved.org/", health="moved", moved_to="https://new.org/", **seen)
    LinkCheck.objects.create(url="https://fine.org/", health="alive", **seen)
    page = links_page()

    assert [(row.url, row.health, row.skills) for row in page.ailing] == [
        ("https://gone.org/", "gone", (("one", "One"), ("two", "Two"))),
        ("https://moved.org/", "moved", (("one", "One"),)),
    ]
    assert (page.checked, page.addresses) == (3, 3)


@pytest.mark.django_db
def test_the_authors_list_tells_what_came_back_in_four_statements(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    skill = SkillFactory.create(name="One", slug="one")
    ResourceFactory.create(skill=skill, url="https://gone.org/", title="Gone <b>")
    LinkCheck.objects.create(
        url="https://gone.org/",
        health="gone",
        status=404,
        failures=2,
        failing_since=NOW,
        checked_at=NOW,
        due_at=NOW + WEEK,
    )
    with django_assert_num_queries(4):
        links_page()
    client.force_login(UserFactory.create(is_staff=True))
    said = client.get("/catalogue/links/").content.decode()

    assert "Gone &lt;b&gt;" in said
    assert "status 404" in said
    assert "since 24 Nov 2026" in said


@pytest.mark.django_db
def test_the_authors_list_says_when_nothing_was_asked_and_when_all_is_well(client: Client) -> None:
    ResourceFactory.create(url="https://fine.org/")
    client.force_login(UserFactory.create(is_staff=True))
    before = client.get("/catalogue/links/").content.decode()
    LinkCheck.objects.create(url="https://fine.org/", health="alive", checked_at=NOW, due_at=NOW + WEEK)
    after = client.get("/catalogue/links/").content.decode()

    assert "No address has been asked yet." in before
    assert "Every address that was asked answers where it should." in after
