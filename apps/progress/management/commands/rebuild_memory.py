"""Replays the log and writes the memory states that it leads to."""

from __future__ import annotations

from argparse import ArgumentParser
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.progress.operations import rebuild_memory
from apps.users.models import User


class Command(BaseCommand):
    """The command `manage.py rebuild_memory`."""

    help = "Replay the log of one learner or of all, and write the memory states that it leads to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one learner's address."""
        parser.add_argument("--learner", metavar="EMAIL", help="only this learner")

    def handle(self, *, learner: str | None = None, **_options: object) -> None:
        """Rebuild, and say how much and how fast."""
        began = perf_counter()
        states = rebuild_memory(learner_ids=_ids(learner), now=timezone.now())
        self.stdout.write(f"{states} memory states rebuilt in {perf_counter() - began:.1f} s.")


def _ids(email: str | None) -> list[int] | None:
    if email is None:
        return None
    ids = list(User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True))
    if not ids:
        message = f"Nobody has an account under {email}."
        raise CommandError(message)
    return ids
