"""Makes a cohort from the data of the Open University, for dashboards and loads at scale."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.demo.gateways.oulad_files import read_assessments, read_paths, read_submissions
from apps.demo.logic.oulad import logs
from apps.demo.operations import UnknownNamesError
from apps.demo.operations.cohort import seed_cohort


class Command(BaseCommand):
    """The command `manage.py seed_cohort`; run again, it makes only who is missing."""

    help = "Make learners with the logs of a real cohort (OULAD, CC BY 4.0), up to 11,745."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--learners", type=int, default=200, help="how many, by number of student")
        parser.add_argument("--role", default="mlops-engineer", help="what all of them aim at")
        parser.add_argument("--force", action="store_true", help="also where LOCAL is off")

    def handle(self, *, learners: int, role: str, force: bool, **_options: Any) -> None:
        """Make the cohort and say how many; raise CommandError where it must not or cannot be made."""
        if not (settings.LOCAL or force):
            message = "LOCAL is off: a demo cohort does not belong here. --force makes it anyway."
            raise CommandError(message)
        now = timezone.now()
        found = logs(read_submissions(), assessments=read_assessments(), paths=read_paths(), ends=now.date())
        chosen = dict(list(found.items())[: max(learners, 0)])
        try:
            made = seed_cohort(logs=chosen, role=role, now=now)
        except UnknownNamesError as error:
            message = (
                f"The catalogue lacks {', '.join(error.names)}. Import it: manage.py import_catalogue content"
            )
            raise CommandError(message) from None
        self.stdout.write(f"{made} learners made, {len(chosen) - made} were there already.")
