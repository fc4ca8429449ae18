"""Import of 20,000 skills against a bare COPY of the same rows; the chart's join against a plain join.

Works in a database of its own, test_ and the name of the configured one, and drops it afterwards.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django

SKILLS, NEEDS, OUTCOMES, DOMAINS = 20_000, 3, 5, 12
TABLES = ("skill", "prerequisite", "outcome", "resource", "domain")
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print the ratios."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder))
        measure_import(folder)
        measure_again(folder)
    with scratch_database():
        measure_join()


@contextmanager
def scratch_database() -> Iterator[None]:
    """Make a database with the tables of the app, point the settings to it, drop it at the end."""
    from django.db import connection  # noqa: PLC0415  # after django.setup

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def write_files(folder: Path) -> None:
    """Write a catalogue of 20,000 skills with three needs each, five outcomes and a resource."""
    chance = random.Random(20_000)  # noqa: S311  # the same catalogue on every run
    domains = [f"domain-{at:02d}" for at in range(DOMAINS)]
    heads = [
        f"  - {{id: {domain}, code: D{at:02d}, name: {domain}, short: {domain}, summary: Of one kind}}\n"
        for at, domain in enumerate(domains)
    ]
    (folder / "domains.yaml").write_text("version: 1\ndomains:\n" + "".join(heads))
    for part in range(SKILLS // 2500):
        numbers = range(part * 2500, (part + 1) * 2500)
        (folder / f"skills-{part}.yaml").write_text(
            "skills:\n" + "".join(skill_text(number, domains, chance) for number in numbers)
        )
        (folder / f"resources-{part}.yaml").write_text(
            "resources:\n" + "".join(resource_text(number) for number in numbers)
        )


def skill_text(number: int, domains: list[str], chance: random.Random) -> str:
    """Return one skill; it needs skills of lower numbers, so that there is no circle."""
    needs = sorted({chance.randrange(max(0, number - 2000), number) for _ in range(NEEDS)}) if number else []
    return (
        f"  - id: skill-{number}\n    name: Skill number {number}\n    short: Skill {number}\n"
        f"    domain: {domains[number % DOMAINS]}\n    level: practitioner\n"
        f"    ml_weight: {number % 101 / 100}\n    minutes: {60 + number % 900}\n    ageing: medium\n"
        f"    pitfalls: []\n    prerequisites:{'' if needs else ' []'}\n"
        + "".join(f"      - {{id: skill-{need}, encompasses: 0.5}}\n" for need in needs)
        + f"    summary: Do the thing that has the number {number} well enough to be asked again\n"
        "    tools: [Tool one, Tool two]\n    trend_keywords: [Word one, Word two]\n    outcomes:\n"
        + "".join(
            f"      - {{id: outcome-{at}, text: Do part {at} of the thing number {number} unaided}}\n"
            for at in range(OUTCOMES)
        )
    )


def resource_text(number: int) -> str:
    """Return one resource."""
    return (
        f"  - {{skill: skill-{number}, title: Guide to {number}, url: 'https://docs.example.org/{number}', "
        "provider: Example, kind: docs, minutes: 60, free: true, address_check: unchecked}\n"
    )


def run(folder: str) -> tuple[float, float]:
    """Import in a process of its own; return its seconds and its peak memory in MB."""
    from django.conf import settings  # noqa: PLC0415  # after django.setup

    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + settings.DATABASES["default"]["NAME"]
    command = [sys.executable, "manage.py", "import_catalogue", folder, "--skip-checks"]
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # our own command
        command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        msg = "the import failed"
        raise SystemExit(msg)
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def measure_import(folder: str) -> None:
    """Print the first import against a COPY of the rows that it wrote."""
    seconds, memory = run(folder)
    rows, floor = copy_seconds()
    print(
        f"import of {SKILLS:,} skills ({rows:,} rows): {seconds:.1f} s, peak {memory:.0f} MB, "
        f"bare COPY {floor:.2f} s, ratio {seconds / floor:.1f}"
    )


def measure_again(folder: str) -> None:
    """Print an import that finds nothing to change."""
    seconds, memory = run(folder)
    print(f"the same again, no change: {seconds:.1f} s, peak {memory:.0f} MB")


def copy_seconds() -> tuple[int, float]:
    """Return how many rows the import wrote, and the seconds a COPY takes to write them to equal tables."""
    from django.db import connection  # noqa: PLC0415  # after django.setup

    rows, seconds = 0, 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            plain = "words" if table == "skill" else None
            cursor.execute("SELECT * FROM skills_%s LIMIT 0" % table)  # noqa: S608, UP031  # our own tables
            columns = ", ".join(column.name for column in cursor.description if column.name != plain)
            with cursor.copy(f"COPY skills_{table} ({columns}) TO STDOUT") as out:
                data = b"".join(out)
            cursor.execute(f"CREATE TABLE floor_{table} (LIKE skills_{table} INCLUDING ALL)")
            began = time.perf_counter()
            with cursor.copy(f"COPY floor_{table} ({columns}) FROM STDIN") as into:
                into.write(data)
            seconds += time.perf_counter() - began
            rows += data.count(b"\n")
    return rows, seconds


def measure_join() -> None:
    """Print the join of the built-in chart against a join of as many plain strings."""
    from apps.skills.gateways.catalogue_files import read  # noqa: PLC0415  # after django.setup
    from apps.skills.logic.chart import Mark, join  # noqa: PLC0415
    from apps.skills.operations import import_catalogue  # noqa: PLC0415
    from apps.skills.queries import snapshot  # noqa: PLC0415

    import_catalogue(sheet=read(ROOT / "content"), now=BEGAN, by=None)
    chart = snapshot().chart
    states = ("locked", "ready", "learning", "fresh", "fading", "faded")
    marks = {
        skill: Mark(states[at % 6], None if at % 6 < 2 else at / len(chart.nodes))
        for at, skill in enumerate(chart.nodes)
    }
    course = list(chart.nodes)[:3]
    whole = join(chart, marks=marks, course=course, target=0.8)
    parts = [whole[at : at + 100] for at in range(0, len(whole), 100)]
    took = min(timeit.repeat(lambda: join(chart, marks=marks, course=course, target=0.8), number=50)) / 50
    floor = min(timeit.repeat(lambda: "".join(parts), number=50)) / 50
    print(
        f"chart of {len(marks)} skills, {len(whole):,} characters: {took * 1000:.2f} ms, "
        f"plain join of {len(parts):,} strings {floor * 1000:.3f} ms, ratio {took / floor:.0f}"
    )
