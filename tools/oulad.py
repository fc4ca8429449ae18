"""Writes the cohort of content/demo/oulad as files of the log, one for each student, for the import page.

    python -m tools.oulad FOLDER [--learners N] [--ends 2026-11-24]

The files have the columns of the contract: skill, date, minutes, kind, note.
"""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from apps.demo.gateways.oulad_files import read_assessments, read_paths, read_submissions  # noqa: E402  # after the path
from apps.demo.logic.oulad import Sitting, logs  # noqa: E402  # as above


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write; made if it is not there")
    parser.add_argument("--learners", type=int, default=None, help="the first so many; all by default")
    parser.add_argument("--ends", type=date.fromisoformat, required=True, help="day of the last submission")
    asked = parser.parse_args()
    found = logs(read_submissions(), assessments=read_assessments(), paths=read_paths(), ends=asked.ends)
    asked.folder.mkdir(parents=True, exist_ok=True)
    chosen = list(found.items())[: asked.learners]
    for student, sittings in chosen:
        write(asked.folder / f"oulad-{student}.csv", sittings)
    print(f"{len(chosen)} files, {sum(len(rows) for _, rows in chosen)} rows in {asked.folder}")  # noqa: T201  # a command speaks


def write(path: Path, sittings: list[Sitting]) -> None:
    """Write one log."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["skill", "date", "minutes", "kind", "note"])
        rows.writerows([s.skill, s.day.isoformat(), s.minutes, s.kind, s.note] for s in sittings)


if __name__ == "__main__":
    main()
