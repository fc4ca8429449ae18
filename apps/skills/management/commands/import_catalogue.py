"""Imports catalogue files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.skills.gateways.catalogue_files import read
from apps.skills.logic.catalogue.faults import CatalogueFaultsError
from apps.skills.logic.catalogue.telling import counted
from apps.skills.operations.importing import Import, import_catalogue, preview_import


class Command(BaseCommand):
    """Shows what the files change, then brings the catalogue in line with them."""

    help = "Import a catalogue from a folder of *.yaml files or from one file; see docs/catalogue.md."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("path", type=Path, help="a folder, with all *.yaml files below it, or a file")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Run the import; raise CommandError, exit code 1, with all faults of all files."""
        sheet = read(options["path"])
        try:
            if options["dry_run"]:
                self._tell(preview_import(sheet=sheet), "Dry run: nothing was written.")
            else:
                done = import_catalogue(sheet=sheet, now=timezone.now(), by=None)  # a command reads the clock
                self._tell(done, "Imported.")
        except CatalogueFaultsError as error:
            raise CommandError(str(error)) from None

    def _tell(self, done: Import, end: str) -> None:
        if not done:
            self.stdout.write("No change; nothing was written.")
            return
        for line in (*done.lines, *done.summary):
            self.stdout.write(line)
        if done.redrawn:
            self.stdout.write("The chart is drawn anew.")
        touched = counted(done.learners, "learner has", "learners have")
        self.stdout.write(f"{touched} progress on skills that change.")
        self.stdout.write(end)
