"""What a digest says, in HTML and in text, and when it says nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as house
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.nudges.composing import compose
from apps.nudges.kinds import KINDS
from apps.nudges.logic.flow import flowed
from apps.nudges.logic.silence import Silence
from apps.nudges.logic.slipping import Slip, worth_naming
from apps.nudges.models import Nudge
from apps.nudges.queries.digest import Digest, digest_of
from apps.nudges.queries.words import many_slip
from apps.progress.logic.memory import DEFAULT_PARAMETERS, Curve, MemoryState
from apps.progress.logic.worth import importance, loss
from apps.progress.models import MemoryState as State
from apps.progress.operations import AssessedLevel, NewEntry, assess, log_evidence, show_outcome
from apps.skills.models import Outcome
from apps.skills.operations import choose_role
from apps.skills.queries import snapshot
from apps.users.gateways.smtp import Letter
from apps.users.models import User
from tests.catalogue import import_built_in, import_small
from tests.nudges.people import reader, with_something_to_say

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
DAY = timedelta(days=1)


def digest(learner: User, now: datetime = NOW) -> Digest:
    said = digest_of(learner, preferences=learner.mail_preferences, now=now)
    assert isinstance(said, Digest)
    return said


def letter(learner: User, said: Digest | None = None) -> Letter:
    return compose(KINDS["digest"], learner=learner, content=said or digest(learner), key="1")


def practitioner(*, days_ago: int = 100) -> User:
    """Return a learner of the built-in catalogue who holds every third skill, last used some days ago."""
    import_built_in()
    learner, catalogue = reader(), snapshot()
    role = next(card.id for card in catalogue.roles.values() if card.slug == "mlops-engineer")
    then = NOW - days_ago * DAY
    choose_role(learner=learner, role_id=role, now=then, by=learner)
    answers = {skill: AssessedLevel(2) for skill in list(catalogue.skills)[::3]}
    assess(learner=learner, answers=answers, now=then, by=learner)
    learner.refresh_from_db()
    return learner


def test_a_learner_without_a_role_or_without_any_answer_gets_nothing() -> None:
    import_small()
    learner = reader()
    found = digest_of(learner, preferences=learner.mail_preferences, now=NOW)
    assert found == Silence("set-up is not finished")


def test_with_nothing_open_and_nothing_fading_there_is_nothing_to_say() -> None:
    import_small()
    learner = reader()
    catalogue = snapshot()
    choose_role(learner=learner, role_id=next(iter(catalogue.roles)), now=NOW, by=learner)
    levels = {skill: AssessedLevel(3) for skill in catalogue.skills}
    assess(learner=learner, answers=levels, now=NOW, by=learner)
    learner.refresh_from_db()
    found = digest_of(learner, preferences=learner.mail_preferences, now=NOW)
    assert found == Silence("nothing is open and nothing fades")


def test_a_digest_names_the_step_with_the_reasons_of_the_roadmap() -> None:
    import_small()
    said = digest(with_something_to_say(reader(), now=NOW))
    assert said.step is not None
    assert (said.step.name, said.step.act) == ("Model evaluation", "Start: a sitting of 45 min")
    assert said.step.reasons == (
        "You hold the one skill it needs.",
        "It works against: Staying on one side.",
    )
    assert said.subject == "Your week: Model evaluation next"
    assert (said.week, said.first_name, said.every) == (49, "Mira", "on Mondays at 08:00")
    assert said.balance is None


def test_last_week_is_what_was_logged_and_shown_in_it() -> None:
    import_small()
    learner = with_something_to_say(reader(), now=NOW - 9 * DAY)
    for days, minutes in ((8, 500), (7, 40), (1, 26), (0, 500)):
        then = NOW - days * DAY
        entry = NewEntry(
            skill_id=snapshot().by_slug["networks"], day=then.date(), minutes=minutes, kind="read"
        )
        log_evidence(learner=learner, entry=entry, now=then, by=learner)
    outcome = Outcome.objects.get(slug="trace-request")
    show_outcome(learner=learner, outcome_id=outcome.pk, shown=True, now=NOW - DAY, by=learner)
    last = digest(learner).last_week
    assert last.title == "Last week"
    assert last.sentences == (
        "1 h 06 of the 4 h you planned.",
        "Networks: 1 of 1 outcomes, one more than before.",
        "Practised: Networks.",
    )
    assert digest(learner, NOW + DAY).last_week.title == "The last seven days"


def test_a_skill_says_when_it_fades_and_why_it_is_named() -> None:
    learner = practitioner()
    State.objects.filter(learner=learner).update(due_on=date(2027, 6, 1))
    some = list(State.objects.filter(learner=learner, held=True).order_by("pk")[:3])
    for state, days in zip(some, (-3, 4, 8), strict=True):
        State.objects.filter(pk=state.pk).update(due_on=TODAY + days * DAY)
    said = digest(learner)
    named = {slip.says for slip in said.slipping} | (set() if said.step is None else set(said.step.reasons))
    assert "Fading, falls under 80% on 4 December" in named
    assert all("8 December" not in words for words in named)
    assert {slip.reason.partition(";")[0] for slip in said.slipping} == {"Last used 100 days ago"}


def test_a_skill_whose_tools_move_fast_is_due_for_a_refresh() -> None:
    learner = practitioner(days_ago=180)
    fast = [card.id for card in snapshot().skills.values() if card.ageing == "fast"]
    states = State.objects.filter(learner=learner, held=True)
    states.update(due_on=date(2027, 6, 1))
    capped = states.filter(skill__in=fast).order_by("pk").first()
    assert capped is not None
    due = capped.last_day + 182 * DAY
    State.objects.filter(pk=capped.pk).update(due_on=due)
    says = [slip.says for slip in digest(learner).slipping]
    assert says == ["Fading, due for a refresh on 2 December"]


def slip(skill: int, days: int, *, weight: float = 1.0, lost: float = 0.1) -> Slip:
    return Slip(skill, TODAY + days * DAY, weight, lost)


def test_only_what_crosses_within_a_week_or_since_the_last_mail_is_named() -> None:
    slips = [slip(days, days) for days in (-8, -7, 0, 7, 8)]
    found = worth_naming(slips, today=TODAY, since=TODAY - 7 * DAY)
    assert [one.skill for one in found] == [-7, 0, 7]


def test_of_many_the_three_that_matter_most_are_named() -> None:
    slips = [slip(1, 1, weight=0.3), slip(2, 2, weight=2), slip(3, 3, lost=0.3), slip(4, 4), slip(5, 5)]
    found = worth_naming(slips, today=TODAY, since=TODAY)
    assert [one.skill for one in found] == [3, 2, 4]


def test_since_the_last_digest_can_be_longer_than_a_week() -> None:
    learner = practitioner()
    State.objects.filter(learner=learner).update(due_on=TODAY - 20 * DAY)
    assert digest(learner).slipping == ()
    sent = NOW - 21 * DAY
    Nudge.objects.create(
        learner=learner, kind="digest", period="x", due_at=sent, expires_at=sent + DAY, state="sent",
        finished_at=sent,
    )  # fmt: skip
    assert len(digest(learner).slipping) == 3


def test_importance_grows_with_what_waits_and_shrinks_outside_the_role() -> None:
    assert importance(asked_for=True, waiting=0) == 1
    assert importance(asked_for=True, waiting=3) == 3
    assert importance(asked_for=False, waiting=1) == pytest.approx(0.6)


def test_what_a_week_costs_is_retention_now_less_retention_then() -> None:
    curve = Curve(DEFAULT_PARAMETERS)
    fresh = MemoryState(7.0, 5.0, TODAY)
    assert loss(fresh, today=TODAY, curve=curve) == pytest.approx(0.1)
    assert loss(fresh, today=TODAY + 70 * DAY, curve=curve) < 0.02


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (["fading"], "one skill fading"),
        (["fading", "fresh"], "two skills fading"),
        (["faded"], "one skill faded"),
        (["faded", "fading", "fading"], "three skills fading or faded"),
    ],
)
def test_the_subject_says_how_many_slip(states: list[str], words: str) -> None:
    assert many_slip(states) == words


def test_content_takes_six_statements_whatever_there_is_to_say() -> None:
    few = practitioner()
    digest(few)  # the catalogue and the curve are kept in the process from here on
    counted = []
    for learner in (few, practitioner()):
        State.objects.filter(learner=few).update(due_on=TODAY)
        preferences = learner.mail_preferences
        with CaptureQueriesContext(connection) as asked:
            digest_of(learner, preferences=preferences, now=NOW)
        counted.append(len(asked))
    assert counted == [6, 6]


def test_the_mail_is_small_whole_and_loads_nothing() -> None:
    learner = practitioner()
    State.objects.filter(learner=learner).update(due_on=TODAY)
    said = digest(learner)
    made = letter(learner, said)
    assert len(said.slipping) == 3
    assert said.balance is not None
    assert len(made.html.encode()) < 100_000
    assert re.findall(r"<(?:img|link|script|iframe|object|form)\b|url\(|@import|@font-face", made.html) == []
    assert "{" not in re.sub(r"<style.*?</style>", "", made.html, flags=re.DOTALL)
    assert "@media (prefers-color-scheme: dark)" in made.html
    assert 'class="card' in made.html


def test_every_link_leads_to_this_site_and_tells_nothing_of_who_follows_it() -> None:
    learner = practitioner()
    made = letter(learner)
    links = re.findall(r'href="([^"]+)"', made.html)
    assert {link.partition("/mail/stop/")[0].rstrip("/") for link in links if "/mail/stop/" in link} == {
        house.SITE_URL
    }
    others = [link.removeprefix(house.SITE_URL) for link in links if "/mail/stop/" not in link]
    assert all(re.fullmatch(r"/(skills/[a-z0-9-]+|next|settings/mail)/", link) for link in others)
    assert len(others) >= 3


def test_text_and_html_say_the_same() -> None:
    learner = practitioner()
    State.objects.filter(learner=learner).update(due_on=TODAY)
    said = digest(learner)
    made = letter(learner, said)
    text = " ".join(made.text.split())
    bare = " ".join(re.sub(r"<[^>]+>", " ", made.html.replace("&nbsp;", " ")).split())
    assert said.step is not None
    assert said.balance is not None
    sentences = [
        said.step.name, *said.step.reasons, *(slip.says for slip in said.slipping),
        *(slip.reason for slip in said.slipping), said.balance.title, said.balance.says,
        *said.last_week.sentences, "because you turned the weekly digest on.",
    ]  # fmt: skip
    assert [words for words in sentences if words not in text] == []
    assert [words for words in sentences if words not in bare] == []


def test_lines_of_the_text_are_short_but_for_addresses() -> None:
    learner = practitioner()
    State.objects.filter(learner=learner).update(due_on=TODAY)
    lines = letter(learner).text.splitlines()
    assert [line for line in lines if len(line) > 78 and not line.strip().startswith("http")] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_wrapped_line_stands_under_its_own_beginning() -> None:
    assert flowed("  ∵ " + "word " * 20).splitlines()[1].startswith("    word")
    assert flowed("a\n\n\n\nb") == "a\n\nb\n"


def test_names_that_look_like_html_are_shown_as_text() -> None:
    learner = practitioner()
    learner.name = "<b>Mira</b> & co"
    made = letter(learner)
    assert "for &lt;b&gt;Mira&lt;/b&gt;" in made.html
    assert "for <b>Mira</b>" in made.text


def test_a_mail_is_the_same_in_whatever_language_its_previewer_reads() -> None:
    learner = practitioner()
    said = digest(learner)
    with translation.override("de"):
        german = letter(learner, said)
    assert german == letter(learner, said)
