from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.core import health
from tests.stack import free_port


@pytest.mark.django_db(transaction=True)
def test_it_is_ready_with_everything_up(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "ready", "database": "up", "redis": "up"},
    )


def test_it_is_up_without_asking_anybody(client: Client) -> None:
    # No database mark: a query would fail this test.
    assert client.get("/livez").json() == {"status": "up"}


@pytest.mark.django_db(transaction=True)
def test_it_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = '0001_other' WHERE app = 'sessions'")
    try:
        response = client.get("/readyz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET name = '0001_initial' WHERE app = 'sessions'")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "not ready", "database": "migrations missing", "redis": "up"},
    )


def test_it_is_ready_without_redis() -> None:
    assert health.redis(f"redis://127.0.0.1:{free_port()}/0") == "down"


@pytest.mark.django_db(transaction=True)
def test_redis_away_is_reported_and_forgiven(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "ready", "database": "up", "redis": "down"},
    )
