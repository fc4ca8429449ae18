"""Writing down what addresses answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from apps.skills.logic.link_checks import Before, Seen, judge
from apps.skills.models import LinkCheck


@transaction.atomic
def record_link_checks(*, found: Mapping[str, Seen], now: datetime) -> dict[str, str]:
    """Write what each address answered, and return how each stands: alive, moved, gone or doubtful."""
    known = {row.url: row for row in LinkCheck.objects.select_for_update().filter(url__in=found)}
    rows = [_row(url, seen, known.get(url), now=now) for url, seen in sorted(found.items())]
    LinkCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=[
            "health",
            "status",
            "moved_to",
            "reason",
            "failures",
            "failing_since",
            "checked_at",
            "due_at",
        ],
    )
    return {row.url: row.health for row in rows}


def _row(url: str, seen: Seen, known: LinkCheck | None, *, now: datetime) -> LinkCheck:
    before = Before(known.failures, known.failing_since) if known else Before()
    verdict = judge(seen, before=before, now=now)
    return LinkCheck(
        url=url,
        health=verdict.health,
        status=seen.status,
        moved_to=seen.moved_to,
        reason=seen.reason,
        failures=verdict.failures,
        failing_since=verdict.failing_since,
        checked_at=now,
        due_at=verdict.due_at,
    )
