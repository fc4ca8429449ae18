"""What keeps the house in order."""

from celery import shared_task
from django.core.management import call_command

from apps.core import queues


@shared_task(in_queue=queues.PERIODIC)
def clear_sessions() -> None:
    """Delete the sessions that have run out."""
    call_command("clearsessions")
