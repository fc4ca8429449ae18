"""What keeps the house in order."""

from django.core.management import call_command

from apps.core import queues
from apps.core.publishing import task


@task(queue=queues.PERIODIC)
def clear_sessions() -> None:
    """Delete the sessions that have run out."""
    call_command("clearsessions")
