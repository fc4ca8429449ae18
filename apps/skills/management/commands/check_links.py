"""Asks the addresses of resources whether they still answer."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.skills.checking import NetworkAwayError, Round
from apps.skills.queries.link_checks import addresses_due


class Command(BaseCommand):
    """Marks each address as alive, moved, gone or doubtful; stopped, it goes on where it was."""

    help = "Ask the addresses of resources that were not asked for a week, two seconds apart a host."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--most", type=int, default=100_000, help="addresses to ask in this round")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Ask, say how each stands that is not alive, and count."""
        due = addresses_due(now=timezone.now(), most=options["most"])
        counts: Counter[str] = Counter()
        try:
            for batch in Round(clock=timezone.now).over(due):
                counts.update(batch.values())
                for url, health in sorted(batch.items()):
                    if health != "alive":
                        self.stdout.write(f"{health}: {url}")
        except NetworkAwayError:
            message = "Nothing answered: this machine has no way out. Nothing of the last ten was written."
            raise CommandError(message) from None
        told = ", ".join(f"{counts[health]} {health}" for health in ("alive", "moved", "gone", "doubtful"))
        self.stdout.write(f"{sum(counts.values())} of {len(due)} addresses asked: {told}.")
