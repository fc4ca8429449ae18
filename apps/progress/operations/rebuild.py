"""Making memory states again from the log, for everybody or for some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

import structlog
from django.db import transaction
from django.db.models import F

from apps.progress.logic.record import About
from apps.progress.models import MemoryState
from apps.progress.operations.writing import derive_each, save_states, share_catalogue
from apps.progress.queries.model import active_model
from apps.progress.queries.record import about, stream_lines
from apps.users.models import User

log = structlog.get_logger(__name__)
T = TypeVar("T")

LEARNERS_AT_ONCE = 50  # their rows stay locked together, for a second or two
STATES_AT_ONCE = 1000


def rebuild_memory(*, learner_ids: Iterable[int] | None, now: datetime) -> int:
    """Replay the logs of some learners, or of all for None; return how many states stand.

    One transaction for every fifty learners, whose rows are locked meanwhile; memory is bounded
    by a few thousand lines, however many learners there are and however long a log is.
    """
    ids = (
        User.objects.order_by("pk").values_list("pk", flat=True).iterator()
        if learner_ids is None
        else learner_ids
    )
    states = sum(_rebuild_some(chunk) for chunk in _chunks(ids, LEARNERS_AT_ONCE))
    log.info("memory_rebuilt", states=states, at=now.isoformat())
    return states


@transaction.atomic
def _rebuild_some(learner_ids: Sequence[int]) -> int:
    share_catalogue()
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=learner_ids).order_by("pk")
    targets = dict(locked.values_list("pk", "target_retention"))
    # First, so that what nothing speaks of any more is gone without being looked for.
    MemoryState.objects.filter(learner__in=targets).delete()
    states = _replay(list(targets), known=about(), targets=targets)
    User.objects.filter(pk__in=targets).update(page_version=F("page_version") + 1)
    return states


def _replay(learner_ids: Sequence[int], *, known: Mapping[int, About], targets: Mapping[int, float]) -> int:
    rows = derive_each(stream_lines(learner_ids), known=known, targets=targets, model=active_model())
    states = 0
    for batch in _chunks(rows, STATES_AT_ONCE):
        save_states(batch)
        states += len(batch)
    return states


def _chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    running = iter(things)
    while chunk := list(islice(running, size)):
        yield chunk
