#!/usr/bin/env python
"""Runs Evenkeel's commands; brings up the embedded services when no database is configured."""

import os
import sys

from apps.core.embedded import services
from apps.core.embedded.problems import Problem


def main() -> int:
    """Run a management command, with PostgreSQL and Redis up for its time; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        with services.environment(services.here()):
            # Only now: settings read the addresses that the line above has set.
            from django.core.management import execute_from_command_line  # noqa: PLC0415

            execute_from_command_line(sys.argv)
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
