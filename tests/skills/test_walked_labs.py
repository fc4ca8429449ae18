"""Each built-in lab was walked through by somebody who did not write it, and what came of it is on record."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.conf import settings

from apps.skills.models import Lab
from tests.catalogue import import_built_in

pytestmark = pytest.mark.django_db

RECORD = Path(settings.BASE_DIR, "docs", "labs-walked.tsv")


def test_every_lab_has_a_line_in_the_record_of_the_walks() -> None:
    import_built_in()
    with RECORD.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert sorted(row["lab"] for row in rows) == sorted(Lab.objects.values_list("slug", flat=True))
    assert {row["walked"] for row in rows} <= {"ran", "part", "read"}
    assert {row["fails undone"] for row in rows} <= {"seen", "judged"}
