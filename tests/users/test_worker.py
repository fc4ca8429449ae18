"""Mail with a real worker: from the request to the mail server, and through a death in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as house
from django.core.mail import send_mail
from django.db import connection

from apps.users.models import OutgoingMail
from apps.users.operations.mail import LEASE, release_abandoned
from apps.users.tasks import sweep_mails
from tests.users.servers import Postbox, free_port, mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

ADDRESS = "mira@example.org"
WITHIN = 30.0  # seconds, on a machine under load

# A worker that claims a mail and stands still just before it speaks to the server.
CLAIM_AND_WAIT = """
import sys, time
import django
django.setup()
from django.utils import timezone
from apps.users.operations.mail import claim_mail, hand_over
claim = claim_mail(mail_id=int(sys.argv[1]), now=timezone.now())
if sys.argv[2] == "handed over":
    hand_over(claim=claim)
print("claimed", flush=True)
time.sleep(60)
"""


def environment(*, smtp_port: int) -> dict[str, str]:
    """Return the environment of a process that works on the database of this test."""
    place = connection.settings_dict
    url = f"postgresql://{place['USER']}@{place['HOST'].replace('/', '%2F')}:{place['PORT']}/{place['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp_port),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@contextmanager
def celery(words: str, *, smtp_port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of Celery's, and stop it afterwards."""
    command = [sys.executable, "-m", "celery", *words.split(), "-l", "warning"]
    process = subprocess.Popen(command, env=environment(smtp_port=smtp_port), cwd=house.BASE_DIR)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=WITHIN)


def worker(*, smtp_port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run a worker for mail."""
    words = "-A config worker -Q mail --pool solo --without-gossip --without-mingle"
    return celery(words, smtp_port=smtp_port)


def wait_for(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + WITHIN
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.05)
    return met


def test_a_queued_mail_reaches_the_mail_server_by_a_worker() -> None:
    box = Postbox()
    with mail_server(box) as port, worker(smtp_port=port):
        send_mail("Hello", "Text", "e@example.org", [ADDRESS])
        assert wait_for(lambda: OutgoingMail.objects.filter(state="sent").exists())
    assert [message["Subject"] for message in box.arrived] == ["Hello"]


def test_a_mail_whose_task_was_lost_is_found_by_the_sweep() -> None:
    OutgoingMail.objects.create(to=ADDRESS, sender="e@example.org", subject="Hello", text="Text")
    box = Postbox()
    with mail_server(box) as port, worker(smtp_port=port):
        assert sweep_mails() == 1
        assert wait_for(lambda: OutgoingMail.objects.filter(state="sent").exists())
    assert len(box.arrived) == 1


@pytest.mark.parametrize(("moment", "state"), [("claimed", "queued"), ("handed over", "unknown")])
def test_a_worker_killed_on_the_way_loses_nothing_and_doubles_nothing(moment: str, state: str) -> None:
    mail = OutgoingMail.objects.create(to=ADDRESS, sender="e@example.org", subject="Hello", text="Text")
    mail.refresh_from_db()
    process = subprocess.Popen(
        [sys.executable, "-c", CLAIM_AND_WAIT, str(mail.pk), moment],
        env=environment(smtp_port=free_port()),
        cwd=house.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == b"claimed\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=WITHIN)
    assert release_abandoned(now=mail.made_at + LEASE + timedelta(minutes=2)) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (state, 1)
