"""A task outlives the process that ran it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stack import PYTHON, Stack, wait_until

APP = "tests.faults.slow_tasks"

pytestmark = pytest.mark.faults


@pytest.fixture(autouse=True)
def _one_worker_at_a_time(stack: Stack) -> Iterator[None]:
    """End the workers of a test with it: they would take the tasks of the next."""
    yield
    stack.end_workers()


def ask(stack: Stack, folder: Path, seconds: float) -> None:
    code = f"from {APP} import dawdle; dawdle.delay(folder={str(folder)!r}, seconds={seconds})"
    stack.process(PYTHON, "-c", f"import django; django.setup(); {code}").wait()


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_a_task_whose_process_is_killed_runs_again(
    stack: Stack, tmp_path: Path, measured: Callable[[str, float], None]
) -> None:
    stack.worker(app=APP)
    ask(stack, tmp_path, 2)
    wait_until(lambda: len(lines(tmp_path / "begun")) == 1)

    os.kill(int(lines(tmp_path / "begun")[0]), signal.SIGKILL)

    began = time.monotonic()
    wait_until(lambda: len(lines(tmp_path / "begun")) == 2)
    measured("Task process killed, until the task runs again", time.monotonic() - began)
    wait_until(lambda: lines(tmp_path / "ended") == ["end"])
    assert len(lines(tmp_path / "begun")) == 2


def test_a_task_whose_whole_worker_is_killed_runs_again_in_another(stack: Stack, tmp_path: Path) -> None:
    first = stack.worker(app=APP, VISIBILITY_SECONDS="6")
    ask(stack, tmp_path, 4)
    wait_until(lambda: len(lines(tmp_path / "begun")) == 1)

    os.killpg(first.pid, signal.SIGKILL)
    stack.worker(app=APP, VISIBILITY_SECONDS="6")

    wait_until(lambda: lines(tmp_path / "ended")[-1:] == ["end"], 90)
    assert len(lines(tmp_path / "begun")) == 2


def test_a_worker_goes_on_after_redis_was_away(
    stack: Stack, tmp_path: Path, measured: Callable[[str, float], None]
) -> None:
    stack.worker(app=APP)
    ask(stack, tmp_path, 0)
    wait_until(lambda: lines(tmp_path / "ended") == ["end"])

    with stack.redis_stopped():
        pass
    began = time.monotonic()
    ask(stack, tmp_path, 0)

    wait_until(lambda: lines(tmp_path / "ended") == ["end", "end"], 60)
    measured("Redis restarted, until a worker takes a new task", time.monotonic() - began)
    assert len(lines(tmp_path / "begun")) == 2


def test_a_worker_that_is_told_to_stop_ends_what_it_has_begun(stack: Stack, tmp_path: Path) -> None:
    worker = stack.worker(app=APP)
    ask(stack, tmp_path, 2)
    wait_until(lambda: len(lines(tmp_path / "begun")) == 1)

    worker.send_signal(signal.SIGTERM)
    worker.wait(60)

    assert (worker.returncode, lines(tmp_path / "ended")) == (0, ["end"])
