"""The entry point of `make run`."""

from __future__ import annotations

import sys

from apps.core.embedded.problems import Problem
from apps.core.supervisor import session


def main() -> int:
    """Run the app until Ctrl-C; return the exit code."""
    try:
        session.run()
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
