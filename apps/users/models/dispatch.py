"""What every mail on its way out has: a state, a claim with its lease and number, and an end."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """How far a mail got. All but the first two are final."""

    QUEUED = "queued", _("waits")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    BOUNCED = "bounced", _("came back")
    # Its recipient takes no mail: they stopped it, the address is not confirmed, the account is closed.
    SUPPRESSED = "suppressed", _("held back")
    # It was not worth sending any more, or not wanted on that day.
    CANCELLED = "cancelled", _("dropped")
    FAILED = "failed", _("failed")
    # The connection broke after the final dot, or the worker died there: the server may have it.
    UNKNOWN = "unknown", _("not known")


OPEN: tuple[MailState, ...] = (MailState.QUEUED, MailState.SENDING)
HANDED_OVER: tuple[MailState, ...] = (
    MailState.SENDING,
    MailState.SENT,
    MailState.BOUNCED,
    MailState.UNKNOWN,
)
Row = TypeVar("Row", bound="Dispatch")


class DispatchQuerySet(models.QuerySet[Row]):
    """How a queue is asked."""

    def due(self, now: datetime) -> DispatchQuerySet[Row]:
        """Return what waits and may be tried."""
        return self.filter(state=MailState.QUEUED, next_try_at__lte=now)

    def abandoned(self, now: datetime) -> DispatchQuerySet[Row]:
        """Return what a worker claimed and did not finish in time."""
        return self.filter(state=MailState.SENDING, lease_until__lt=now)

    def readable(self) -> DispatchQuerySet[Row]:
        """Return the rows that still hold their text."""
        return self.exclude(text="", html="")


class Dispatch(models.Model):
    """One message to one recipient, as far as sending it goes."""

    # Blanked some days after the end: they hold links that open an account, or stop a mail.
    text = models.TextField(_("text"), blank=True, db_default="")
    html = models.TextField(_("HTML"), blank=True, db_default="")
    state = models.CharField(
        _("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED, db_default="queued"
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    next_try_at = models.DateTimeField(_("next try"), db_default=Now())
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    # The number of the claim: whoever holds an older one may not write any more.
    fence = models.PositiveIntegerField(default=0, db_default=0)
    # Set just before the final dot, after which the server may have the message.
    handed_over = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField(_("made"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True, db_default="")

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="%(app_label)s_%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENDING, lease_until__isnull=False)
                | (~Q(state=MailState.SENDING) & Q(lease_until__isnull=True)),
                name="%(app_label)s_%(class)s_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(finished_at__isnull=False)),
                name="%(app_label)s_%(class)s_finished_when_final",
            ),
            models.CheckConstraint(
                condition=Q(fence__gte=F("attempts")), name="%(app_label)s_%(class)s_a_claim_for_each_attempt"
            ),
            models.CheckConstraint(
                condition=Q(handed_over=False) | Q(state__in=HANDED_OVER),
                name="%(app_label)s_%(class)s_handed_over_is_not_resent",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=MailState.QUEUED),
                name="%(app_label)s_%(class)s_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state=MailState.SENDING),
                name="%(app_label)s_%(class)s_claimed",
            ),
            models.Index(
                fields=["finished_at"],
                condition=~Q(text="", html=""),
                name="%(app_label)s_%(class)s_text",
            ),
        ]
