"""Brings a database up to the code: tables, then the catalogue, then on request a demo world."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandParser, call_command
from django.db import connection

LOCK = 0x6B65656C  # any number; the same in every process that prepares


class Command(BaseCommand):
    """Run once after every upgrade; running it again, or twice at once, does no harm."""

    help = "Migrate and import the built-in catalogue; with --demo, make the demo world where nobody is yet."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --demo."""
        parser.add_argument(
            "--demo", metavar="FILE", type=Path, help="make the demo world; its logins go here"
        )

    def handle(self, *, demo: Path | None = None, **_options: Any) -> None:
        """Prepare under a lock, so that several replicas may start at once."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            self._prepare(demo)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _prepare(self, demo: Path | None) -> None:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        # Its last line counts the changes; the hundreds before it are for those who edit the catalogue.
        said = _said_by("import_catalogue", str(settings.BASE_DIR / "content"))
        self.stdout.write(said.rpartition("\n")[2])
        if demo and not get_user_model().objects.exists():
            demo.write_text(_said_by("make_demo"), encoding="utf-8")


def _said_by(command: str, *words: str) -> str:
    said = StringIO()
    call_command(command, *words, stdout=said)
    return said.getvalue().strip()
