"""What workers do for accounts: send mail, build downloads, find what was left lying, forget what is over."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from apps.core import queues
from apps.core.publishing import task
from apps.users.exporting import try_export
from apps.users.operations.devices import forget_ended_devices
from apps.users.operations.exports import forget_exports
from apps.users.operations.mail import blank_mail, forget_mail, release_abandoned
from apps.users.queries import due_exports, due_mail
from apps.users.sending import try_mail

SWEEP_MOST = 200  # mails a sweep
DOWNLOADS_MOST = 20  # a sweep


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


@task(queue=queues.MAIL)
def forget_mails() -> int:
    """Erase mails that ended some months ago; return how many."""
    return forget_mail(before=timezone.now() - timedelta(days=settings.MAIL_ROW_DAYS))


@task(queue=queues.PERIODIC)
def forget_devices() -> int:
    """Erase what is known of devices whose session has run out; return how many."""
    return forget_ended_devices()


@task(queue=queues.BULK)
def build_export(*, export_id: int) -> bool:
    """Build one download; what it did not get done the sweep does."""
    return try_export(export_id=export_id, clock=timezone.now)


@task(queue=queues.BULK)
def sweep_exports() -> int:
    """Erase downloads that have run out, start those that wait; return how many were started."""
    now = timezone.now()
    forget_exports(now=now)
    found = due_exports(now=now, most=DOWNLOADS_MOST)
    for export_id in found:
        build_export.apply_async(kwargs={"export_id": export_id}, expires=settings.EXPORT_SWEEP_SECONDS)
    return len(found)
