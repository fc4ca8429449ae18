"""Prints the digest that a learner would get at a moment; sends and writes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.nudges.previewing import preview_of
from apps.users.models import User


class Command(BaseCommand):
    """Print the next digest of a learner."""

    help = "Print the next digest of a learner as it would be sent; sends and writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for whom, and from when on."""
        parser.add_argument("--learner", required=True, help="e-mail address of the account")
        parser.add_argument(
            "--at", help="look ahead from this moment, such as 2026-11-30T08:00+01:00; now by default"
        )
        parser.add_argument("--html", action="store_true", help="print the HTML instead of the text")

    def handle(self, *_args: Any, learner: str, at: str | None, html: bool, **_options: Any) -> None:
        """Print it, or say why there is nothing to print."""
        user = User.objects.filter(email=learner.lower()).first()
        if user is None:
            message = f"Nobody has the address {learner}."
            raise CommandError(message)
        preview = preview_of(user, now=_moment(at) if at else timezone.now())
        if preview.letter is None:
            self.stdout.write(f"Nothing would be sent: {preview.silence or 'away for a year'}.")
            return
        state = "" if preview.wanted else " (the digest is off)"
        self.stdout.write(f"{preview.when}{state}\nSubject: {preview.letter.subject}\n\n")
        self.stdout.write(preview.letter.html if html else preview.letter.text)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text} is no moment; write it as 2026-11-30T08:00+01:00."
        raise CommandError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_current_timezone())
