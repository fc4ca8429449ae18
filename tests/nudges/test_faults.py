"""Digests by real workers and mail servers, while parts of them die: never two, never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from email.message import Message

import pytest
import redis
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as house
from django.utils import timezone

from apps.nudges.models import Nudge
from apps.nudges.tasks import plan_nudges, sweep_nudges
from tests.catalogue import import_small
from tests.nudges.people import reader, with_something_to_say
from tests.users.servers import POLITE, Postbox, broken_server, mail_server
from tests.users.test_worker import celery, wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

MANY = 12


class SlowPostbox(Postbox):
    """Takes its time over each mail, so that something can happen in the middle."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        time.sleep(0.1)  # noqa: ASYNC251 - one line at a time is slow enough
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture(autouse=True)
def _an_empty_queue() -> Iterator[None]:
    with redis.Redis.from_url(house.REDIS_URL) as client:
        client.flushdb()
        yield
        client.flushdb()


def beat(*, smtp_port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run a beat that asks for nudges every second."""
    return celery("-A tests.nudges.quick_beat beat --max-interval 1 --pidfile=", smtp_port=smtp_port)


def due_now(many: int = MANY) -> set[str]:
    """Make learners whose digest is due this hour and return their addresses."""
    import_small()
    now = timezone.now()
    hour = {"digest_day": now.isoweekday(), "digest_hour": now.hour, "quiet_days": []}
    learners = [with_something_to_say(reader(**hour), now=now) for _ in range(many)]  # type: ignore[arg-type]
    return {learner.email for learner in learners}


def to(arrived: list[Message]) -> Counter[str]:
    return Counter(str(message["To"]) for message in arrived)


def states() -> Counter[str]:
    return Counter(Nudge.objects.values_list("state", flat=True))


def nothing_open() -> bool:
    return not Nudge.objects.filter(state__in=("queued", "sending")).exists()


def sweep_until(done: Callable[[], bool]) -> bool:
    """Sweep as the timetable would, only more often."""

    def once() -> bool:
        sweep_nudges()
        return done()

    return wait_for(once)


def let_the_lease_run_out() -> None:
    Nudge.objects.filter(state="sending").update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_killed_in_the_middle_of_a_batch_doubles_and_loses_nothing() -> None:
    addresses, box = due_now(), SlowPostbox()
    assert plan_nudges() == MANY
    with mail_server(box) as port:
        with worker(smtp_port=port) as victim:
            sweep_nudges()
            assert wait_for(lambda: len(box.arrived) >= 3)
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
        assert 3 <= len(box.arrived) < MANY
        let_the_lease_run_out()
        with worker(smtp_port=port):
            assert sweep_until(nothing_open)
    left = states()
    # The one that the server had in hand when the worker died is not known, and not sent again.
    assert left["sent"] + left["unknown"] == MANY
    assert left["unknown"] <= 1
    assert max(to(box.arrived).values()) == 1
    sent = set(Nudge.objects.filter(state="sent").values_list("to", flat=True))
    assert sent <= set(to(box.arrived)) <= addresses


def test_two_beats_and_two_workers_make_one_mail_of_each() -> None:
    addresses, box = due_now(), SlowPostbox()
    with mail_server(box) as port, ExitStack() as processes:
        for start in (worker, worker, beat, beat):
            processes.enter_context(start(smtp_port=port))
        assert wait_for(lambda: Nudge.objects.count() == MANY and nothing_open())
        # Both go on asking: whatever they ask for again finds that it is done.
        time.sleep(3)
    assert to(box.arrived) == Counter(addresses)
    assert states() == Counter(sent=MANY)


def test_a_beat_that_was_killed_is_made_good_by_the_next_one() -> None:
    addresses, box = due_now(), SlowPostbox()
    with mail_server(box) as port, worker(smtp_port=port):
        with beat(smtp_port=port) as victim:
            assert wait_for(lambda: len(box.arrived) >= 2)
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
        with beat(smtp_port=port):
            assert wait_for(nothing_open)
    assert to(box.arrived) == Counter(addresses)


def test_a_queue_that_lost_everything_only_delays_until_the_next_sweep() -> None:
    addresses, box = due_now(), SlowPostbox()
    plan_nudges()
    with mail_server(box) as port, worker(smtp_port=port), redis.Redis.from_url(house.REDIS_URL) as client:
        sweep_nudges()
        assert wait_for(lambda: len(box.arrived) >= 2)
        client.flushdb()
        assert sweep_until(nothing_open)
    assert to(box.arrived) == Counter(addresses)


def test_a_server_that_refuses_for_a_while_gets_each_mail_once_when_it_is_back() -> None:
    addresses = due_now(4)
    plan_nudges()
    busy, box = Postbox(data="451 too busy"), Postbox()
    with mail_server(busy) as port, worker(smtp_port=port):
        assert sweep_until(lambda: not Nudge.objects.filter(attempts=0).exists())
    assert states() == Counter(queued=4)
    Nudge.objects.update(next_try_at=timezone.now())
    with mail_server(box) as port, worker(smtp_port=port):
        assert sweep_until(nothing_open)
    assert to(box.arrived) == Counter(addresses)


@pytest.mark.parametrize(
    ("answers", "state", "arrives"),
    [
        # The line breaks before the message, or right after its final dot.
        ({**POLITE, b"DATA": b""}, "queued", 1),
        (POLITE, "unknown", 0),
    ],
)
def test_a_line_that_drops_is_told_by_whether_the_server_can_have_the_mail(
    answers: dict[bytes, bytes], state: str, arrives: int
) -> None:
    due_now(1)
    plan_nudges()
    with broken_server(answers=answers, at_the_dot=None) as port, worker(smtp_port=port):
        assert sweep_until(lambda: states() == Counter({state: 1}) and Nudge.objects.get().attempts == 1)
    Nudge.objects.update(next_try_at=timezone.now())
    box = Postbox()
    with mail_server(box) as port, worker(smtp_port=port):
        sweep_until(nothing_open)
        time.sleep(0.5)
    assert len(box.arrived) == arrives
