"""Find: typing errors forgiven, the state of each skill said, bounded whatever is typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.curricula.logic.marking import Piece, answers, marked
from apps.curricula.queries.find import FindPage, find_page
from apps.progress.operations import AssessedLevel, assess
from apps.skills.models import Skill
from apps.users.models import User
from tests.catalogue import import_built_in, import_small
from tests.factories import UserFactory

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOON.date()
HTMX = {"HX-Request": "true"}


def signed_in(learner: User) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def say(learner: User, **levels: int) -> None:
    ids = dict(Skill.objects.values_list("slug", "id"))
    told = {ids[slug.replace("_", "-")]: AssessedLevel(level) for slug, level in levels.items()}
    assess(learner=learner, answers=told, now=NOON, by=learner)


def found(asked: str, learner: User | None = None, *, today: date = TODAY) -> FindPage:
    return find_page(asked, learner=learner or UserFactory(), today=today)


def names(page: FindPage) -> list[str]:
    return ["".join(piece.text for piece in line.name) for line in page.skills]


# -- What is found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("registr", "Model registry and artefact versioning"),
        ("kuberntes", "Kubernetes fundamentals"),
        ("k8s fund", "Kubernetes fundamentals"),
        ("DRIFT", "Drift detection"),
    ],
)
def test_a_skill_is_found_by_beginnings_and_nearly_right_words(asked: str, first: str) -> None:
    import_built_in()
    assert names(found(asked))[0] == first


@pytest.mark.django_db
def test_each_group_is_bounded_and_the_best_skill_can_be_logged() -> None:
    import_built_in()
    page = found("kubernetes")
    assert (len(page.skills), len(page.resources), len(page.acts)) == (6, 4, 1)
    assert page.acts[0].name == f"Log time on {names(page)[0]}"
    assert page.acts[0].url == f"{page.skills[0].url}#log"
    assert page.many == 11


@pytest.mark.django_db
def test_what_a_shape_stands_for_is_said() -> None:
    import_small()
    learner = UserFactory()
    say(learner, python=2, evaluation=1)
    lines = [found(asked, learner).skills[0] for asked in ("python", "evaluation", "serving", "networks")]
    assert [(line.state, line.says) for line in lines] == [
        ("fresh", "fresh at 100%, due 3 Mar 2027"),
        ("learning", "learning, 25% covered"),
        ("locked", "locked; needs Networks"),
        ("ready", "ready"),
    ]


@pytest.mark.django_db
def test_an_empty_question_shows_the_pages() -> None:
    page = found("  ")
    assert [line.name for line in page.pages] == [
        "Roadmap",
        "Other choices for the next step",
        "Log",
        "Set-up",
        "Settings",
        "Help and keys",
    ]
    assert page.many == 6


@pytest.mark.django_db
def test_a_page_is_found_by_what_stands_on_it() -> None:
    assert [[line.name for line in found(asked).pages] for asked in ("password", "time", "set", "!")] == [
        ["Settings"],
        ["Log", "Settings"],
        ["Set-up", "Settings"],
        [],
    ]


@pytest.mark.django_db
def test_no_hit_says_so_and_leads_on() -> None:
    import_small()
    text = signed_in(UserFactory()).get("/find/", {"q": "zzqqxx<b>"}).content.decode()
    assert "<b>Nothing matches “zzqqxx&lt;b&gt;”.</b>" in text
    assert 'href="/?view=list"' in text


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["a" * 5000, "drift " * 2000, "%_\\'\"", "()[*", "🙂" * 300, "ــ"])
def test_whatever_is_typed_gets_an_answer(asked: str) -> None:
    import_small()
    learner = UserFactory()
    assert len(found(asked, learner).asked) <= 100
    assert signed_in(learner).get("/find/", {"q": asked}).status_code == 200


# -- Page and fragment


@pytest.mark.django_db
def test_the_page_keeps_what_was_asked_and_holds_no_second_palette() -> None:
    import_small()
    text = signed_in(UserFactory()).get("/find/", {"q": 'py"'}).content.decode()
    assert 'value="py&quot;"' in text
    assert (text.count('id="find-q"'), text.count('id="hits"'), "<dialog" in text) == (1, 1, False)


@pytest.mark.django_db
def test_htmx_gets_the_hits_and_their_number_alone() -> None:
    import_small()
    client = signed_in(UserFactory())
    answer = client.get("/find/", {"q": "pyth"}, headers=HTMX)
    text = answer.content.decode().strip().replace("\n", "")
    assert text.startswith('<nav class="hits" id="hits"')
    assert "<mark>Pyth</mark>on" in text
    assert (
        '<span id="hits-many" hx-swap-oob="innerHTML">2 results. Typing errors are forgiven.</span>' in text
    )
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.django_db
def test_every_page_carries_one_hidden_palette_for_those_signed_in() -> None:
    text = signed_in(UserFactory()).get("/help/").content.decode()
    assert (text.count("<dialog"), text.count('id="find-q"')) == (1, 1)
    assert "<dialog" not in Client().get("/help/").content.decode()


@pytest.mark.django_db
def test_find_is_for_those_signed_in() -> None:
    assert Client().get("/find/", {"q": "x"}).headers["Location"] == "/accounts/login/?next=/find/%3Fq%3Dx"


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "statements"), [("", 1), ("python", 5), ("kubernetes", 5), ("zzqqxx", 5)])
def test_find_costs_the_same_few_statements_whatever_is_found(asked: str, statements: int) -> None:
    import_built_in()
    learner = UserFactory()
    say(learner, python_programming=2, git_fundamentals=1)
    client = signed_in(learner)
    client.get("/find/", {"q": "python"})
    with CaptureQueriesContext(connection) as done:
        assert client.get("/find/", {"q": asked}).status_code == 200
    assert len(done) == statements


# -- Marking


def test_the_beginning_of_a_word_is_marked_and_not_its_middle() -> None:
    assert marked("Registry of pre-registered models", asked="REG") == (
        Piece("Reg", marked=True),
        Piece("istry of pre-", marked=False),
        Piece("reg", marked=True),
        Piece("istered models", marked=False),
    )


def test_nothing_is_marked_without_a_word() -> None:
    assert marked("Drift", asked="?!") == (Piece("Drift", marked=False),)


def test_every_word_of_a_question_must_answer() -> None:
    assert [answers(asked, names=("Help and keys",)) for asked in ("he ke", "help me", "")] == [
        True,
        False,
        False,
    ]


@given(st.text(max_size=60), st.text(max_size=30))
def test_the_pieces_make_the_text_again(text: str, asked: str) -> None:
    assert "".join(piece.text for piece in marked(text, asked=asked)) == text
