"""What migrations make of rows that were there before."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.skills.models import Catalogue
from tests.factories import UserFactory

BEFORE, AFTER = [("skills", "0007_authoring")], [("skills", "0008_catalogue_by")]


def migrate(to: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(to)


def kept() -> dict[str, object]:
    """Return what stands with each import, by its digest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, changes FROM skills_catalogue")
        return {digest: json.loads(changes) for digest, changes in cursor}


@pytest.mark.django_db(transaction=True)
def test_the_address_that_stood_with_an_import_becomes_its_author_and_an_address_again() -> None:
    author = UserFactory.create(email="ana@example.org")
    stood = {"hand": {"by": "ana@example.org"}, "command": {"by": ""}, "older": {}}
    try:
        migrate(BEFORE)
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO skills_catalogue (version, digest, changes, chart) VALUES (1, %s, %s, '{}')",
                [(digest, json.dumps(changes)) for digest, changes in stood.items()],
            )
        migrate(AFTER)
        rows = Catalogue.objects.values_list("digest", "by", "changes").order_by("pk")
        assert list(rows) == [
            ("hand", author.pk, {"by_hand": True}),
            ("command", None, {"by_hand": False}),
            ("older", None, {}),
        ]
        migrate(BEFORE)
        assert kept() == stood
    finally:
        migrate(AFTER)
