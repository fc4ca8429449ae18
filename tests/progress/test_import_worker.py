"""An import with a real worker: from the request to the last row, and through deaths in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as house
from django.db import connection
from django.utils import timezone

from apps.progress.gateways.beats import LEASE
from apps.progress.models import Evidence, ImplicitPractice, ImportRow, MemoryState, ProgressImport
from apps.progress.operations import imports
from apps.progress.tasks import sweep_imports
from tests.factories import SkillFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

HEADER = "skill,date,minutes,kind,note\n"
ROWS = 30_000
WITHIN = 90.0  # seconds, on a machine under load


def environment() -> dict[str, str]:
    """Return the environment of a process that works on the database of this test."""
    place = connection.settings_dict
    url = f"postgresql://{place['USER']}@{place['HOST'].replace('/', '%2F')}:{place['PORT']}/{place['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Run a Celery worker for long work, and end it afterwards."""
    words = "-m celery -A config worker -Q bulk --pool solo --without-gossip --without-mingle -l warning"
    process = subprocess.Popen([sys.executable, *words.split()], env=environment(), cwd=house.BASE_DIR)
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=WITHIN)


def wait_for(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + WITHIN
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return met


def opened() -> ProgressImport:
    """Return an import of many rows, whose task was never published."""
    SkillFactory(slug="python")
    learner, now = UserFactory(), timezone.now()
    text = HEADER + "".join(
        f"python,20{at % 20 + 5:02}-03-{at % 28 + 1:02},5,read,{at}\n" for at in range(ROWS)
    )
    file = imports.NewFile(name="log.csv", format="csv", pieces=[text.encode()])
    return ProgressImport.objects.get(pk=imports.open_import(learner=learner, file=file, now=now, by=learner))


def swept() -> None:
    """Let time pass until a lease that nobody prolongs is over, and let the timetable look."""
    ProgressImport.objects.filter(lease_until__isnull=False).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    sweep_imports()


def at(source: ProgressImport, state: str) -> Callable[[], bool]:
    return lambda: ProgressImport.objects.filter(pk=source.pk, state=state).exists()


def working(source: ProgressImport) -> Callable[[], bool]:
    return lambda: ProgressImport.objects.filter(
        pk=source.pk, progress__gt=0, lease_until__isnull=False
    ).exists()


def written() -> tuple[int, int, int]:
    return Evidence.objects.count(), ImplicitPractice.objects.count(), MemoryState.objects.count()


def test_a_worker_that_is_killed_at_any_moment_leaves_nothing_half_done(
    measured: Callable[[str, float], None],
) -> None:
    source = opened()
    learner = source.learner
    for state, then in (("reading", "ready"), ("importing", "done"), ("undoing", "undone")):
        before = written()
        with worker() as process:
            sweep_imports()  # the publishing was lost: the timetable finds it
            assert wait_for(working(source))
            os.kill(process.pid, signal.SIGKILL)
            process.wait(timeout=WITHIN)
        assert at(source, state)()
        assert written() == before
        assert ImportRow.objects.exists() is (state != "reading")
        began = time.monotonic()
        with worker():
            swept()
            assert wait_for(at(source, then))
        measured(f"Worker killed while an import was {state}, until it was {then}", time.monotonic() - began)
        act = {"learner": learner, "import_id": source.pk, "now": timezone.now(), "by": learner}
        if then == "ready":
            imports.start_import(**act)  # type: ignore[arg-type]  # all named
        elif then == "done":
            assert written() == (ROWS, 0, 1)
            imports.undo_import(**act)  # type: ignore[arg-type]  # as above
    assert (Evidence.objects.current().count(), MemoryState.objects.count()) == (0, 0)


def test_a_running_import_is_stopped_within_seconds(measured: Callable[[str, float], None]) -> None:
    source = opened()
    with worker():
        sweep_imports()
        assert wait_for(at(source, "ready"))
        act = {"learner": source.learner, "import_id": source.pk, "by": source.learner}
        imports.start_import(**act, now=timezone.now())  # type: ignore[arg-type]  # all named
        sweep_imports()
        assert wait_for(working(source))
        began = time.monotonic()
        imports.stop_import(**act, now=timezone.now())  # type: ignore[arg-type]  # as above
        assert wait_for(at(source, "stopped"))
        measured("A running import stopped", time.monotonic() - began)
    assert written() == (0, 0, 0)


def test_a_lease_outlives_many_signs_of_life() -> None:
    assert timedelta(seconds=house.IMPORT_SWEEP_SECONDS) + LEASE <= timedelta(minutes=1)
