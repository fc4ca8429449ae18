"""What a learner wants to be sent, and the mails that follow from it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.users.models import Dispatch, DispatchQuerySet

DAY_DEFAULT, HOUR_DEFAULT = 1, 8  # Monday, 08:00
QUIET_DEFAULT = (6, 7)  # Saturday and Sunday


def quiet_default() -> list[int]:
    """Return the days that are quiet until somebody says otherwise."""
    return list(QUIET_DEFAULT)


class MailPreferences(models.Model):
    """What a learner decided about mail. No row: nothing was decided, and nothing is sent."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_preferences"
    )
    digest = models.BooleanField(_("weekly digest"), default=False)
    digest_day = models.PositiveSmallIntegerField(_("day"), default=DAY_DEFAULT)  # 1 Monday … 7 Sunday
    digest_hour = models.PositiveSmallIntegerField(_("hour"), default=HOUR_DEFAULT)  # of the learner's day
    # Since when the digest is wanted at this hour: an hour that had passed before was not asked for.
    digest_since = models.DateTimeField(_("wanted since"), db_default=Now())
    quiet_days = ArrayField(models.PositiveSmallIntegerField(), size=7, default=quiet_default)
    # Ends every kind at once and leaves the choices as they were.
    stopped = models.BooleanField(_("every e-mail stopped"), default=False)

    class Meta:
        verbose_name_plural = "mail preferences"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(digest_day__gte=1, digest_day__lte=7), name="nudges_day_of_the_week"
            ),
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="nudges_hour_of_the_day"),
            models.CheckConstraint(
                condition=Q(quiet_days__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="nudges_quiet_days_of_the_week",
            ),
        ]

    def __str__(self) -> str:
        return f"mail of {self.learner_id}"


class NudgeKind(models.TextChoices):
    """What a mail is about."""

    DIGEST = "digest", _("Weekly digest")


class NudgeQuerySet(DispatchQuerySet["Nudge"]):
    """How the outbox is asked."""


class Nudge(Dispatch):
    """One mail to one learner for one period, planned before anything of it is written.

    Recipient, subject and texts come from what is true when it is sent, and stand here from then on.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="nudges")
    kind = models.CharField(_("kind"), max_length=10, choices=NudgeKind.choices)
    period = models.CharField(_("period"), max_length=40)  # of a digest the ISO week, 2026-W48
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("worth sending until"))
    to = models.EmailField(_("to"), max_length=254, blank=True, db_default="")
    subject = models.CharField(_("subject"), max_length=500, blank=True, db_default="")

    objects = NudgeQuerySet.as_manager()

    class Meta(Dispatch.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dispatch.Meta.constraints,
            models.UniqueConstraint(fields=["learner", "kind", "period"], name="nudges_once_a_period"),
            models.CheckConstraint(condition=Q(kind__in=NudgeKind.values), name="nudges_kind_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("due_at")), name="nudges_expires_after_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period} ({self.get_state_display()})"
