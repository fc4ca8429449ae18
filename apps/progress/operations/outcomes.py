"""Ticking an outcome of a skill, and taking the tick back."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from apps.progress.models import OutcomeShown
from apps.progress.operations.errors import OutcomeNotFound
from apps.progress.operations.moved import Moved
from apps.progress.operations.writing import begin, lock_states, settle
from apps.skills.models import Outcome
from apps.users.models import User

log = structlog.get_logger(__name__)


@transaction.atomic
def show_outcome(*, learner: User, outcome_id: int, shown: bool, now: datetime, by: User) -> Moved:
    """Record that a learner has shown an outcome today, or take that back; saying it twice changes nothing.

    Raises OutcomeNotFound for an outcome that is not in the catalogue.
    """
    writing = begin(learner, now=now)
    outcome = Outcome.objects.current().filter(pk=outcome_id, skill__retired_at=None).first()
    if outcome is None:
        raise OutcomeNotFound(outcome_id)
    before = lock_states(writing, [outcome.skill_id])
    if shown:
        _, changed = OutcomeShown.objects.get_or_create(
            learner=writing.learner, outcome=outcome, defaults={"day": writing.today}
        )
    else:
        deleted, _ = OutcomeShown.objects.filter(learner=writing.learner, outcome=outcome).delete()
        changed = deleted > 0
    if not changed:
        return Moved(())
    log.info("outcome_shown", learner=learner.pk, by=by.pk, outcome=outcome_id, shown=shown)
    return Moved(settle(writing, before, [outcome.skill_id]))
