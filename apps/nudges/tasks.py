"""What workers do for mails that speak up by themselves: plan them, send them, forget their texts."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from apps.core import queues
from apps.core.publishing import task
from apps.nudges.operations.outbox import LEASE, blank_nudges, release_nudges
from apps.nudges.operations.planning import plan
from apps.nudges.queries.outbox import streams_missing
from apps.nudges.sending import send_batch


@task(queue=queues.MAIL)
def plan_nudges() -> int:
    """Put every mail into the outbox whose time has come; return how many."""
    return plan(now=timezone.now())


@task(queue=queues.MAIL)
def send_nudges() -> None:
    """Send a batch, and ask for the next one behind the mail that others wait for."""
    if send_batch(clock=timezone.now):
        send_nudges.apply_async(expires=settings.MAIL_SWEEP_SECONDS)


@task(queue=queues.MAIL)
def sweep_nudges() -> int:
    """Start batches for what is due, also for what a dead worker left; return how many were started."""
    now = timezone.now()
    release_nudges(now=now)
    missing = streams_missing(now=now, lease=LEASE)
    for _ in range(missing):
        # The next sweep starts what is still due then, so an older request is of no use.
        send_nudges.apply_async(expires=settings.MAIL_SWEEP_SECONDS)
    return missing


@task(queue=queues.MAIL)
def blank_texts() -> int:
    """Erase the texts of mails that ended some days ago; return how many."""
    return blank_nudges(before=timezone.now() - timedelta(days=settings.MAIL_TEXT_DAYS))
