"""One try at the work on one import: claim, do it while giving signs of life, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from apps.core.dates import local_day
from apps.progress.gateways.beats import Beats, ClaimLost, MustStop, beating
from apps.progress.logic.files.cells import Reading
from apps.progress.logic.files.csv_file import read_csv
from apps.progress.logic.files.yaml_file import read_yaml
from apps.progress.models import FileFormat, ImportState
from apps.progress.operations.import_jobs import (
    ImportClaim,
    bring_in,
    bring_out,
    claim_import,
    end_as_asked,
    miss_import,
    store_reading,
)
from apps.progress.queries.imports import pieces_of
from apps.progress.queries.named import skill_names

log = structlog.get_logger(__name__)


def try_import(*, import_id: int, clock: Callable[[], datetime]) -> bool:
    """Read a file, bring its rows in, or take them out, whichever is asked; False where it was not done.

    An import that is told to stop ends here; one that breaks is tried again by the sweep.
    """
    claim = claim_import(import_id=import_id, now=clock())
    if claim is None:
        return False
    try:
        with beating(source=claim.import_id, fence=claim.fence, clock=clock) as beat:
            _work(claim, beat, clock=clock)
    except MustStop:
        end_as_asked(claim=claim, now=clock())
        return False
    except ClaimLost:
        log.warning("import_claim_lost", source=import_id)
        return False
    except Exception:  # whatever breaks, a lease that nobody holds would only run out later
        log.exception("import_missed", source=import_id)
        miss_import(claim=claim, now=clock())
        return False
    return True


def _work(claim: ImportClaim, beat: Beats, *, clock: Callable[[], datetime]) -> None:
    if claim.state == ImportState.IMPORTING:
        bring_in(claim=claim, beat=beat, now=clock())
    elif claim.state == ImportState.UNDOING:
        bring_out(claim=claim, beat=beat, now=clock())
    else:
        _read(claim, beat, now=clock())


def _read(claim: ImportClaim, beat: Beats, *, now: datetime) -> None:
    reading = Reading(names=skill_names(), today=local_day(now, claim.learner.zone))
    read = read_yaml if claim.format == FileFormat.YAML else read_csv
    found = read(pieces_of(claim.import_id), reading=reading)
    store_reading(claim=claim, found=found, beat=beat)
