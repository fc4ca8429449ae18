"""What workers do for the catalogue: ask whether the addresses of its resources still answer."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.utils import timezone

from apps.core import queues
from apps.core.publishing import task
from apps.skills.checking import NetworkAwayError, check_due_links

log = structlog.get_logger(__name__)

# An hour's share: two seconds and at most forty for each keep it under the time limit of a task.
HOURLY_MOST = 12


@task(queue=queues.PERIODIC)
def check_links() -> dict[str, int]:
    """Ask the addresses whose week is over; a round over all of them takes the hours that it takes."""
    if not settings.CHECK_LINKS:
        return {}
    try:
        return check_due_links(clock=timezone.now, most=HOURLY_MOST)
    except NetworkAwayError:
        log.warning("links_not_checked", reason="nothing answered")
        return {}
