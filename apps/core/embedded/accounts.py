"""Under which account PostgreSQL runs: it refuses root."""

from __future__ import annotations

import functools
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.core.embedded.problems import Problem

FALLBACK = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """How to start a program that refuses root."""

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None  # uid and gid that must own its files; None: ours

    def command(self, *words: str | Path) -> list[str]:
        """Return the words to execute."""
        return [*self.prefix, *(str(word) for word in words)]

    def adopt(self, folder: Path, *, inside: Path) -> None:
        """Give a folder to the account and let it pass through the private one around it.

        Raises Problem where a folder above bars the way.
        """
        if self.owner is None:
            return
        os.chown(folder, *self.owner)
        inside.chmod(0o711)
        if subprocess.run(self.command("test", "-x", folder), check=False).returncode:
            message = (
                f"PostgreSQL must run as {FALLBACK} here and cannot reach {folder}: "
                "move the project to a folder that others may enter, or start it as another user than root."
            )
            raise Problem(message)


@functools.cache
def unprivileged() -> Account:
    """Return how to run PostgreSQL here; raises Problem where root can neither map nor drop itself."""
    if os.geteuid() != 0:
        return Account()
    mapped = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if _works(mapped):
        return Account(mapped)
    try:
        nobody = pwd.getpwnam(FALLBACK)
    except KeyError:
        nobody = None
    if nobody is not None:
        dropped = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
        if _works(dropped):
            return Account(dropped, (nobody.pw_uid, nobody.pw_gid))
    message = (
        "PostgreSQL refuses to run as root, and neither unshare nor setpriv works here: "
        "start as another user, or set DATABASE_URL."
    )
    raise Problem(message)


def _works(prefix: Sequence[str]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode == 0
