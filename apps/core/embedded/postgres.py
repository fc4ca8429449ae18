"""One PostgreSQL server on a data folder of the project."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess

import psycopg
from psycopg import sql

from apps.core.embedded import accounts, binaries, servers
from apps.core.embedded.places import DATABASE, Place
from apps.core.embedded.problems import Problem

START_SECONDS = 30
STOP_SECONDS = 5
OWN_LOCALES_FROM = 17  # before that, those of the C library
# Data of tests is thrown away, so nothing need ever reach the disk.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def is_up(place: Place) -> bool:
    """Return whether somebody listens on the socket; a server that is silent is up all the same."""
    try:
        psycopg.connect(place.database_url, dbname="postgres", connect_timeout=2).close()
    except psycopg.errors.ConnectionTimeout:
        return True
    except psycopg.OperationalError:
        return False
    return True


def start(place: Place) -> None:
    """Start the server, on new data if there are none, and wait until it answers.

    Raises Problem for data that are broken or of another version, and where the server will not start;
    throwaway data are then thrown away first.
    """
    try:
        _start(place)
    except Problem:
        if not place.throwaway or not place.postgres.exists():
            raise
        shutil.rmtree(place.postgres)
        _start(place)


def stop(place: Place) -> None:
    """Stop the server and wait; does nothing when it is down.

    SIGINT rolls back what is open and ends; SIGTERM would wait for every client to leave.
    """
    for number in (signal.SIGINT, signal.SIGQUIT):
        pid = _pid(place)
        # A file left by a server that died by force may name somebody else's process by now.
        if pid is None or not is_up(place):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if servers.wait(lambda: _pid(place) is None, seconds=STOP_SECONDS):
            return


def _start(place: Place) -> None:
    programs = binaries.postgres(data_of=_major(place))
    account = accounts.unprivileged()
    place.postgres_sockets.mkdir(mode=0o700, exist_ok=True)
    account.adopt(place.postgres_sockets, inside=place.sockets)
    if not place.postgres.exists():
        _initialise(place, programs, account)
    _serve(place, programs, account)
    _ensure_database(place)


def _major(place: Place) -> int | None:
    if not place.postgres.exists():
        return None
    try:
        return int((place.postgres / "PG_VERSION").read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        message = (
            f"{place.postgres} is not a PostgreSQL data folder: move it away, and a new one will be made."
        )
        raise Problem(message) from error


def _initialise(place: Place, programs: binaries.Postgres, account: accounts.Account) -> None:
    # Made beside and renamed, so that a start cut short never leaves half a data folder.
    fresh = place.data / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    account.adopt(fresh, inside=place.data)
    options = ["-U", DATABASE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    if programs.major >= OWN_LOCALES_FROM:
        options.append("--locale-provider=builtin")
    if place.throwaway:
        options.append("--no-sync")
    words = account.command(programs.initdb, "-D", fresh, *options)
    made = subprocess.run(words, check=False, capture_output=True, text=True, cwd="/")
    if made.returncode:
        reason = servers.telling_line(made.stderr or made.stdout)
        message = f"PostgreSQL could not make {place.postgres}: {reason}"
        raise Problem(message)
    fresh.rename(place.postgres)


def _serve(place: Place, programs: binaries.Postgres, account: accounts.Account) -> None:
    settings = [f"unix_socket_directories={place.postgres_sockets}", "listen_addresses="]
    if place.throwaway:
        settings += THROWAWAY
    log = place.logs / "postgres.log"
    reason = servers.start(
        account.command(programs.server, "-D", place.postgres, *(f"--{setting}" for setting in settings)),
        log=log,
        is_up=lambda: is_up(place),
        seconds=START_SECONDS,
    )
    if reason is not None:
        message = f"PostgreSQL does not start on {place.postgres}: {reason} (all of it: {log})"
        raise Problem(message)


def _ensure_database(place: Place) -> None:
    with psycopg.connect(place.database_url, dbname="postgres", autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        query = "SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'"
        trigrams = connection.execute(query).fetchone()
    if trigrams is None:
        message = "This PostgreSQL lacks pg_trgm: install its contrib package, or set DATABASE_URL."
        raise Problem(message)


def _pid(place: Place) -> int | None:
    try:
        return int((place.postgres / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
