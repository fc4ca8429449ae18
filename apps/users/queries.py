"""What is asked about people, their mail and their data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat

from apps.core.dates import local_day, long_day
from apps.users.models import UNDER_WAY, DataExport, ExportState, OutgoingMail, User
from apps.users.personal_data import parts


def due_mail(*, now: datetime, most: int) -> list[int]:
    """Return the ids of mails that may be tried now, oldest due first."""
    due = OutgoingMail.objects.due(now).order_by("next_try_at", "pk")
    return list(due.values_list("pk", flat=True)[:most])


@dataclass(frozen=True, slots=True)
class DataPage:
    """How the download of one's data stands."""

    under_way: bool
    failed: bool
    ready: bool
    size: str  # of a ready one, such as 1.2 MB
    ready_at: str  # in the person's own time
    until: str


def data_page(owner: User, *, now: datetime) -> DataPage:
    """Return how the download of a person's data stands; one statement."""
    found = list(DataExport.objects.filter(owner=owner).order_by("-pk")[:2])
    ready = next((one for one in found if one.state == ExportState.READY and _lasts(one, now)), None)
    newest = found[0].state if found else ""
    return DataPage(
        under_way=newest in UNDER_WAY,
        failed=newest == ExportState.FAILED and _lasts(found[0], now),
        ready=ready is not None,
        size=filesizeformat(ready.size) if ready else "",
        ready_at=_moment(ready.finished_at, owner, now) if ready else "",
        until=_moment(ready.expires_at, owner, now) if ready else "",
    )


def _moment(moment: datetime | None, owner: User, now: datetime) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(owner.zone)
    return f"{long_day(local.date(), today=local_day(now, owner.zone))}, {local:%H:%M}"


def what_goes() -> tuple[str, ...]:
    """Return what is kept about a person, a sentence for each kind."""
    return tuple(str(part.about) for part in parts() if part.about)


def _lasts(export: DataExport, now: datetime) -> bool:
    return export.expires_at is not None and export.expires_at > now


def ready_export(owner: User, *, now: datetime) -> DataExport | None:
    """Return the download that a person may have now."""
    return DataExport.objects.ready(now).filter(owner=owner).order_by("-pk").first()


def pieces_of(export: DataExport) -> Iterator[bytes]:
    """Yield the file of a download piece by piece, each by a statement of its own.

    Raises DataExportPiece.DoesNotExist when it is erased meanwhile, so that the download breaks off.
    """
    sent, number = 0, 0
    while sent < export.size:
        piece = bytes(export.pieces.values_list("data", flat=True).get(number=number))
        sent, number = sent + len(piece), number + 1
        yield piece


def due_exports(*, now: datetime, most: int) -> list[int]:
    """Return the ids of downloads that may be built now, oldest first."""
    return list(DataExport.objects.due(now).order_by("pk").values_list("pk", flat=True)[:most])
