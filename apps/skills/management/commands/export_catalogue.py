"""Exports the catalogue as files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from apps.skills.gateways.catalogue_files import write
from apps.skills.queries.stored import stored_catalogue


class Command(BaseCommand):
    """Writes files that import to no change."""

    help = "Write the catalogue of today as *.yaml files below a folder."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("path", type=Path, help="a folder; it is made where it is not there")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Write the files and name them."""
        for path in write(stored_catalogue().contents, options["path"]):
            self.stdout.write(str(path))
