"""Digests planned and sent to a mail server on this machine, against plain smtplib on one kept connection.

Works in a database of its own, dropped afterwards; a mail server of its own takes everything and keeps
nothing. DIGESTS sets how many (10,000 by default). The floor sends as many ready letters of the same
size, so the ratio is what planning, composing and writing down cost.
"""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Final

import django

DIGESTS: Final = int(os.environ.get("DIGESTS", "10000"))
MONDAY: Final = datetime(2026, 11, 30, 8, tzinfo=UTC)
SAID: Final = MONDAY - timedelta(days=100)

# A server that answers as politely and as quickly as one can be in Python.
SINK: Final = """
import socket, sys, threading
def talk(line):
    try:
        answer(line, line.makefile("rb"))
    except ConnectionError:  # whoever said goodbye need not wait for an answer
        pass
def answer(line, heard):
    line.sendall(b"220 sink\\r\\n")
    while verb := heard.readline():
        if verb[:4].upper() == b"DATA":
            line.sendall(b"354 go on\\r\\n")
            while heard.readline() not in (b".\\r\\n", b""):
                pass
        line.sendall(b"221 bye\\r\\n" if verb[:4].upper() == b"QUIT" else b"250 ok\\r\\n")
listener = socket.socket(fileno=int(sys.argv[1]))
while True:
    threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()
"""

# What the first learner remembers, given to all others.
COPY_STATES: Final = """
INSERT INTO progress_memorystate (learner_id, skill_id, stability, difficulty, last_day, due_on, coverage,
                                  held, verified, touched_on, model_id)
SELECT u.id, m.skill_id, m.stability, m.difficulty, m.last_day, m.due_on, m.coverage, m.held, m.verified,
       m.touched_on, m.model_id
  FROM progress_memorystate m JOIN users_user u ON u.id > m.learner_id
 WHERE m.learner_id = %s
"""


def main() -> None:
    """Print how long planning and sending take, and how that compares with the floor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.catalogue import scratch_database  # noqa: PLC0415  # after django.setup

    with scratch_database(), sink() as port:
        measure(port)


@contextmanager
def sink() -> Iterator[int]:
    """Run a mail server that keeps nothing, and give its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.fileno()
        server = subprocess.Popen([sys.executable, "-c", SINK, str(number)], pass_fds=[number])  # noqa: S603  # our own words
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.kill()
            server.wait()


def measure(port: int) -> None:
    """Plan and send the digests of made learners, then send one of the letters as often."""
    from django.conf import settings  # noqa: PLC0415  # after django.setup

    from apps.nudges.models import Nudge  # noqa: PLC0415
    from apps.nudges.operations.planning import plan  # noqa: PLC0415
    from apps.nudges.sending import send_batch  # noqa: PLC0415

    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    learners(DIGESTS)
    began = time.perf_counter()
    planned = plan(now=MONDAY)
    took = time.perf_counter() - began
    print(f"{planned} digests planned: {took:.2f} s")
    began = time.perf_counter()
    while send_batch(clock=lambda: MONDAY):
        pass
    sent = time.perf_counter() - began
    done = Nudge.objects.filter(state="sent").count()
    letter = Nudge.objects.filter(state="sent").values_list("html", "text").first()
    if done != planned or letter is None:
        message = f"{done} of {planned} were sent"
        raise RuntimeError(message)
    size = sum(len(part.encode()) for part in letter)
    print(
        f"{done} composed and sent by one worker: {sent:.1f} s, {done / sent:.0f} a second, {size} bytes each"
    )
    floor = plain(port, many=done, body=letter[0] + letter[1])
    print(f"plain smtplib, one connection, ready letters: {floor:.1f} s, {done / floor:.0f} a second")
    print(f"planned and sent = {(took + sent) / floor:.1f} × that")


def plain(port: int, *, many: int, body: str) -> float:
    """Return the seconds that smtplib takes for as many letters of the same size."""
    head = "From: e@example.org\r\nTo: mira@example.org\r\nSubject: Hello\r\n\r\n"
    message = (head + body).encode()
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for _ in range(many):
            line.sendmail("e@example.org", ["mira@example.org"], message)
    return time.perf_counter() - began


def learners(many: int) -> None:
    """Make learners on the built-in catalogue: a role, every third skill in use, the digest on Mondays."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415  # after django.setup
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from apps.nudges.models import MailPreferences  # noqa: PLC0415
    from apps.progress.operations import AssessedLevel, assess  # noqa: PLC0415
    from apps.skills.models import RoleChoice  # noqa: PLC0415
    from apps.skills.operations import choose_role  # noqa: PLC0415
    from apps.skills.queries import snapshot  # noqa: PLC0415
    from apps.users.models import User  # noqa: PLC0415
    from benchmarks.roadmap import CONTENT  # noqa: PLC0415

    call_command("import_catalogue", str(CONTENT), stdout=StringIO())
    catalogue = snapshot()
    first = User.objects.create_user("bench@example.org", name="Bench", password=None)
    role = next(card.id for card in catalogue.roles.values() if card.slug == "mlops-engineer")
    choose_role(learner=first, role_id=role, now=SAID, by=first)
    answers = {skill: AssessedLevel(2) for skill in list(catalogue.skills)[::3]}
    assess(learner=first, answers=answers, now=SAID, by=first)
    people = User.objects.bulk_create(
        [User(email=f"bench{n}@example.org", name="Bench", password="!") for n in range(many)]  # noqa: S106  # nobody signs in
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people]
    )
    RoleChoice.objects.bulk_create([RoleChoice(learner=user, role_id=role) for user in people])
    with connection.cursor() as cursor:
        cursor.execute(COPY_STATES, [first.pk])
    MailPreferences.objects.bulk_create(
        [MailPreferences(learner=user, digest=True, digest_since=SAID) for user in people]
    )
