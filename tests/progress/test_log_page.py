from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.progress import operations
from apps.progress.models import Evidence
from apps.users.models import User
from tests.factories import (
    OutcomeFactory,
    PrerequisiteFactory,
    ResourceFactory,
    SkillFactory,
    UserFactory,
)
from tests.progress.cases import NOON, TODAY, ago, answer, at, entry, hold, log
from tests.progress.pages import (
    HTMX,
    add,
    body,
    days,
    errors,
    every,
    options,
    rows,
    said,
    settle_catalogue,
    signed_in,
    words,
)

pytestmark = pytest.mark.django_db
LINE = 21  # understand it, write it with its savepoints, say what moved, and draw the log again


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Every test of this module happens at the same noon."""
    with time_machine.travel(NOON, tick=False):
        yield


def entry_of(learner: User) -> tuple[str, date, int, str, str, str]:
    """Return the one entry that stands."""
    row = Evidence.objects.of(learner).current().get()
    return (row.skill.name, row.day, row.minutes, row.kind, row.note, row.link)


def test_a_new_learner_finds_an_empty_log(client: Client) -> None:
    signed_in(client)
    page = client.get("/log/")
    assert page.status_code == 200
    assert every(r'<div class="empty"><h3>(.*?)</h3>', page) == ["Nothing is logged yet"]
    assert every(r'<section class="panel" id="week".*?<span class="meta">(.*?)</span>', page) == [
        "0 min of 4 h"
    ]


def test_a_line_is_logged_and_what_it_moved_is_said(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Feature stores", short="Feature stores")
    page = add(client, "45m feature stores built yesterday: migrated two")
    assert page.redirect_chain == [("/log/", 302)]
    assert entry_of(learner) == ("Feature stores", ago(1), 45, "built", "migrated two", "")
    assert said(page) == ["Logged: Feature stores, built, 45 min. Feature stores is now learning."]
    assert days(page) == ["Monday 23 November · 45 min"]
    assert [row.split()[0] for row in rows(page)] == ["Feature"]


def test_what_was_also_practised_is_said(client: Client) -> None:
    learner = signed_in(client)
    top = SkillFactory(name="Drift detection")
    for name in ("Statistics", "Python", "Metrics"):
        under = SkillFactory(name=name)
        PrerequisiteFactory(skill=top, needs=under, encompasses=0.8)
        hold(learner, under, days=60)
    page = add(client, "drift detection 20m explained")
    also = "It also practised Statistics and 2 skills under it."
    assert said(page) == [
        f"Logged: Drift detection, explained, 20 min. Drift detection is now learning. {also}"
    ]


def test_the_change_of_retention_is_said_of_what_is_held(client: Client) -> None:
    learner = signed_in(client)
    hold(learner, SkillFactory(name="Drift detection"), days=60)
    page = add(client, "drift detection 20m built")
    assert said(page) == ["Logged: Drift detection, built, 20 min. Drift detection: retention 85 → 94%."]
    assert rows(page) == ["12:00 Drift detection 000 Built 20 min Fresh, 85 → 94%".replace("000", code())]


def code() -> str:
    """Return the code of the one domain there is."""
    return Evidence.objects.select_related("skill__domain").latest("pk").skill.domain.code


def test_what_several_skills_may_mean_is_never_guessed(client: Client) -> None:
    learner = signed_in(client)
    first = SkillFactory(name="Kubernetes fundamentals", short="Kubernetes")
    SkillFactory(name="Kubernetes operations", short="K8s operations")
    page = add(client, "45m kubernetes built: moved the job")
    assert (page.status_code, Evidence.objects.count()) == (422, 0)
    assert [option.rsplit(" ", 1)[0] for option in options(page)] == [
        "Kubernetes fundamentals Ready",
        "Kubernetes operations Ready",
    ]
    assert errors(page) == ["Which skill is it? None of these? Write another word of it above."]
    assert re.findall(r'id="quick-add"[^>]* value="([^"]*)"', body(page)) == [
        "45m kubernetes built: moved the job"
    ]
    page = add(client, "45m kubernetes built: moved the job", skill=first.pk)
    assert page.status_code == 200
    assert entry_of(learner) == ("Kubernetes fundamentals", TODAY, 45, "built", "moved the job", "")


def test_a_slip_of_the_finger_is_forgiven_where_one_skill_alone_is_meant(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Feature stores", words="Feature stores")
    SkillFactory(name="Data validation", words="Data validation")
    add(client, "feture stores 45m read")
    assert entry_of(learner)[0] == "Feature stores"


def test_a_kind_that_is_missing_is_asked_for(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Feature stores")
    page = add(client, "feature stores 45m")
    assert (page.status_code, errors(page)) == (422, ["What kind of doing was it?"])
    add(client, "feature stores 45m", kind="attended")
    assert entry_of(learner) == ("Feature stores", TODAY, 45, "attended", "", "")


def test_minutes_may_be_missing(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Feature stores")
    add(client, "read feature stores")
    assert entry_of(learner) == ("Feature stores", TODAY, 0, "read", "", "")


@pytest.mark.parametrize(
    ("line", "said_of_it"),
    [
        ("", "Write what you did: a skill, how long, and what kind of doing."),
        ("45m built", "Which skill was it? Write a word of its name."),
        (
            "45m built zyxwvut",
            "No skill goes by that name. Write another word of it, or find it on the roadmap.",
        ),
        ("9999999h feature stores built", "A day has 1,440 minutes."),
        ("feature stores built 2026-11-25", "That day has not come yet."),
        ("feature stores built 31 feb", "No calendar has that day."),
        ("feature stores built 1969-01-01", "A day before 1970 cannot be logged."),
        ("feature stores built 20m 30m", "More than one time stands there: leave one."),
        ("feature stores built yesterday 2026-11-01", "More than one day stands there: leave one."),
        (
            "feature stores built 20m: " + "x" * 2001,
            "A note has 2,000 characters at most; this one is longer.",
        ),
        ("x" * 5000, "That is longer than a note and a link together can be. Shorten it."),
        (
            "feature stores built https://me:pw@example.org/",
            "A link begins with http:// or https://, names a host, and carries no password.",
        ),
    ],
)
def test_what_cannot_be_logged_gets_a_reason_and_keeps_the_line(
    client: Client, line: str, said_of_it: str
) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores")
    for headers in ({}, HTMX):
        page = client.post("/log/", {"q": line}, headers=headers)
        assert (page.status_code, errors(page)) == (422, [said_of_it])
        assert re.findall(r'id="quick-add"[^>]* value="([^"]*)"', body(page)) == [line]
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"skill": "x"},
        {"skill": "9" * 40},
        {"kind": "checked"},
        {"kind": "dreamt"},
        {"form_token": "not one"},
        {"form_token": "9" * 4000},
    ],
)
def test_a_form_bent_by_hand_is_refused(client: Client, fields: dict[str, str]) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores")
    page = client.post("/log/", {"q": "feature stores 45m built", **fields})
    assert page.status_code in {422, 302}
    assert Evidence.objects.count() == (1 if page.status_code == 302 else 0)


@pytest.mark.parametrize(
    "line",
    [
        "\u05e9\u05dc\u05d5\u05dd 45m built",
        "\U0001f600 \U0001f468‍\U0001f469 45m",
        "%_\\'\"; drop",
        "İ" * 300,
    ],
)
def test_no_script_and_no_sign_breaks_the_page(client: Client, line: str) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores")
    assert client.post("/log/", {"q": line}).status_code == 422
    assert client.get("/log/suggest/", {"q": line}, headers=HTMX).status_code == 200


def test_the_same_form_posted_twice_is_logged_once(client: Client) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores")
    form = {"q": "feature stores 45m built", "form_token": str(uuid4())}
    first, second = client.post("/log/", form), client.post("/log/", form)
    assert (first.status_code, second.status_code, Evidence.objects.count()) == (302, 302, 1)


def test_with_htmx_the_form_comes_back_empty_with_the_table_the_week_and_undo(client: Client) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores")
    page = client.post("/log/", {"q": "feature stores 45m built"}, headers=HTMX)
    assert re.findall(r'id="([a-z-]+)"', body(page))[:1] == ["line"]
    assert re.findall(r'id="quick-add"[^>]*(data-focus)[^>]* value="([^"]*)"', body(page)) == [
        ("data-focus", "")
    ]
    assert re.findall(r'id="([a-z]+)"[^>]* hx-swap-oob="(\w+)"', body(page)) == [
        ("history", "outerHTML"),
        ("week", "outerHTML"),
        ("toasts", "innerHTML"),
    ]
    assert every(r'<div class="toast"><span>(.*?)</span>', page) == [
        "Logged: Feature stores, built, 45 min. Feature stores is now learning."
    ]
    assert len(rows(page)) == 1


def test_an_entry_just_logged_can_be_taken_back_and_put_back(client: Client) -> None:
    learner = signed_in(client)
    SkillFactory(name="Feature stores")
    page = add(client, "feature stores 45m built")
    counts = []
    for _ in range(3):
        (undo,) = re.findall(r'name="evidence" value="(\d+)"', body(page))
        page = client.post("/log/undo/", {"evidence": undo}, follow=True)
        counts.append((len(rows(page)), Evidence.objects.of(learner).current().count()))
    assert counts == [(0, 0), (1, 1), (0, 0)]
    assert said(page) == ["Undone. Nothing is on record for Feature stores any more."]


def test_undo_with_htmx_renders_the_table_again(client: Client) -> None:
    learner = signed_in(client)
    logged = log(learner, SkillFactory())
    page = client.post("/log/undo/", {"evidence": logged.evidence_id}, headers=HTMX)
    assert re.findall(r'id="(history|week|toasts|line)"', body(page)) == ["history", "week", "toasts"]
    assert rows(page) == []


@pytest.mark.parametrize("evidence", ["", "x", "0", "9" * 30, "9" * 5000, "-1"])
def test_undoing_what_is_not_there_is_not_found(client: Client, evidence: str) -> None:
    signed_in(client)
    assert client.post("/log/undo/", {"evidence": evidence}).status_code == 404


def test_twenty_rows_are_shown_and_the_earlier_ones_on_asking(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory()
    for number in range(45):
        log(learner, skill, days=number // 2, minutes=10)
    page, shown, addresses = client.get("/log/"), [], []
    while True:
        shown.append(len(rows(page)))
        address = re.findall(r'hx-get="(/log/\?before=[^"]+)"', body(page))
        if not address:
            break
        addresses += address
        page = client.get(address[0])
    assert shown == [20, 20, 5]
    assert addresses[0].startswith("/log/?before=2026-11-15.")


def test_a_day_that_runs_over_two_pages_keeps_its_total_and_says_it_once_with_htmx(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory()
    for _ in range(25):
        log(learner, skill, minutes=10)
    page = client.get("/log/")
    (address,) = re.findall(r'hx-get="(/log/\?before=[^"]+)"', body(page))
    whole, part = client.get(address), client.get(address, headers=HTMX)
    assert days(page) == days(whole) == ["Today, Tuesday 24 November · 4 h 10"]
    assert (days(part), len(rows(part))) == ([], 5)


@pytest.mark.parametrize(
    "cursor", ["", "x", "2026-11-24", "2026-13-40.3", "2026-11-24.x", "2026-11-24." + "9" * 40]
)
def test_a_bent_cursor_begins_at_the_newest(client: Client, cursor: str) -> None:
    learner = signed_in(client)
    log(learner, SkillFactory())
    assert len(rows(client.get("/log/", {"before": cursor}))) == 1


def test_other_learners_entries_are_nowhere(client: Client) -> None:
    signed_in(client)
    log(UserFactory(), SkillFactory())
    assert rows(client.get("/log/")) == rows(client.get("/log/history/")) == []


def test_corrected_and_deleted_entries_are_not_shown(client: Client) -> None:
    learner = signed_in(client)
    logged = log(learner, SkillFactory())
    operations.withdraw_evidence(learner=learner, evidence_id=logged.evidence_id, now=NOON, by=learner)
    assert rows(client.get("/log/")) == []


def test_a_check_can_be_seen_and_not_edited(client: Client) -> None:
    learner = signed_in(client)
    answer(learner, SkillFactory())
    page = client.get("/log/")
    assert len(rows(page)) == 1
    assert re.findall(r"/log/\d+/edit/", body(page)) == []


def test_the_week_shows_minutes_by_day_from_monday_on(client: Client) -> None:
    learner = signed_in(client, minutes_a_week=300)
    skill = SkillFactory()
    for back, minutes in ((0, 60), (0, 25), (1, 40), (2, 500)):
        log(learner, skill, days=back, minutes=minutes)
    page = client.get("/log/")
    (label,) = re.findall(r'class="week" role="img" aria-label="([^"]+)"', body(page))
    assert label == "Minutes done: Mon 40, Tue 85, Wed 0, Thu 0, Fri 0, Sat 0, Sun 0"
    assert every(r'<section class="panel" id="week".*?<span class="meta">(.*?)</span>', page) == [
        "2 h 05 of 5 h"
    ]
    assert every(r'id="his-h">History</h2><span class="meta">(.*?)</span>', page) == ["10 h 25 in seven days"]


@pytest.mark.parametrize(
    ("zone", "heading", "week"),
    [
        ("Pacific/Kiritimati", "Today, Wednesday 25 November · 20 min", "Week 48"),
        ("America/Los_Angeles", "Today, Tuesday 24 November · 20 min", "Week 48"),
        ("UTC", "Today, Tuesday 24 November · 20 min", "Week 48"),
    ],
)
def test_today_is_where_the_learner_is(client: Client, zone: str, heading: str, week: str) -> None:
    signed_in(client, time_zone=zone)
    SkillFactory(name="Feature stores")
    page = add(client, "feature stores read 20m")
    assert (days(page), every(r'id="wk-h">(.*?)</h2>', page)) == ([heading], [week])


def test_a_week_begins_on_monday_where_the_learner_is(client: Client) -> None:
    signed_in(client, time_zone="Pacific/Kiritimati")
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        assert every(r'id="wk-h">(.*?)</h2>', client.get("/log/")) == ["Week 48"]
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False):
        assert every(r'id="wk-h">(.*?)</h2>', client.get("/log/")) == ["Week 47"]


@pytest.mark.parametrize(
    ("moment", "time"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30"),  # the hour that the clocks have twice
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "03:30"),  # the hour after the one they leave out
    ],
)
def test_times_are_right_when_the_clocks_change(client: Client, moment: datetime, time: str) -> None:
    with time_machine.travel(moment, tick=False):
        signed_in(client, time_zone="Europe/Berlin")
        SkillFactory(name="Feature stores")
        page = add(client, "feature stores read 20m")
        assert [row.split()[0] for row in rows(page)] == [time]


def test_the_time_of_a_backdated_entry_is_left_out(client: Client) -> None:
    learner = signed_in(client)
    log(learner, SkillFactory(name="Feature stores"), days=3)
    assert [row.split()[0] for row in rows(client.get("/log/"))] == ["Feature"]


def test_what_is_learnt_shows_its_outcomes(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory(name="Feature stores")
    outcome, *_ = OutcomeFactory.create_batch(4, skill=skill)
    operations.show_outcome(learner=learner, outcome_id=outcome.pk, shown=True, now=NOON, by=learner)
    log(learner, skill)
    assert every(r'<td class="nowrap">(.*?)</td>', client.get("/log/")) == ["1 of 4 outcomes"]


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://docs.example.org/drift", ["Drift detection", "Read?"]),
        ("http://www.docs.example.org/drift/?utm_source=x#top", ["Drift detection", "Read?"]),
        ("https://www.coursera.org/learn/x", ["which skill?", "Course?"]),
    ],
)  # fmt: skip
def test_a_shared_link_proposes_skill_and_kind(client: Client, url: str, line: list[str]) -> None:
    signed_in(client)
    ResourceFactory(
        skill=SkillFactory(name="Drift detection"), url="https://docs.example.org/drift", kind="docs"
    )
    page = client.get("/log/", {"url": url})
    (understood,) = re.findall(
        r'id="understood" aria-live="polite">(.*?)</span><span class="row', body(page), re.DOTALL
    )
    assert [words(part) for part in re.findall(r"<span[^>]*>(.*?)</span>", understood, re.DOTALL)] == [
        "Understood:", *line, "Today", "Link",
    ]  # fmt: skip


def test_a_shared_link_that_serves_several_skills_is_a_choice(client: Client) -> None:
    learner = signed_in(client)
    for name in ("Drift detection", "Statistics"):
        ResourceFactory(skill=SkillFactory(name=name), url="https://docs.example.org/x", kind="video")
    page = add(client, "https://docs.example.org/x 30m")
    assert page.status_code == 422
    assert [option.split(" Ready")[0] for option in options(page)] == ["Drift detection", "Statistics"]
    add(client, "https://docs.example.org/x 30m statistics")
    assert entry_of(learner) == ("Statistics", TODAY, 30, "watched", "", "https://docs.example.org/x")


def test_a_link_is_never_run(client: Client) -> None:
    signed_in(client)
    page = client.get("/log/", {"url": "javascript:alert(1)"})
    assert re.findall(r'href="javascript', body(page)) == []


def test_suggestions_carry_the_whole_line(client: Client) -> None:
    learner = signed_in(client)
    hold(learner, SkillFactory(name="Kubernetes fundamentals", words="Kubernetes fundamentals"), days=1)
    SkillFactory(name="Kubernetes operations", words="Kubernetes operations")
    page = client.get("/log/suggest/", {"q": "45m kube built"}, headers=HTMX)
    assert re.findall(
        r'role="option" id="([^"]+)" aria-selected="false" data-value="([^"]*)"', body(page)
    ) == [
        ("q-list-1", "45m Kubernetes fundamentals built"),
        ("q-list-2", "45m Kubernetes operations built"),
    ]
    assert page["HX-Trigger"] == '{"say": {"value": "2 suggestions"}}'


def test_nothing_is_suggested_once_a_skill_is_named(client: Client) -> None:
    signed_in(client)
    SkillFactory(name="Feature stores")
    page = client.get("/log/suggest/", {"q": "45m feature stores"}, headers=HTMX)
    assert re.findall('role="option"', body(page)) == []


def test_suggestions_without_htmx_lead_to_the_log(client: Client) -> None:
    signed_in(client)
    assert client.get("/log/suggest/", {"q": "45m kube"})["Location"] == "/log/?q=45m+kube"


def test_the_visibility_of_notes_is_not_asked_for_before_there_are_teams(client: Client) -> None:
    signed_in(client)
    assert re.findall('name="visibility"', body(client.get("/log/")) + body(client.get("/log/new/"))) == []


def fill(learner: User, *, skills: int, entries: int) -> None:
    """Let a learner hold skills and have logged entries of them in turn."""
    made = SkillFactory.create_batch(skills)
    for skill in made:
        OutcomeFactory(skill=skill)
    settle_catalogue()
    answers = {skill.pk: operations.AssessedLevel(2) for skill in made}
    operations.assess(learner=learner, answers=answers, now=at(90), by=learner)
    for number in range(entries):
        back = number % 30
        new = entry(made[number % skills], days=back, kind="read", minutes=5)
        operations.log_evidence(learner=learner, entry=new, now=at(back), by=learner)


@pytest.mark.parametrize(("skills", "entries"), [(1, 1), (125, 60)])
def test_the_log_takes_six_statements_at_most(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, skills: int, entries: int
) -> None:
    fill(signed_in(client), skills=skills, entries=entries)
    client.get("/log/")  # the session is in the cache from here on
    with django_assert_num_queries(5):
        client.get("/log/")
    cache.clear()
    with django_assert_num_queries(6):
        client.get("/log/")


def test_twenty_earlier_rows_take_four_statements(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(signed_in(client), skills=125, entries=60)
    (address,) = re.findall(r'hx-get="(/log/\?before=[^"]+)"', body(client.get("/log/")))
    with django_assert_num_queries(4):
        client.get(address, headers=HTMX)


@pytest.mark.parametrize(("skills", "entries"), [(1, 1), (125, 60)])
def test_suggesting_and_logging_take_the_same_statements_whatever_the_log(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, skills: int, entries: int
) -> None:
    fill(signed_in(client), skills=skills, entries=entries)
    name = Evidence.objects.latest("pk").skill.name
    client.get("/log/", {"q": name})
    with django_assert_num_queries(4):
        client.get("/log/suggest/", {"q": "45m skil read"}, headers=HTMX)
    with django_assert_num_queries(LINE):
        client.post("/log/", {"q": f"45m {name} read", "form_token": str(uuid4())}, headers=HTMX)


def test_a_log_of_a_skill_that_left_the_catalogue_stays_readable(client: Client) -> None:
    learner = signed_in(client)
    skill = SkillFactory(name="Feature stores", slug="feature-stores")
    log(learner, skill)
    skill.retired_at = NOON
    skill.save()
    page = client.get("/log/")
    assert len(rows(page)) == 1
    assert re.findall(r"/skills/feature-stores/", body(page)) == []
