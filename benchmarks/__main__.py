"""Runs every benchmark: python -m benchmarks, or one of them: python -m benchmarks catalogue."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from apps.core.embedded import services


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all modules of this package in the order of their names."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    for name in names or [name for name in known if not name.startswith("_")]:
        print(f"== {name}")
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    with services.environment(services.here()):
        main(sys.argv[1:])
