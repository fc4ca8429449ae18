"""200,000 rows of a progress file brought in by a worker, against COPY of the same rows in the same run.

Works in a database of its own, dropped afterwards. IMPORT_ROWS sets how many rows. The worker is a
process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import django

ROWS: Final = int(os.environ.get("IMPORT_ROWS", "200000"))
NOON: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
PIECE: Final = 512 * 1024
BARE: Final = """
CREATE TABLE bare AS SELECT learner_id, skill_id, day, minutes, kind, note, link, visibility, withdrawn
  FROM progress_evidence LIMIT 0
"""
KINDS: Final = ("read", "watched", "built", "applied", "explained")
WORKER: Final = """
import json, sys
from pathlib import Path
from datetime import UTC, datetime, timedelta
import time
import django
django.setup()
from apps.progress.importing import try_import


def peak():
    # Of this process alone: what getrusage says begins with what its parent had.
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


began, moment = time.perf_counter(), datetime(2026, 11, 24, 12, tzinfo=UTC)
clock = lambda: moment + timedelta(seconds=time.perf_counter() - began)
first = peak()
done = try_import(import_id=int(sys.argv[1]), clock=clock)
seconds = time.perf_counter() - began
print(json.dumps([done, seconds, first, peak()]))
"""


def main() -> None:
    """Print the ratio and the peaks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.catalogue import scratch_database  # noqa: PLC0415  # after django.setup

    with scratch_database():
        measure()


def measure() -> None:
    """Time a bare COPY, COPY into the log, and what the worker does for the same rows."""
    from apps.progress.models import ProgressImport  # noqa: PLC0415  # after django.setup
    from apps.progress.operations import imports  # noqa: PLC0415

    learner, skills = make_world()
    rows = list(made_rows(skills))
    bare, log = copied(learner, rows, table=False), copied(learner, rows, table=True)
    file = imports.NewFile(name="log.csv", format="csv", pieces=pieces(rows, skills))
    pk = imports.open_import(learner=learner, file=file, now=NOON, by=learner)
    reading = worked(pk)
    imports.start_import(learner=learner, import_id=pk, now=NOON, by=learner)
    coming_in = worked(pk)
    size = ProgressImport.objects.get(pk=pk).size / 1e6
    imports.undo_import(learner=learner, import_id=pk, now=NOON, by=learner)
    undoing = worked(pk)
    print(f"{ROWS} rows, {size:.1f} MB of CSV, {len(skills)} skills")
    print(f"COPY into a bare table {bare:.2f} s, into the log with its keys and indexes {log:.2f} s")
    for what, (seconds, first, peak) in (("read", reading), ("brought in", coming_in), ("undone", undoing)):
        print(f"{what}: {seconds:.1f} s; peak memory {peak:.0f} MB, {first:.0f} MB of it before the work")
    whole = reading[0] + coming_in[0]
    print(f"both: {whole:.1f} s, {whole / log:.1f} × COPY into the log, {whole / bare:.0f} × bare")


def make_world() -> tuple[Any, list[Any]]:
    """Return a learner and the skills of the built-in catalogue, a fifth of them held."""
    from django.core.management import call_command  # noqa: PLC0415

    from apps.progress.operations import AssessedLevel, assess  # noqa: PLC0415  # after django.setup
    from apps.skills.models import Skill  # noqa: PLC0415
    from apps.users.models import User  # noqa: PLC0415

    call_command("import_catalogue", str(Path(__file__).resolve().parent.parent / "content"), verbosity=0)
    learner = User.objects.create(email="l@example.org", name="L", password="")  # never signs in
    skills = list(Skill.objects.order_by("position"))
    answers = {skill.pk: AssessedLevel(2) for skill in skills[::5]}
    assess(learner=learner, answers=answers, now=NOON - timedelta(days=3000), by=learner)
    return learner, skills


def made_rows(skills: list[Any]) -> Iterator[tuple[int, date, int, str, str]]:
    """Yield rows of some years, oldest first: skill id, day, minutes, kind, note."""
    chance = random.Random(7)  # noqa: S311  # the same rows on every run
    for at in range(ROWS):
        day = NOON.date() - timedelta(days=2000 - at * 2000 // ROWS)
        note = f"Session {at}, chapter {at % 40}" if at % 3 else ""
        yield chance.choice(skills).pk, day, chance.randrange(0, 120), chance.choice(KINDS), note


def pieces(rows: list[tuple[int, date, int, str, str]], skills: list[Any]) -> Iterator[bytes]:
    """Yield the rows as a CSV file."""
    slugs = {skill.pk: skill.slug for skill in skills}
    text = "skill,date,minutes,kind,note\n" + "".join(
        f'{slugs[skill]},{day},{minutes},{kind},"{note}"\n' for skill, day, minutes, kind, note in rows
    )
    data = text.encode()
    return (data[at : at + PIECE] for at in range(0, len(data), PIECE))


def copied(learner: Any, rows: list[tuple[int, date, int, str, str]], *, table: bool) -> float:  # noqa: ANN401  # a user
    """Return the seconds that COPY takes for the rows, into the log itself or into a table without keys."""
    from django.db import connection, transaction  # noqa: PLC0415  # after django.setup

    columns = "learner_id, skill_id, day, minutes, kind, note, link, visibility, withdrawn"
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        target = "progress_evidence"
        if not table:
            target = "bare"
            cursor.execute(BARE)
        with cursor.copy(f"COPY {target} ({columns}) FROM STDIN") as copy:
            for skill, day, minutes, kind, note in rows:
                copy.write_row((learner.pk, skill, day, minutes, kind, note, "", "private", False))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE progress_evidence CASCADE" if table else "DROP TABLE bare")
        cursor.execute("ANALYZE progress_evidence")
    return seconds


def worked(import_id: int) -> tuple[float, float, float]:
    """Let a worker of its own do what is asked; return its seconds, and its memory before and at most."""
    from django.db import connection  # noqa: PLC0415  # after django.setup

    place = connection.settings_dict
    host = place["HOST"].replace("/", "%2F")
    url = f"postgresql://{place['USER']}@{host}:{place['PORT']}/{place['NAME']}"
    done = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", WORKER, str(import_id)],
        env={**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"},
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    succeeded, seconds, first, peak = json.loads(done.stdout.splitlines()[-1])
    if not succeeded:
        raise RuntimeError(done.stderr)
    return seconds, first, peak
