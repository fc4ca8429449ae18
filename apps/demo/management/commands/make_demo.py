"""Makes the demo world: a learner with nine months of history, her lead, and staff."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.demo.gateways.world_file import WorldFaultsError, read_world
from apps.demo.logic.world import World
from apps.demo.operations import Made, UnknownNamesError, make_world

WORLD: Final = Path(__file__).resolve().parents[2] / "world.yaml"
FEW: Final = 3
PASSWORD: Final = "evenkeel-demo-2026"  # noqa: S105 - everybody may know it: it is refused unless LOCAL is on


class Command(BaseCommand):
    """The command `manage.py make_demo`; run again, it changes nothing."""

    help = "Make the people of the demo world who are not there yet, with all that they logged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--force", action="store_true", help="also where LOCAL is off")
        parser.add_argument("--password", default="", help="of all its accounts; else DEMO_PASSWORD")

    def handle(self, *, force: bool = False, password: str = "", **_options: Any) -> None:
        """Make the world and print its logins; raise CommandError where it must not or cannot be made."""
        if not (settings.LOCAL or force):
            message = "LOCAL is off: a demo world does not belong here. --force makes it anyway."
            raise CommandError(message)
        chosen = _chosen(password)
        try:
            made = make_world(world=_world(), password=chosen, now=timezone.now())
        except UnknownNamesError as error:
            way_out = "Bring it up to date: manage.py import_catalogue content"
            message = f"The catalogue lacks {_few(error.names)}. {way_out}"
            raise CommandError(message) from None
        self._tell(made, password=chosen)

    def _tell(self, made: Sequence[Made], *, password: str) -> None:
        if not any(one.new for one in made):
            self.stdout.write("The demo world is there already; nothing was changed.")
            return
        self.stdout.write(f"The demo world is made. Sign in with the password {password} as")
        for one in made:
            kept = "" if one.new else " (was there before; log and password are as they were)"
            self.stdout.write(f"  {one.person.email:<18} {one.person.name}, {one.person.part}{kept}")


def _few(names: Sequence[str]) -> str:
    """Return the first names of many; a catalogue of one's own may lack all of them."""
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def _world() -> World:
    try:
        return read_world(WORLD)
    except (OSError, WorldFaultsError) as error:
        raise CommandError(str(error)) from None


def _chosen(password: str) -> str:
    """Return the password of the accounts; the usual one only where nobody else can reach them."""
    chosen = password or os.environ.get("DEMO_PASSWORD", "")
    if not (chosen or settings.LOCAL):
        message = "Choose a password with --password or DEMO_PASSWORD: everybody knows the usual one."
        raise CommandError(message)
    try:
        validate_password(chosen or PASSWORD)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return chosen or PASSWORD
