"""Downloads of one's data: asking, claiming, storing, giving up, clearing away.

As with mail, a claim has a lease and a number that grows: a worker that slept through its lease can
no longer store anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.core.mail import EmailMessage
from django.db import transaction

from apps.users.models import UNDER_WAY, DataExport, DataExportPiece, ExportState, User

LEASE: Final = timedelta(minutes=11)  # longer than any task may run
LIVES: Final = timedelta(hours=24)
AGAIN_IN: Final = timedelta(minutes=1)
ATTEMPTS_MOST: Final = 3

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ExportClaim:
    """One worker's right to build one download."""

    export_id: int
    owner: User
    fence: int
    attempts: int


@transaction.atomic
def ask_for_export(*, owner: User, now: datetime, by: User) -> int:
    """Ask for a download and return its number; one that is under way is the one asked for."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    under_way = DataExport.objects.filter(owner=owner, state__in=UNDER_WAY).first()
    if under_way is not None:
        return under_way.pk
    asked = DataExport.objects.create(owner=owner, asked_at=now, next_try_at=now)
    log.info("export_asked", person=owner.pk, by=by.pk, export=asked.pk)
    return asked.pk


@transaction.atomic
def claim_export(*, export_id: int, now: datetime) -> ExportClaim | None:
    """Claim a download that is due; None where it is not, is gone, or somebody else has it."""
    due = (
        DataExport.objects.due(now).select_related("owner").select_for_update(skip_locked=True, of=("self",))
    )
    export = due.filter(pk=export_id).first()
    if export is None:
        return None
    export.state = ExportState.BUILDING
    export.attempts += 1
    export.fence += 1
    export.lease_until = now + LEASE
    export.save(update_fields=["state", "attempts", "fence", "lease_until"])
    return ExportClaim(export.pk, export.owner, export.fence, export.attempts)


@transaction.atomic
def store_export(*, claim: ExportClaim, pieces: Iterable[bytes], mail: EmailMessage, now: datetime) -> bool:
    """Store a built download, clear away earlier ones, and tell its owner; False where the claim was lost."""
    mine = _claimed(claim)
    if mine is None:
        return False
    size = 0
    for number, data in enumerate(pieces):
        DataExportPiece.objects.create(export=mine, number=number, data=data)
        size += len(data)
    _finish(mine, ExportState.READY, now=now, size=size)
    DataExport.objects.filter(owner=claim.owner).exclude(pk=mine.pk).delete()
    mail.send()
    log.info("export_ready", person=claim.owner.pk, export=mine.pk, size=size)
    return True


@transaction.atomic
def miss_export(*, claim: ExportClaim, now: datetime) -> bool:
    """Try a download again in a minute, or give it up after three times; False where the claim was lost."""
    mine = _claimed(claim)
    if mine is None:
        return False
    if claim.attempts >= ATTEMPTS_MOST:
        _finish(mine, ExportState.FAILED, now=now, size=0)
        return True
    mine.state = ExportState.WAITING
    mine.lease_until = None
    mine.next_try_at = now + AGAIN_IN
    mine.save(update_fields=["state", "lease_until", "next_try_at"])
    return True


@transaction.atomic
def forget_exports(*, now: datetime) -> int:
    """Erase what has run out, and return how many downloads."""
    over = DataExport.objects.over(now).select_for_update(skip_locked=True)
    ids = list(over.values_list("pk", flat=True))
    return DataExport.objects.filter(pk__in=ids).delete()[1].get(DataExport._meta.label, 0)  # noqa: SLF001  # Django's public name


def _claimed(claim: ExportClaim) -> DataExport | None:
    found = DataExport.objects.select_for_update().filter(pk=claim.export_id, fence=claim.fence)
    return found.filter(state=ExportState.BUILDING).first()


def _finish(export: DataExport, state: ExportState, *, now: datetime, size: int) -> None:
    export.state = state
    export.lease_until = None
    export.size = size
    export.finished_at = now
    export.expires_at = now + LIVES
    export.save(update_fields=["state", "lease_until", "size", "finished_at", "expires_at"])
