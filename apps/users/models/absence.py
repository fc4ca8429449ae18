"""Days on which a person is away or on call: nobody expects study of them, and no mail about it comes."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class AbsenceKind(models.TextChoices):
    """Why there is no time for study."""

    HOLIDAY = "holiday", _("Holiday")
    ON_CALL = "on_call", _("On call")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """How absences are asked."""

    def on(self, day: date) -> AbsenceQuerySet:
        """Return those that cover a day."""
        return self.filter(first__lte=day, last__gte=day)

    def not_over(self, today: date) -> AbsenceQuerySet:
        """Return those that go on or are still to come, the next one first."""
        return self.filter(last__gte=today).order_by("first")


class Absence(models.Model):
    """A span of whole days, both ends included, in the person's own calendar."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind"), max_length=7, choices=AbsenceKind.choices)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=AbsenceKind.values), name="users_absence_kind_known"),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="users_absence_ends_after_it_begins"
            ),
            # A range of one number stands for equality, which would need an extension of PostgreSQL.
            ExclusionConstraint(
                name="users_absences_apart",
                expressions=[
                    (Func(F("user"), F("user"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            "first", "last", Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.first} to {self.last}"
