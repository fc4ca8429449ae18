"""What workers do for logs: read files, bring their rows in and out, find what was left lying."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from apps.core import queues
from apps.core.publishing import task
from apps.progress.importing import try_import
from apps.progress.operations.imports import forget_imports
from apps.progress.queries.imports import due_imports

SWEEP_MOST = 50
KEPT = timedelta(hours=1)  # bytes and rows of an import that has ended
WAITS = timedelta(days=7)  # a file that was read and never brought in


@task(queue=queues.BULK)
def work_on_import(*, import_id: int) -> bool:
    """Do what is asked of one import; what it did not get done the sweep does."""
    return try_import(import_id=import_id, clock=timezone.now)


@task(queue=queues.BULK)
def sweep_imports() -> int:
    """Erase what imports that are over left, start those whose task or worker was lost; return how many."""
    now = timezone.now()
    forget_imports(now=now, kept=KEPT, waits=WAITS, most=SWEEP_MOST)
    found = due_imports(now=now, most=SWEEP_MOST)
    for import_id in found:
        work_on_import.apply_async(kwargs={"import_id": import_id}, expires=settings.IMPORT_SWEEP_SECONDS)
    return len(found)
