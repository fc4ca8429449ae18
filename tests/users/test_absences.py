"""When people are away: what may be written down, and what the database refuses by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from apps.users.models import Absence
from apps.users.operations import AbsenceNotFound, AbsenceRefusedError, Span, add_absence, remove_absence
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def day(number: int, month: int = 12) -> date:
    return date(2026, month, number)


def test_an_absence_covers_both_its_ends() -> None:
    mira = UserFactory.create()
    add_absence(user=mira, span=Span("holiday", day(21), day(24)), now=NOW, by=mira)
    covered = [number for number in range(19, 27) if Absence.objects.on(day(number)).exists()]
    assert covered == [21, 22, 23, 24]


@pytest.mark.parametrize(
    ("span", "fault"),
    [
        (Span("sick", day(21), day(24)), "kind"),
        (Span("holiday", day(24), day(21)), "ends before it begins"),
        (Span("holiday", day(1, month=11), day(30, month=11)), "over"),
        (Span("holiday", day(1), date(2027, 12, 2)), "too long"),
        (Span("on_call", day(10), day(14)), "overlaps"),
        (Span("on_call", day(18), day(31)), "overlaps"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(span: Span, fault: str) -> None:
    mira = UserFactory.create()
    Absence.objects.create(user=mira, kind="holiday", first=day(14), last=day(18))
    with pytest.raises(AbsenceRefusedError) as refusal:
        add_absence(user=mira, span=span, now=NOW, by=mira)
    assert refusal.value.fault == fault


def test_absences_of_two_people_may_overlap_and_those_of_one_may_touch() -> None:
    mira, jonas = UserFactory.create_batch(2)
    for user, first, last in [(mira, 14, 18), (jonas, 14, 18), (mira, 19, 20)]:
        add_absence(user=user, span=Span("on_call", day(first), day(last)), now=NOW, by=user)
    assert Absence.objects.count() == 3


def test_no_more_than_fifty_absences_lie_ahead() -> None:
    mira = UserFactory.create()
    for number in range(50):
        ahead = date(2027 + number, 1, 1)
        Absence.objects.create(user=mira, kind="holiday", first=ahead, last=ahead)
    with pytest.raises(AbsenceRefusedError, match="too many"):
        add_absence(user=mira, span=Span("holiday", day(21), day(24)), now=NOW, by=mira)


@pytest.mark.parametrize("fields", [{"first": day(18), "last": day(20)}, {"last": day(1)}, {"kind": "sick"}])
def test_the_database_refuses_what_makes_no_sense(fields: dict[str, object]) -> None:
    mira = UserFactory.create()
    Absence.objects.create(user=mira, kind="holiday", first=day(14), last=day(18))
    row = {"user": mira, "kind": "holiday", "first": day(25), "last": day(26), **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(**row)


def test_only_ones_own_absence_can_be_taken_away() -> None:
    mira, jonas = UserFactory.create_batch(2)
    away = add_absence(user=mira, span=Span("holiday", day(21), day(24)), now=NOW, by=mira)
    with pytest.raises(AbsenceNotFound):
        remove_absence(user=jonas, absence_id=away.pk, now=NOW, by=jonas)
    remove_absence(user=mira, absence_id=away.pk, now=NOW, by=mira)
    assert not Absence.objects.exists()
