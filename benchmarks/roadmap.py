"""The roadmap, made anew and kept, against a bare signed-in Django page with one query.

All run in one process through the same middleware and the same sessions, in turns, so that what
else the machine does falls on all alike. Works in a database of its own.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django

if TYPE_CHECKING:
    from django.test import Client

    from apps.users.models import User

ROUNDS: Final = 60
CONTENT: Final = Path(__file__).resolve().parent.parent / "content"


def main() -> None:
    """Print both ratios."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.catalogue import scratch_database  # noqa: PLC0415  # after django.setup

    with scratch_database(), bare_page():
        measure()


@contextmanager
def bare_page() -> Iterator[None]:
    """Add the floor to the addresses: a view behind sign-in that answers with the learner's address."""
    from django.conf import settings  # noqa: PLC0415  # after django.setup
    from django.contrib.auth.decorators import login_required  # noqa: PLC0415
    from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    from config import urls  # noqa: PLC0415

    @login_required
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.user))

    settings.ALLOWED_HOSTS = ["testserver"]
    urls.urlpatterns += [path("bare/", bare)]
    yield
    urls.urlpatterns.pop()


def measure() -> None:
    """Measure with a learner who has a state on every third skill of the built-in catalogue."""
    from django.test import Client  # noqa: PLC0415  # after django.setup

    learner, client = a_learner(), Client()
    client.force_login(learner)
    for address in ("/bare/", "/"):
        client.get(address)  # the first request of a process compiles templates and loads the catalogue
    taken: dict[str, list[float]] = {"bare": [], "made anew": [], "kept": []}
    for _ in range(ROUNDS):
        taken["bare"].append(timed(client, "/bare/"))
        turn_over(learner)
        taken["made anew"].append(timed(client, "/"))
        taken["kept"].append(timed(client, "/"))
    floor = statistics.median(taken["bare"])
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        print(f"{name}: {middle * 1000:.2f} ms, {middle / floor:.2f} × bare (median of {ROUNDS})")


def a_learner() -> User:
    """Make a learner on the built-in catalogue: a role, and every third skill in use."""
    from django.core.management import call_command  # noqa: PLC0415  # after django.setup
    from django.utils import timezone  # noqa: PLC0415

    from apps.progress.operations import AssessedLevel, assess  # noqa: PLC0415
    from apps.skills.operations import choose_role  # noqa: PLC0415
    from apps.skills.queries import snapshot  # noqa: PLC0415
    from apps.users.models import User  # noqa: PLC0415

    call_command("import_catalogue", str(CONTENT), stdout=StringIO())
    learner = User.objects.create_user("bench@example.org", name="Bench", password=None)
    catalogue, now = snapshot(), timezone.now()
    role = next(card.id for card in catalogue.roles.values() if card.slug == "mlops-engineer")
    choose_role(learner=learner, role_id=role, now=now, by=learner)
    answers = {skill: AssessedLevel(2) for skill in list(catalogue.skills)[::3]}
    assess(learner=learner, answers=answers, now=now, by=learner)
    return learner


def turn_over(learner: User) -> None:
    """Make the kept page of a learner one that nobody asks for any more, as a write does."""
    from django.db.models import F  # noqa: PLC0415  # after django.setup

    from apps.users.models import User  # noqa: PLC0415

    User.objects.filter(pk=learner.pk).update(page_version=F("page_version") + 1)


def timed(client: Client, address: str) -> float:
    """Return the seconds that a page takes; anything but a page ends the run."""
    began = time.perf_counter()
    answer = client.get(address)
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return taken
