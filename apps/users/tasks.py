"""What workers do for accounts: send mail, find what was left lying, forget old texts."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from apps.core import queues
from apps.core.publishing import task
from apps.users.operations.mail import blank_mail, release_abandoned
from apps.users.queries import due_mail
from apps.users.sending import try_mail

SWEEP_MOST = 200  # mails a sweep


@task(queue=queues.MAIL)
def send_mail(*, mail_id: int) -> str | None:
    """Try one mail once; what it did not get done the sweep does."""
    return try_mail(mail_id=mail_id, clock=timezone.now)


@task(queue=queues.MAIL)
def sweep_mails() -> int:
    """Start every mail that is due, also those whose task or worker was lost; return how many."""
    now = timezone.now()
    release_abandoned(now=now)
    found = due_mail(now=now, most=SWEEP_MOST)
    for mail_id in found:
        # The next sweep starts what is still due then, so an older message is of no use.
        send_mail.apply_async(kwargs={"mail_id": mail_id}, expires=settings.MAIL_SWEEP_SECONDS)
    return len(found)


@task(queue=queues.MAIL)
def blank_mails() -> int:
    """Erase the texts of mails that ended some days ago; return how many."""
    now = timezone.now()
    return blank_mail(before=now - timedelta(days=settings.MAIL_TEXT_DAYS))
