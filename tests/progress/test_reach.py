"""How far a change of the catalogue reaches into what learners have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.progress.models import MemoryState
from apps.progress.operations import NewEntry, log_evidence
from apps.progress.queries.reach import reach
from apps.skills.logic.catalogue.reach import Reach
from apps.skills.models import Skill, Way
from apps.skills.operations.drafts import start_draft
from apps.skills.operations.previews import draft_page
from apps.skills.queries.editing import stored_text
from apps.users.models import User
from tests.catalogue import import_small
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def built(learner: User, slug: str, *days_ago: int) -> None:
    for ago in days_ago:
        day = timezone.now().date() - timedelta(days=ago)
        entry = NewEntry(skill_id=Skill.objects.get(slug=slug).pk, day=day, minutes=45, kind="built", note="")
        log_evidence(learner=learner, entry=entry, now=timezone.now(), by=learner)


def skills() -> dict[str, Skill]:
    return {row.slug: row for row in Skill.objects.all()}


def due_days() -> dict[int, object]:
    return dict(MemoryState.objects.filter(held=True).values_list("pk", "due_on"))


def test_the_reach_of_a_skill_counts_who_has_it_and_who_holds_it() -> None:
    import_small()
    two, one = UserFactory(), UserFactory()
    built(two, "python", 3)
    built(one, "python", 3)
    built(one, "networks", 3)
    MemoryState.objects.filter(learner=one, skill__slug="python").update(held=True)
    rows = skills()
    asked = {rows[slug].pk: rows[slug].ageing for slug in ("python", "networks", "serving")}
    with CaptureQueriesContext(connection) as taken:
        found = reach(asked)
    assert found == {rows["python"].pk: Reach(2, 1, 0), rows["networks"].pk: Reach(1, 0, 0)}
    assert len(taken) == 1


@pytest.mark.parametrize(("stability", "was", "becomes", "moves"), [
    (3000.0, "slow", "fast", 1),
    (3000.0, "fast", "slow", 1),
    (300.0, "slow", "medium", 1),
    (90.0, "slow", "medium", 0),
    (3000.0, "medium", "medium", 0),
])  # fmt: skip
def test_the_due_days_that_will_move_are_those_that_an_import_then_moves(
    stability: float, was: str, becomes: str, moves: int
) -> None:
    import_small()
    learner: User = UserFactory()
    built(learner, "python", 3)
    Skill.objects.filter(slug="python").update(ageing=was)
    MemoryState.objects.update(stability=stability, held=True)
    said = stored_text("skills/ml.yaml").replace(f"ageing: {was}", f"ageing: {becomes}", 1)
    draft = start_draft(files={"skills/ml.yaml": said}, way=Way.FILES, now=timezone.now(), by=learner)
    assert (
        reach({Skill.objects.get(slug="python").pk: becomes})[Skill.objects.get(slug="python").pk].moving
        == moves
    )
    preview = draft_page(draft.pk).preview
    assert preview is not None
    assert [(notice.kind, notice.many) for notice in preview.notices] == (
        [("later" if was == "fast" else "sooner", 1)] if moves else []
    )
