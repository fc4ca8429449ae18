"""Mail that an account is sent: one row for each recipient of a message."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.users.models.dispatch import Dispatch, DispatchQuerySet


class OutgoingMailQuerySet(DispatchQuerySet["OutgoingMail"]):
    """How the queue of account mail is asked."""


class OutgoingMail(Dispatch):
    """One message to one recipient, written whole before it goes."""

    to = models.EmailField(_("to"), max_length=254)
    sender = models.CharField(_("from"), max_length=320)
    subject = models.CharField(_("subject"), max_length=500)
    headers = models.JSONField(_("headers"), default=dict)  # name to value

    objects = OutgoingMailQuerySet.as_manager()

    class Meta(Dispatch.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("mail")

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"
