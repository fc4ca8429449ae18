"""The e-mail backend: mail goes into the database with whatever it tells about, and out by a worker."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from functools import partial

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.db import transaction

from apps.users.models import OutgoingMail
from apps.users.operations.mail import queue_mail
from apps.users.tasks import send_mail

log = structlog.get_logger(__name__)


class QueueBackend(BaseEmailBackend):
    """Writes each message as a row for each recipient, in the current transaction.

    Once that commits, a task is published; where the broker is away, the sweep finds the row.
    Attachments are refused: nothing here sends any.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue messages and return how many."""
        mails = [mail for message in email_messages for mail in _rows(message)]
        for mail_id in queue_mail(mails=mails):
            transaction.on_commit(partial(_publish, mail_id))
        return len(email_messages)


def _rows(message: EmailMessage) -> list[OutgoingMail]:
    if message.attachments:
        reason = "Mail with attachments cannot be queued."
        raise ValueError(reason)
    # Refuses a line break in a header here, where somebody sees it, and not in a worker.
    message.message()
    return [
        OutgoingMail(
            to=recipient,
            sender=message.from_email or settings.DEFAULT_FROM_EMAIL,
            subject=str(message.subject),
            text=str(message.body),
            html=_html(message),
            # One number for all tries, so that a mailbox which got two shows one.
            headers={"Message-ID": make_msgid(domain=DNS_NAME.get_fqdn()), **message.extra_headers},
        )
        for recipient in message.recipients()
    ]


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")


def _publish(mail_id: int) -> None:
    try:
        send_mail.apply_async(kwargs={"mail_id": mail_id}, retry=False, expires=settings.MAIL_SWEEP_SECONDS)
    except Exception as trouble:  # noqa: BLE001  # whatever the broker raises, the mail is safe and the page answers
        log.warning("mail_not_published", mail_id=mail_id, trouble=str(trouble))
