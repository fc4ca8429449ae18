"""What a worker does with an import: claim it, read it, let its rows in, take them out, give up.

Each piece of work is one transaction, so that a worker that dies leaves nothing half done. A claim
has a lease that signs of life prolong and a number that grows: a worker that slept through its lease
can no longer write anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction

from apps.progress.gateways.beats import LEASE, ClaimLost, MustStop
from apps.progress.logic.files.found import Fault, Row
from apps.progress.models import ImportState, ProgressImport
from apps.progress.operations.adding import add_staged, edited_by_hand, take_out
from apps.progress.operations.imports import end_stopped, keep_judgement
from apps.progress.operations.staging import Beat, stage
from apps.progress.operations.writing import begin
from apps.progress.queries.named import suggestions_for
from apps.users.models import User

AGAIN_IN: Final = timedelta(seconds=10)
ATTEMPTS_MOST: Final = 3

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ImportClaim:
    """One worker's right to work on one import."""

    import_id: int
    learner: User
    state: ImportState  # what is to be done: read, import or undo
    format: str
    fence: int


@transaction.atomic
def claim_import(*, import_id: int, now: datetime) -> ImportClaim | None:
    """Claim an import that is due; None where it is not, is gone, or somebody else has it."""
    due = ProgressImport.objects.due(now).select_related("learner")
    source = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk=import_id).first()
    if source is None:
        return None
    if source.stop_asked:
        end_stopped(source, now=now)
        return None
    source.attempts += 1
    source.fence += 1
    source.lease_until = now + LEASE
    source.progress = 0
    source.save(update_fields=["attempts", "fence", "lease_until", "progress"])
    return ImportClaim(source.pk, source.learner, ImportState(source.state), source.format, source.fence)


@transaction.atomic
def store_reading(*, claim: ImportClaim, found: Iterable[Row | Fault], beat: Beat) -> None:
    """Store what reading a file finds, and judge it. Raises ClaimLost, MustStop, and what a beat raises."""
    source = ProgressImport.objects.get(pk=claim.import_id)
    staged = stage(source, found, beat=beat)
    source.lines, source.rows = staged.lines, staged.rows
    source.unread, source.faults = staged.unread, staged.faults
    keep_judgement(source)
    source.suggestions = suggestions_for(source)
    _finish(claim, source, ImportState.READY)


@transaction.atomic
def bring_in(*, claim: ImportClaim, beat: Beat, now: datetime) -> None:
    """Let the rows of an import into the log, all of them or none. Raises as store_reading."""
    writing = begin(claim.learner, now=now)
    source = ProgressImport.objects.get(pk=claim.import_id)
    add_staged(writing, source, now=now, beat=beat)
    source.finished_at = now
    _finish(claim, source, ImportState.DONE)
    log.info("import_done", learner=claim.learner.pk, source=source.pk, rows=source.adds)


@transaction.atomic
def bring_out(*, claim: ImportClaim, beat: Beat, now: datetime) -> None:
    """Take the rows of an import out of the log again. Raises as store_reading."""
    writing = begin(claim.learner, now=now)
    source = ProgressImport.objects.get(pk=claim.import_id)
    source.kept = edited_by_hand(source)
    rows, _ = take_out(writing, source, now=now, beat=beat)
    source.undone_at = now
    _finish(claim, source, ImportState.UNDONE)
    log.info("import_undone", learner=claim.learner.pk, source=source.pk, rows=rows)


@transaction.atomic
def end_as_asked(*, claim: ImportClaim, now: datetime) -> None:
    """End an import that its learner told to stop."""
    source = _claimed(claim)
    if source is not None:
        end_stopped(source, now=now)


@transaction.atomic
def miss_import(*, claim: ImportClaim, now: datetime) -> None:
    """Try again in some seconds, or give up after three times; an undoing leaves the rows in."""
    source = _claimed(claim)
    if source is None:
        return
    source.lease_until = None
    if source.attempts < ATTEMPTS_MOST:
        source.next_try_at = now + AGAIN_IN
    elif source.state == ImportState.UNDOING:
        source.state = ImportState.DONE
    else:
        source.state, source.finished_at = ImportState.FAILED, now
    source.save(update_fields=["lease_until", "next_try_at", "state", "finished_at"])


def _claimed(claim: ImportClaim) -> ProgressImport | None:
    """Return the import, locked, while the claim on it holds."""
    rows = ProgressImport.objects.select_for_update(no_key=True)
    return rows.filter(pk=claim.import_id, fence=claim.fence, state=claim.state).first()


def _finish(claim: ImportClaim, source: ProgressImport, state: ImportState) -> None:
    """Save what was done; raises ClaimLost or MustStop where it must not be done any more."""
    claimed = _claimed(claim)
    if claimed is None:
        raise ClaimLost
    if claimed.stop_asked:
        raise MustStop
    source.state, source.lease_until, source.fence = state, None, claim.fence
    source.progress = source.total
    source.save()
