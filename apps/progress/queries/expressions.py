"""Retention, mastery and state as SQL expressions over memory states: the twins of `logic`."""

from __future__ import annotations

from datetime import date

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    FloatField,
    Func,
    IntegerField,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Least
from django.db.models.lookups import LessThanOrEqual

from apps.progress.logic.memory import Curve
from apps.progress.logic.standing import FADING_DAYS


class Days(Func):
    """Whole days from the second date to the first: an integer, where Django would make an interval."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class Elapsed(Days):
    """Whole days from the second date to the first, none where it lies later."""

    template = "greatest(%(expressions)s, 0)"


def retention(*, on: date, curve: Curve) -> Func:
    """Return the chance of recall on a day, 0 to 1, as `logic.memory.retention` computes it.

    Casts keep every step in double precision: numeric would differ, and is a hundred times slower.
    """
    elapsed = Cast(Elapsed(Value(on, DateField()), F("last_day")), FloatField())
    return Func(
        _float(1.0) + _float(curve.factor) * elapsed / F("stability"),
        _float(curve.decay),
        function="power",
        output_field=FloatField(),
    )


def mastery(*, on: date, curve: Curve) -> CombinedExpression:
    """Return coverage × retention on a day, 0 to 1."""
    return F("coverage") * retention(on=on, curve=curve)


def state(*, today: date) -> Case:
    """Return the word for a touched skill as `logic.standing.touched_state` says it."""
    left = Days(F("due_on"), Value(today, DateField()))
    quarter = Cast(Days(F("due_on"), F("last_day")), FloatField()) / _float(4.0)
    return Case(
        When(held=False, then=Value("learning")),
        When(due_on__lt=today, then=Value("faded")),
        When(LessThanOrEqual(left, Least(_float(FADING_DAYS), quarter)), then=Value("fading")),
        default=Value("fresh"),
        output_field=CharField(),
    )


def _float(number: float) -> Cast:
    return Cast(Value(number), FloatField())
