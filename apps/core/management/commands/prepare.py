"""Brings a database up to the code: tables, then the catalogue, then on request a demo world."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandParser, call_command, get_commands
from django.db import connection

LOCK = 0x6B65656C  # any number; the same in every process that prepares


class Command(BaseCommand):
    """Run once after every upgrade; running it again, or twice at once, does no harm."""

    help = "Migrate, import the built-in catalogue, and with --demo make the demo world where nobody is yet."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --demo."""
        parser.add_argument("--demo", action="store_true", help="make the demo world on the first start")

    def handle(self, *, demo: bool, **_options: Any) -> None:
        """Prepare under a lock, so that several replicas may start at once."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            self._prepare(demo=demo)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _prepare(self, *, demo: bool) -> None:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        if "import_catalogue" in get_commands():
            # Its last line counts the changes; the hundreds before it are for those who edit the catalogue.
            said = StringIO()
            call_command("import_catalogue", str(settings.BASE_DIR / "content"), stdout=said)
            self.stdout.write(said.getvalue().strip().rpartition("\n")[2])
        if demo and "make_demo" in get_commands() and not get_user_model().objects.exists():
            call_command("make_demo", stdout=self.stdout)
