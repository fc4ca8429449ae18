"""Looks at what the app rests on, each look bounded in time."""

from __future__ import annotations

import contextlib
import functools

import psycopg
import redis as redis_library
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from apps.core import outage

UP, DOWN, BEHIND = "up", "down", "migrations missing"
DATABASE_SECONDS = 2  # the least that libpq can be told


def database(alias: str) -> str:
    """Return whether the database answers and has every migration that the code brings.

    Asked through a connection of its own: a kept one can hang for minutes on a server that fell silent.
    """
    parameters = connections[alias].get_connection_params()
    parameters |= {
        "connect_timeout": DATABASE_SECONDS,
        "options": f"-c statement_timeout={DATABASE_SECONDS}s",
    }
    try:
        with psycopg.connect(**parameters, autocommit=True) as connection:
            query = "SELECT app, name FROM django_migrations"
            applied = {
                (app, name)
                for app, name in connection.cursor(row_factory=psycopg.rows.tuple_row).execute(query)
            }
    except psycopg.errors.UndefinedTable:
        return BEHIND
    except psycopg.Error:
        return DOWN
    return UP if _migrations() <= applied else BEHIND


def redis(url: str) -> str:
    """Return whether Redis answers."""
    client = redis_library.Redis.from_url(
        url,
        socket_timeout=outage.SOCKET_SECONDS,
        socket_connect_timeout=outage.SOCKET_SECONDS,
        retry=outage.RETRY,
    )
    with contextlib.suppress(redis_library.RedisError), client:
        return UP if client.ping() else DOWN
    return DOWN


@functools.cache
def _migrations() -> frozenset[tuple[str, str]]:
    graph = MigrationLoader(None).graph
    return frozenset((app, name) for app, name in graph.leaf_nodes())
