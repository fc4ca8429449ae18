"""Reads the extract of the Open University's data set."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from apps.demo.logic.oulad import Assessment, Submission

FOLDER = Path(__file__).resolve().parents[3] / "content" / "demo" / "oulad"


def read_assessments(folder: Path = FOLDER) -> list[Assessment]:
    """Return the assessments as the file has them; raises OSError, KeyError, ValueError for no such file."""
    with (folder / "assessments.csv").open(encoding="utf-8", newline="") as file:
        return [
            Assessment(
                id=int(row["id_assessment"]),
                module=row["code_module"],
                presentation=row["code_presentation"],
                kind=row["assessment_type"],
                day=round(float(row["date"])),
                weight=float(row["weight"]),
            )
            for row in csv.DictReader(file)
        ]


def read_submissions(folder: Path = FOLDER) -> list[Submission]:
    """Return what has a mark, work carried over from an earlier year included."""
    with gzip.open(folder / "studentAssessment.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return [
            Submission(
                student=int(row["id_student"]),
                assessment=int(row["id_assessment"]),
                day=round(float(row["date_submitted"])),
                score=round(float(row["score"])),
                carried_over=row["is_banked"] == "1",
            )
            for row in csv.DictReader(file)
            if row["score"]
        ]


def read_paths(folder: Path = FOLDER) -> Mapping[str, Sequence[str]]:
    """Return the skills that a module's assessments stand for, in order."""
    found = defaultdict[str, list[str]](list)
    with (folder / "paths.csv").open(encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: (row["code_module"], int(row["position"]))):
            found[row["code_module"]].append(row["skill"])
    return dict(found)
