"""Mail on its way out: one row for each recipient of a message, until the mail server has it and after."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """How far a mail got. The last three are final."""

    QUEUED = "queued", _("waits")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    # The connection broke after the final dot, or the worker died there: the server may have it.
    UNKNOWN = "unknown", _("not known")


FINAL: tuple[MailState, ...] = (MailState.SENT, MailState.FAILED, MailState.UNKNOWN)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """How the queue is asked."""

    def due(self, now: datetime) -> OutgoingMailQuerySet:
        """Return what waits and may be tried."""
        return self.filter(state=MailState.QUEUED, next_try_at__lte=now)

    def abandoned(self, now: datetime) -> OutgoingMailQuerySet:
        """Return what a worker claimed and did not finish in time."""
        return self.filter(state=MailState.SENDING, lease_until__lt=now)

    def readable(self) -> OutgoingMailQuerySet:
        """Return the rows that still hold their text."""
        return self.exclude(text="", html="")


class OutgoingMail(models.Model):
    """One message to one recipient."""

    to = models.EmailField(_("to"), max_length=254)
    sender = models.CharField(_("from"), max_length=320)
    subject = models.CharField(_("subject"), max_length=500)
    # Blanked some days after the end: they hold links that open an account.
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict)  # name to value
    state = models.CharField(_("state"), max_length=7, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), db_default=Now())
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    # The number of the claim: whoever holds an older one may not write any more.
    fence = models.PositiveIntegerField(default=0)
    # Set just before the final dot, after which the server may have the message.
    handed_over = models.BooleanField(default=False)
    made_at = models.DateTimeField(_("made"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="users_mail_state_known"),
            models.CheckConstraint(
                condition=Q(state=MailState.SENDING, lease_until__isnull=False)
                | (~Q(state=MailState.SENDING) & Q(lease_until__isnull=True)),
                name="users_mail_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINAL, finished_at__isnull=False)
                | (~Q(state__in=FINAL) & Q(finished_at__isnull=True)),
                name="users_mail_finished_when_final",
            ),
            models.CheckConstraint(
                condition=Q(fence__gte=F("attempts")), name="users_mail_a_claim_for_each_attempt"
            ),
            models.CheckConstraint(
                condition=Q(handed_over=False)
                | Q(state__in=(MailState.SENDING, MailState.SENT, MailState.UNKNOWN)),
                name="users_mail_handed_over_is_not_resent",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at"], condition=Q(state=MailState.QUEUED), name="users_mail_waiting"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state=MailState.SENDING), name="users_mail_claimed"
            ),
            models.Index(fields=["finished_at"], condition=~Q(text="", html=""), name="users_mail_with_text"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"
