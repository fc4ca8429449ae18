"""Set-up as its pages do it: saved step by step, resumed, repeated, and never asking twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.curricula.forms.setup import read_levels, zones
from apps.curricula.operations import Aim, RoleNotFound, say_where_one_stands, take_aim
from apps.curricula.queries.setup import NoRoleChosen, SetupPage, SoFar, setup_page, so_far
from apps.progress.models import MemoryState, SelfAssessment
from apps.progress.operations import NewEntry, log_evidence
from apps.skills.models import Catalogue, RoleChoice, Skill
from apps.users.models import User
from tests.catalogue import import_built_in, import_small
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOON.date()


def signed_in(learner: User) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def learner_of(role: str = "engineer") -> User:
    learner: User = UserFactory()
    aim = Aim(role=role, minutes_a_week=240, time_zone="Europe/Berlin")
    take_aim(learner=learner, aim=aim, now=NOON, by=learner)
    learner.refresh_from_db()
    return learner


def recorded(learner: User) -> dict[str, tuple[int, bool]]:
    rows = SelfAssessment.objects.filter(learner=learner)
    return {
        slug: (level, guess) for slug, level, guess in rows.values_list("skill__slug", "level", "inferred")
    }


def asked(page: SetupPage | None) -> dict[str, int | None]:
    assert page is not None
    return {question.slug: question.level for group in page.groups for question in group.questions}


def page_of(learner: User, number: int | None = None) -> SetupPage | None:
    return setup_page(learner=learner, number=number, typed=None, today=TODAY)


def send(client: Client, page: int = 1, act: str = "next", **levels: int) -> HttpResponse:
    answers: dict[str, Any] = {f"level-{slug.replace('_', '-')}": level for slug, level in levels.items()}
    return client.post("/start/skills/", {"page": page, "act": act, **answers})  # type: ignore[return-value]  # the stubs say more


def strips(shown: SoFar) -> dict[str, tuple[str, ...]]:
    return {strip.code: strip.states for strip in shown.strips}


def forget_the_catalogue() -> None:
    """Make the process read the rows again: they were changed behind the import's back."""
    newest = Catalogue.objects.latest("id")
    newest.pk = None
    newest.save()


# -- Step 1


def test_the_roles_are_offered_with_their_bands_and_none_is_chosen_for_a_new_account() -> None:
    import_small()
    text = signed_in(UserFactory()).get("/start/").content.decode()
    assert "4 skills · even keel at 40 to 60% ML" in text
    assert "checked" not in text


def test_role_hours_and_zone_are_saved_and_lead_to_the_questions() -> None:
    import_small()
    learner = UserFactory()
    form = {"role": "engineer", "hours": "2.5", "time_zone": "Asia/Kolkata"}
    answer = signed_in(learner).post("/start/", form)
    learner.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/start/skills/")
    assert (learner.minutes_a_week, learner.time_zone) == (150, "Asia/Kolkata")
    assert RoleChoice.objects.get(learner=learner).role.slug == "engineer"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("role", "", "Choose a role; you can change it at any time."),
        ("role", "captain", "Select a valid choice. captain is not one of the available choices."),
        ("hours", "", "Write how many hours, for example 4."),
        ("hours", "four", "Write hours as a number, for example 4."),
        ("hours", "NaN", "Write hours as a number, for example 4."),
        ("hours", "61", "Ensure this value is less than or equal to 60."),
        ("hours", "-1", "Ensure this value is greater than or equal to 0."),
        (
            "time_zone",
            "Mars/Olympus",
            "Select a valid choice. Mars/Olympus is not one of the available choices.",
        ),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_saved(field: str, value: str, says: str) -> None:
    import_small()
    learner = UserFactory()
    form = {"role": "engineer", "hours": "9", "time_zone": "UTC", field: value}
    answer = signed_in(learner).post("/start/", form)
    learner.refresh_from_db()
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert (learner.minutes_a_week, RoleChoice.objects.count()) == (240, 0)


def test_a_role_that_left_the_catalogue_cannot_be_chosen() -> None:
    import_small()
    learner = UserFactory()
    with pytest.raises(RoleNotFound):
        take_aim(learner=learner, aim=Aim("captain", 60, "UTC"), now=NOON, by=learner)
    learner.refresh_from_db()
    assert learner.minutes_a_week == 240


def test_every_zone_is_offered_once_and_ones_own_even_when_it_is_an_old_name() -> None:
    offered = [
        name
        for label, part in zones("US/Pacific")
        for name in ([label] if isinstance(part, str) else [n for n, _ in part])
    ]
    assert offered[:2] == ["US/Pacific", "UTC"]
    assert len(offered) == len(set(offered))
    assert {"Europe/Berlin", "America/Argentina/Buenos_Aires"} <= set(offered)


# -- Step 2


def test_without_a_role_the_questions_lead_back_to_the_first_step() -> None:
    import_small()
    client = signed_in(UserFactory())
    assert client.get("/start/skills/").headers["Location"] == "/start/"
    assert send(client, python=2).headers["Location"] == "/start/"
    with pytest.raises(NoRoleChosen):
        page_of(UserFactory())


def test_the_first_page_asks_what_everything_rests_on() -> None:
    import_small()
    page = page_of(learner_of())
    assert asked(page) == {"python": None, "networks": None}
    assert page is not None
    assert [(group.code, [q.hint for q in group.questions]) for group in page.groups] == [
        ("MLF", ["CPython"]),
        ("PLT", ["tcpdump"]),
    ]


def test_what_is_new_settles_what_rests_on_it_and_set_up_ends() -> None:
    import_small()
    learner = learner_of()
    answer = send(signed_in(learner), python=0, networks=2)
    assert answer.headers["Location"] == "/"
    assert recorded(learner) == {"python": (0, False), "networks": (2, False)}
    assert MemoryState.objects.filter(learner=learner).count() == 1


def test_what_is_used_opens_the_questions_above_it() -> None:
    import_small()
    learner = learner_of()
    client = signed_in(learner)
    assert send(client, python=2, networks=2).headers["Location"] == "/start/skills/?page=2"
    assert asked(page_of(learner)) == {"evaluation": None, "serving": None}
    assert send(client, page=2, evaluation=3, serving=1).headers["Location"] == "/"


def test_use_of_a_skill_is_inferred_downwards_and_saved_as_inferred() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"serving": 3}, now=NOON, by=learner)
    assert recorded(learner) == {"serving": (3, False), "python": (2, True), "networks": (2, True)}
    held = MemoryState.objects.filter(learner=learner, held=True)
    assert sorted(held.values_list("skill__slug", flat=True)) == ["networks", "python", "serving"]


def test_a_later_answer_wins_over_what_was_inferred() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"serving": 2}, now=NOON, by=learner)
    say_where_one_stands(learner=learner, levels={"networks": 1}, now=NOON, by=learner)
    assert recorded(learner) == {"serving": (2, False), "python": (2, True), "networks": (1, False)}


def test_a_changed_answer_takes_back_what_followed_from_it() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"serving": 2}, now=NOON, by=learner)
    say_where_one_stands(learner=learner, levels={"serving": 0}, now=NOON, by=learner)
    assert {slug: level for slug, (level, _) in recorded(learner).items()} == {
        "serving": 0,
        "python": 0,
        "networks": 0,
    }
    assert MemoryState.objects.filter(learner=learner, held=True).count() == 0


def test_set_up_again_without_changes_writes_nothing() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"python": 2, "networks": 1}, now=NOON, by=learner)
    before = list(SelfAssessment.objects.order_by("id").values())
    later = datetime(2027, 3, 1, 12, tzinfo=UTC)
    say_where_one_stands(learner=learner, levels={"python": 2, "networks": 1}, now=later, by=learner)
    assert list(SelfAssessment.objects.order_by("id").values()) == before


def test_set_up_again_shows_what_was_said() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"python": 0, "networks": 3}, now=NOON, by=learner)
    assert asked(page_of(learner)) == {"python": 0, "networks": 3}


def test_set_up_again_takes_nothing_away_from_the_log() -> None:
    import_small()
    learner = learner_of()
    python = Skill.objects.get(slug="python")
    entry = NewEntry(skill_id=python.pk, day=TODAY, minutes=45, kind="built")
    log_evidence(learner=learner, entry=entry, now=NOON, by=learner)
    say_where_one_stands(learner=learner, levels={"python": 0, "networks": 0}, now=NOON, by=learner)
    assert MemoryState.objects.get(learner=learner).skill_id == python.pk


def test_a_learner_who_comes_back_finds_the_first_open_page() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"python": 2, "networks": 2}, now=NOON, by=learner)
    page = page_of(learner)
    assert page is not None
    assert (page.number, page.settled, page.many) == (2, 2, 4)


def test_any_page_of_the_way_can_be_opened_again_and_numbers_are_bounded() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"python": 2, "networks": 2}, now=NOON, by=learner)
    client = signed_in(learner)
    shown = [
        client.get(f"/start/skills/?page={n}").context["page"].number
        for n in ("1", "2", "9", "0", "x", "9" * 99)
    ]
    assert shown == [1, 2, 2, 1, 2, 2]


def test_a_missing_answer_is_told_and_what_was_typed_is_kept() -> None:
    import_small()
    learner = learner_of()
    answer = send(signed_in(learner), python=2)
    text = answer.content.decode()
    assert (
        answer.status_code,
        text.count("Choose one. What you do not know is new."),
        recorded(learner),
    ) == (422, 1, {})
    assert 'name="level-python" value="2" checked' in text
    assert 'name="level-networks" value="0" autofocus' in text


def test_a_level_that_is_none_counts_as_missing() -> None:
    import_small()
    learner = learner_of()
    assert send(signed_in(learner), python=2, networks=7).status_code == 422
    assert recorded(learner) == {}


def test_back_saves_what_was_answered_and_goes_one_page_back() -> None:
    import_small()
    learner = learner_of()
    client = signed_in(learner)
    send(client, python=2, networks=2)
    assert send(client, page=2, act="back", serving=1).headers["Location"] == "/start/skills/?page=1"
    assert recorded(learner)["serving"] == (1, False)
    assert send(client, page=1, act="back").headers["Location"] == "/start/"


def test_the_rest_can_be_skipped_at_any_time() -> None:
    import_small()
    learner = learner_of()
    answer = send(signed_in(learner), act="draw", python=3)
    assert answer.headers["Location"] == "/"
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [  # type: ignore[attr-defined]  # of the test client
        "Your chart is drawn. “Set up again” in the account menu changes answers."
    ]
    assert recorded(learner) == {"python": (3, False)}


def test_all_new_to_me_answers_for_the_domain_and_stays_on_the_page() -> None:
    import_small()
    learner = learner_of()
    client = signed_in(learner)
    answer = client.post("/start/skills/", {"page": 1, "all_new": "ops", "level-python": "2"})
    assert answer.headers["Location"] == "/start/skills/?page=1"
    assert recorded(learner) == {"python": (2, False), "networks": (0, False), "serving": (0, False)}
    assert asked(page_of(learner, 1)) == {"python": 2, "networks": 0}


def test_a_domain_or_skill_outside_the_catalogue_is_passed_over() -> None:
    import_small()
    learner = learner_of()
    answer = signed_in(learner).post(
        "/start/skills/",
        {"page": "-3", "all_new": "kitchen", "level-cooking": "3", "level-": "1", "act": "x"},
    )
    assert (answer.status_code, recorded(learner)) == (302, {})


def test_only_levels_are_read_from_what_is_sent() -> None:
    sent = {"level-a": "3", "level-b": "4", "level-c": "", "level-d": "²", "page": "1", "levelx": "1"}
    assert read_levels(sent) == {"a": 3}


def test_a_role_that_asks_for_nothing_goes_to_the_chart() -> None:
    import_small()
    learner = learner_of()
    RoleChoice.objects.get(learner=learner).role.skills.clear()
    forget_the_catalogue()
    assert signed_in(learner).get("/start/skills/").headers["Location"] == "/"


# -- The chart so far


def test_the_chart_so_far_follows_what_is_typed_and_saves_nothing() -> None:
    import_small()
    learner = learner_of()
    shown = so_far(learner=learner, typed={"serving": 2}, today=TODAY)
    assert strips(shown) == {"MLF": ("fresh", "ready"), "PLT": ("fresh", "fresh")}
    assert (shown.held, shown.many, shown.balance.gauge, recorded(learner)) == (3, 4, "", {})


def test_the_chart_so_far_says_what_the_roadmap_will_say() -> None:
    import_built_in()
    learner = learner_of("mlops-engineer")
    levels = {"kubernetes-fundamentals": 2, "model-evaluation": 3, "continuous-training": 1}
    before = so_far(learner=learner, typed=levels, today=TODAY)
    say_where_one_stands(learner=learner, levels=levels, now=NOON, by=learner)
    after = so_far(learner=learner, typed={}, today=TODAY)
    assert before == after
    assert after.held > 5


def test_a_lowered_answer_lowers_the_chart_so_far() -> None:
    import_small()
    learner = learner_of()
    say_where_one_stands(learner=learner, levels={"serving": 2}, now=NOON, by=learner)
    shown = so_far(learner=learner, typed={"serving": 0}, today=TODAY)
    assert strips(shown) == {"MLF": ("ready", "locked"), "PLT": ("ready", "locked")}


def test_the_chart_so_far_comes_alone_to_htmx() -> None:
    import_small()
    answer = signed_in(learner_of()).get("/start/so-far/", {"level-python": "2", "level-networks": "x"})
    text = answer.content.decode()
    assert text.strip().startswith('<div class="stack sticky" id="so-far">')
    assert "1 of 4 skills held" in text


# -- Budgets


@pytest.mark.parametrize("several", [False, True])
def test_pages_cost_the_same_few_statements_for_little_and_for_much(*, several: bool) -> None:
    import_built_in()
    learner = learner_of("mlops-engineer")
    if several:
        levels = {"kubernetes-fundamentals": 2, "model-evaluation": 3, "git-fundamentals": 1}
        say_where_one_stands(learner=learner, levels=levels, now=NOON, by=learner)
    client = signed_in(learner)
    client.get("/start/")
    counts = {}
    for url in ("/start/", "/start/skills/", "/start/so-far/?level-python-programming=2"):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            assert client.get(url).status_code == 200
        counts[url.partition("?")[0]] = len(statements)
    assert counts == {"/start/": 3, "/start/skills/": 5, "/start/so-far/": 5}
