"""Takes the second factors off an account whose owner has lost them all."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from apps.users.letters import letter
from apps.users.models import User
from apps.users.operations.factors import remove_factors


class Command(BaseCommand):
    """For whoever runs it, once they are sure who is asking: a mail alone proves nothing."""

    help = (
        "Remove passkeys, authenticator app and recovery codes of an account, sign it out and mail its owner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("address", help="the e-mail address of the account")

    def handle(self, *, address: str, **_options: Any) -> None:
        """Remove them."""
        person = User.objects.filter(email=address.lower()).first()
        if person is None:
            message = f"No account has the address {address}."
            raise CommandError(message)
        with transaction.atomic():
            count = remove_factors(person=person, by=person)
            if count:
                letter("factors_removed", to=person.email, context={"name": person.name}).send()
        self.stdout.write(f"{count} removed." if count else "It has no second factor.")
