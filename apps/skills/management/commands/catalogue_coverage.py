"""Prints how much of public references the catalogue answers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.skills.gateways.catalogue_files import read
from apps.skills.logic.catalogue import coverage, rules
from apps.skills.logic.catalogue.entries import ReferenceEntry
from apps.skills.logic.catalogue.faults import report
from apps.skills.queries.stored import stored_catalogue


class Command(BaseCommand):
    """Counts covered topics, gaps and topics out of scope, by reference."""

    help = "Print the coverage of the references in catalogue files; the built-in catalogue by default."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("path", type=Path, nargs="?", default=settings.BASE_DIR / "content")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Print the table; raise CommandError, exit code 1, where a topic names what is not there."""
        sheet = read(options["path"])
        faults = sheet.faults
        if not faults:
            stored = stored_catalogue()
            faults = rules.check(sheet, stored=stored.contents, former=stored.former)
        if faults:
            raise CommandError(report(sorted(faults)))
        for line in coverage.table(sheet.entries("references", ReferenceEntry)):
            self.stdout.write(line)
