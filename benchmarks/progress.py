"""Rebuild of memory states against plain NumPy on the same formula; logging a line and drawing the log again.

Works in a database of its own, dropped afterwards. REBUILD_STATES sets how many states are rebuilt
(20,000 by default; a million takes a quarter of an hour, most of it to write the log).
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any, Final

import django
import numpy as np

STATES: Final = int(os.environ.get("REBUILD_STATES", "20000"))
SKILLS, ENTRIES, ROUNDS = 125, 4, 60
NOON: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY: Final = NOON.date()
GRADES: Final = {"read": 2, "built": 3, "certified": 4}


def main() -> None:
    """Print both ratios."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.catalogue import scratch_database  # noqa: PLC0415  # after django.setup

    with scratch_database():
        measure_rebuild()
    with scratch_database():
        measure_line()


def measure_rebuild() -> None:
    """Rebuild the states of made learners by the command's own operation, and by NumPy alone."""
    from apps.progress.operations import rebuild_memory  # noqa: PLC0415  # after django.setup

    days, grades = write_logs(STATES // SKILLS)
    began = time.perf_counter()
    states = rebuild_memory(learner_ids=None, now=NOON)
    rebuilt = time.perf_counter() - began
    began = time.perf_counter()
    mean = plain(days, grades)
    floor = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1e6 * rebuilt / states
    print(f"{states} states of {ENTRIES} entries rebuilt: {rebuilt:.1f} s, {each:.0f} µs a state")
    print(
        f"plain NumPy, log in memory, nothing written: {floor:.3f} s; rebuild = {rebuilt / floor:.0f} × that"
    )
    print(f"mean stability stored {stored_mean():.6f}, by NumPy {mean:.6f} days; peak memory {peak:.0f} MB")


def write_logs(learners: int) -> tuple[Any, Any]:
    """Write a log of four entries for each learner and skill; return its days and grades, oldest first."""
    from apps.progress.models import Evidence  # noqa: PLC0415  # after django.setup
    from apps.skills.models import Domain, Skill  # noqa: PLC0415
    from apps.users.models import User  # noqa: PLC0415

    domain = Domain.objects.create(slug="d", code="DDD", name="D", short="D", summary="D", position=0)
    facts = {"domain": domain, "level": "foundation", "ml_weight": 0.5, "minutes": 60, "ageing": "medium"}
    skills = Skill.objects.bulk_create(
        Skill(slug=f"s{at}", name=f"S {at}", short=f"S {at}", summary="S", position=at, **facts)
        for at in range(SKILLS)
    )
    people = User.objects.bulk_create(
        User(email=f"l{at}@example.org", name="L", password="") for at in range(learners)
    )
    chance = random.Random(7)  # noqa: S311  # the same log on every run
    pairs = [(person.pk, skill.pk) for person in people for skill in skills]
    days = [sorted(chance.sample(range(700), ENTRIES), reverse=True) for _ in pairs]
    kinds = [chance.choices(sorted(GRADES), (1, 10, 10), k=ENTRIES) for _ in pairs]
    rows = (
        Evidence(learner_id=learner, skill_id=skill, day=TODAY - timedelta(days=back), kind=kind, minutes=30)
        for (learner, skill), backs, said in zip(pairs, days, kinds, strict=True)
        for back, kind in zip(backs, said, strict=True)
    )
    Evidence.objects.bulk_create(rows, batch_size=5000)
    return -np.array(days, dtype=float), np.array([[GRADES[kind] for kind in said] for said in kinds])


def plain(days: Any, grades: Any) -> float:  # noqa: ANN401  # arrays of states × entries
    """Return the mean stability after replaying days and grades: FSRS-6 and our weights, nothing else."""
    from apps.progress.logic.memory import DEFAULT_PARAMETERS as W  # noqa: PLC0415  # as papers write them

    w = np.array(W)
    factor = 0.9 ** (1 / -w[20]) - 1
    first = grades[:, 0]
    stability = w[first - 1]
    difficulty = np.clip(w[4] - np.exp(w[5] * (first - 1)) + 1, 1, 10)
    last = days[:, 0].copy()
    for at in range(1, days.shape[1]):
        grade, elapsed = grades[:, at], np.maximum(days[:, at] - last, 0)
        weight = np.where(grade == 4, 1.0, 0.5)
        kept = (1 + factor * elapsed / stability) ** -w[20]
        gain = np.exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (np.exp((1 - kept) * w[10]) - 1)
        longer = stability * (1 + gain * np.where(grade == 2, w[15], 1) * np.where(grade == 4, w[16], 1))
        briefly = np.exp(w[17] * (grade - 3 + w[18])) * stability ** -w[19]
        after = np.where(
            elapsed >= 1, longer, stability * np.where(grade >= 3, np.maximum(briefly, 1), briefly)
        )
        moved = stability * (after / stability) ** weight
        stability = np.where(weight < 1, np.maximum(stability, np.minimum(moved, 90)), moved)
        easier = difficulty - w[6] * (grade - 3) * (10 - difficulty) / 9
        easiest = w[4] - np.exp(w[5] * 3) + 1
        next_difficulty = np.clip(w[7] * easiest + (1 - w[7]) * easier, 1, 10)
        difficulty = difficulty + weight * (next_difficulty - difficulty)
        last = days[:, at] - np.floor((1 - weight) * elapsed + 0.5)
    return float(stability.mean())


def stored_mean() -> float:
    """Return the mean stability of what the rebuild wrote."""
    from django.db.models import Avg  # noqa: PLC0415  # after django.setup

    from apps.progress.models import MemoryState  # noqa: PLC0415

    return float(MemoryState.objects.aggregate(mean=Avg("stability"))["mean"])


def measure_line() -> None:
    """Log a line through htmx, which draws table and week again, against a bare signed-in page."""
    from django.core.management import call_command  # noqa: PLC0415  # after django.setup
    from django.test import Client, override_settings  # noqa: PLC0415

    from apps.users.models import User  # noqa: PLC0415

    call_command("import_catalogue", "content", stdout=StringIO())
    client = Client(headers={"HX-Request": "true"})
    client.force_login(User.objects.create_user("l@example.org", name="L"))
    line = {"q": "45m drift detection built: PSI alerts"}
    taken: dict[str, list[float]] = {"bare": [], "the log": [], "a line logged, the log drawn": []}
    with override_settings(ROOT_URLCONF=with_bare_page(), ALLOWED_HOSTS=["testserver"]):
        for _ in range(ROUNDS):
            taken["bare"].append(timed(lambda: client.get("/bare/")))
            taken["the log"].append(timed(lambda: client.get("/log/")))
            taken["a line logged, the log drawn"].append(timed(lambda: client.post("/log/", line)))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1000:.2f} ms = {median / medians['bare']:.2f} × bare (median of {ROUNDS})")


def with_bare_page() -> tuple[Any, ...]:
    """Return the addresses of the app and that of a page with one query: who is signed in."""
    from django.contrib.auth.decorators import login_required  # noqa: PLC0415  # after django.setup
    from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    from config.urls import urlpatterns  # noqa: PLC0415

    @login_required
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"<!doctype html><title>Bare</title><p>{request.user}</p>")

    return (path("bare/", bare), *urlpatterns)


def timed(act: Callable[[], Any]) -> float:
    """Return the seconds that a request takes, which must answer 200."""
    began = time.perf_counter()
    status = act().status_code
    taken = time.perf_counter() - began
    if status != 200:
        message = f"a benchmark of {status} answers measures nothing"
        raise RuntimeError(message)
    return taken
