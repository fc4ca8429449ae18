"""Pages and writes while Redis is stopped, and while it is frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from tests.stack import Answer, Stack, Visitor, wait_until

EMAIL, PASSWORD = "mira@example.org", "correct horse battery staple"
PATHS = ("/", "/log/", "/accounts/logout/")
ROUNDS = 25

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def port(stack: Stack) -> int:
    """A web server of the stack, and somebody who can sign in to it."""
    make = (
        "from allauth.account.models import EmailAddress as A; from apps.users.models import User as U; "
        f"u = U.objects.create_user({EMAIL!r}, {PASSWORD!r}, name='Mira'); "
        "A.objects.create(user=u, email=u.email, verified=True, primary=True)"
    )
    stack.shell(make)
    return stack.web()


@pytest.fixture
def visitor(port: int, stack: Stack) -> Iterator[Visitor]:
    """Somebody signed in, whose process has Redis."""
    visitor = Visitor(port)
    assert visitor.sign_in(EMAIL, PASSWORD).status == 302
    yield visitor
    wait_until(lambda: "redis_back" in stack.said() or "redis_away" not in stack.said())


def reads_and_writes(visitor: Visitor) -> list[Answer]:
    answers = [visitor.get(path) for _ in range(ROUNDS) for path in PATHS]
    return answers + [note(visitor, number) for number in range(ROUNDS)]


def note(visitor: Visitor, number: int) -> Answer:
    """Log one thing: a write to PostgreSQL."""
    return visitor.post("/log/", q=f"15m git fundamentals built: round {number}", form_token=str(uuid4()))


def p99(answers: list[Answer]) -> float:
    return sorted(answer.seconds for answer in answers)[int(len(answers) * 0.99)]


def test_pages_and_writes_answer_with_redis_stopped(
    visitor: Visitor, stack: Stack, measured: Callable[[str, float], None]
) -> None:
    reads_and_writes(visitor)  # what is loaded at first use is no part of the fault
    with stack.redis_stopped():
        answers = reads_and_writes(visitor)

    assert {answer.status for answer in answers} <= {200, 302, 303}
    measured("Redis stopped, pages and writes, p99", p99(answers))
    assert p99(answers) < 0.5


def test_pages_and_writes_answer_with_redis_frozen(
    visitor: Visitor, stack: Stack, measured: Callable[[str, float], None]
) -> None:
    with stack.redis_frozen():
        answers = reads_and_writes(visitor)

    assert {answer.status for answer in answers} <= {200, 302, 303}
    slowest = max(answer.seconds for answer in answers)
    measured("Redis frozen, pages and writes, slowest", slowest)
    assert slowest < 1.0


def test_nobody_is_signed_out_by_an_empty_redis(visitor: Visitor, stack: Stack) -> None:
    with stack.redis_stopped():
        pass

    assert visitor.get("/log/").status == 200


def test_who_signs_out_during_a_freeze_stays_signed_out(visitor: Visitor, stack: Stack) -> None:
    stolen = Visitor(visitor.port, dict(visitor.cookies))
    with stack.redis_frozen():
        visitor.get("/accounts/logout/")
        assert visitor.post("/accounts/logout/").status == 302

    wait_until(lambda: stolen.get("/log/").status == 302, 10)


def test_signing_in_works_with_redis_stopped_and_frozen(port: int, stack: Stack, visitor: Visitor) -> None:
    assert visitor.port == port
    with stack.redis_stopped():
        stopped = Visitor(port).sign_in(EMAIL, PASSWORD)
    with stack.redis_frozen():
        frozen = Visitor(port).sign_in(EMAIL, PASSWORD)

    assert (stopped.status, frozen.status) == (302, 302)


def test_guessing_is_held_up_with_redis_stopped_too(port: int, stack: Stack, visitor: Visitor) -> None:
    assert visitor.port == port
    with stack.redis_stopped():
        tries = [Visitor(port).sign_in("nobody@example.org", "a wrong one") for _ in range(7)]

    # The try that notices the outage is not counted.
    assert [answer.status for answer in tries][-1] == 429
    assert [answer.status for answer in tries].count(422) in {5, 6}
