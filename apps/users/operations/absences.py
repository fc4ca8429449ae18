"""When a person is away or on call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

import structlog
from django.db import transaction
from django.db.models import F

from apps.core.dates import local_day
from apps.users.models import Absence, AbsenceKind, User

log = structlog.get_logger(__name__)

DAYS_MOST: Final = 366
ABSENCES_MOST: Final = 50  # that are not over yet
Fault = Literal["kind", "ends before it begins", "over", "too long", "overlaps", "too many"]


class AbsenceRefusedError(ValueError):
    """An absence that cannot be; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault for the form."""
        self.fault = fault
        super().__init__(fault)


class AbsenceNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """No such absence of this person."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days of one kind, both ends included."""

    kind: str  # holiday or on_call
    first: date
    last: date


@transaction.atomic
def add_absence(*, user: User, span: Span, now: datetime, by: User) -> Absence:
    """Write down when a person is away and return it. Raises AbsenceRefusedError."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    fault = _fault(locked, span, today=local_day(now, locked.zone))
    if fault is not None:
        raise AbsenceRefusedError(fault)
    User.objects.filter(pk=user.pk).update(page_version=F("page_version") + 1)
    log.info("absence_added", user=user.pk, kind=span.kind, by=by.pk)
    return Absence.objects.create(user=locked, kind=span.kind, first=span.first, last=span.last)


@transaction.atomic
def remove_absence(*, user: User, absence_id: int, now: datetime, by: User) -> Absence:  # noqa: ARG001  # every write says when and who
    """Take an absence away and return what it was. Raises AbsenceNotFound."""
    # The update takes the lock that orders the writes of one person.
    User.objects.filter(pk=user.pk).update(page_version=F("page_version") + 1)
    found = Absence.objects.filter(user=user, pk=absence_id).first()
    if found is None:
        raise AbsenceNotFound(absence_id)
    Absence.objects.filter(pk=found.pk).delete()
    return found


def _fault(user: User, span: Span, *, today: date) -> Fault | None:
    mine = Absence.objects.filter(user=user)
    faults: dict[Fault, bool] = {
        "kind": span.kind not in AbsenceKind.values,
        "ends before it begins": span.last < span.first,
        "over": span.last < today,
        "too long": span.last - span.first >= timedelta(days=DAYS_MOST),
        "overlaps": mine.filter(first__lte=span.last, last__gte=span.first).exists(),
        "too many": mine.not_over(today).count() >= ABSENCES_MOST,
    }
    return next((fault for fault, found in faults.items() if found), None)
