from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from apps.core.embedded import postgres
from tests.stack import Stack, Visitor, wait_until

pytestmark = pytest.mark.faults


def test_no_page_fails_once_postgres_is_back(stack: Stack, measured: Callable[[str, float], None]) -> None:
    port = stack.web()
    visitors = [Visitor(port) for _ in range(8)]
    # Every thread of the server gets a connection that the restart will break.
    assert {visitor.get("/accounts/login/").status for visitor in visitors} == {200}

    stack.restart_postgres()

    began = time.monotonic()
    answers = [visitor.get("/accounts/login/") for _ in range(5) for visitor in visitors]
    measured("PostgreSQL restarted, 40 pages of 8 visitors", time.monotonic() - began)
    assert {answer.status for answer in answers} == {200}


def test_readiness_follows_postgres(stack: Stack) -> None:
    visitor = Visitor(stack.web())
    assert visitor.get("/readyz").status == 200

    postgres.stop(stack.place)
    down = visitor.get("/readyz")
    up = visitor.get("/livez")
    postgres.start(stack.place)

    assert (down.status, up.status) == (503, 200)
    assert down.seconds < 3
    wait_until(lambda: visitor.get("/readyz").status == 200, 5)
