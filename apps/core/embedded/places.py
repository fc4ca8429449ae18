"""Where the embedded services keep data and sockets."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from apps.core.embedded.problems import Problem

# struct sockaddr_un holds 108 bytes with the closing zero; macOS holds 104.
SOCKET_PATH_LONGEST = 103
DATABASE = "evenkeel"


@dataclass(frozen=True, slots=True)
class Place:
    """One set of services: data under `data`, sockets in a short folder of their own."""

    data: Path
    throwaway: bool = False  # data that may be lost: no fsync

    @property
    def sockets(self) -> Path:
        """The socket folder, named by a hash of the data folder, so that two checkouts never meet."""
        key = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:10]
        return Path(_temporary(), f"evenkeel-{os.getuid()}-{key}")

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data folder."""
        return self.data / "postgres"

    @property
    def postgres_sockets(self) -> Path:
        """The folder of PostgreSQL's socket, apart, since another account may own it."""
        return self.sockets / "pg"

    @property
    def redis_socket(self) -> Path:
        """The socket of Redis."""
        return self.sockets / "redis.sock"

    @property
    def smtp_port(self) -> Path:
        """The file that tells at which port the mail server of `make run` listens."""
        return self.data / "smtp-port"

    @property
    def logins(self) -> Path:
        """The file that tells how to sign in to the demo world."""
        return self.data / "demo-logins"

    @property
    def mail(self) -> Path:
        """The mails that the mail server of `make run` took."""
        return self.data / "mail"

    @property
    def logs(self) -> Path:
        """What the services say."""
        return self.data / "log"

    @property
    def database_url(self) -> str:
        """The address of the database, through a Unix socket."""
        return f"postgresql://{DATABASE}@{quote(str(self.postgres_sockets), safe='')}/{DATABASE}"

    @property
    def redis_url(self) -> str:
        """The address of Redis, through a Unix socket."""
        return f"unix://{self.redis_socket}?db=0"

    def lay_out(self) -> None:
        """Create the folders, for this account alone; raises Problem where that is impossible."""
        for folder in (self.data, self.logs, self.sockets):
            _private(folder)


def of_project(root: Path) -> Place:
    """Return the place that `make run` and one-off commands share."""
    return Place(root / ".run")


def of_tests(root: Path) -> Place:
    """Return the place of the test run, whose data nobody misses."""
    return Place(root / ".run" / "test", throwaway=True)


def _temporary() -> str:
    for folder in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - the folder inside it is private, see _private
        if len(f"{folder}/evenkeel-{os.getuid()}-{'0' * 10}/pg/.s.PGSQL.5432") <= SOCKET_PATH_LONGEST:
            return folder
    message = (
        "No temporary folder has a path short enough for a socket: set TMPDIR to a short one, such as /tmp."
    )
    raise Problem(message)


def _private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        message = (
            f"Cannot make {folder} ({error.strerror}): free its parent, or set DATABASE_URL and REDIS_URL."
        )
        raise Problem(message) from error
    # Somebody else's folder or link under /tmp could hand our sockets to them.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        message = f"{folder} belongs to somebody else or is no folder: remove it and start again."
        raise Problem(message)
    if not os.access(folder, os.W_OK | os.X_OK):
        message = f"{folder} is read-only: make it writable, or set DATABASE_URL and REDIS_URL."
        raise Problem(message)
    if found.st_mode & 0o066:
        folder.chmod(0o700)
