"""One process of the app: started, watched, started again with growing pauses, and stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from apps.core.supervisor import lifeline, output

PAUSE_FIRST, PAUSE_LONGEST = 1.0, 30.0  # seconds before a dead process is started again
STEADY_SECONDS = 60.0  # after this long its earlier deaths are forgiven


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, and how long it may take to stop."""

    name: str
    words: tuple[str, ...]
    patience: float  # seconds between being told to stop and being killed
    environment: Mapping[str, str] = field(default_factory=dict)
    sockets: tuple[int, ...] = ()  # file descriptors of listening sockets that it inherits


class Child:
    """A program under supervision. All its methods are called from the main thread.

    Linux counts the death of the thread that started a child as the death of its parent.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._born = 0.0
        self._pause = PAUSE_FIRST
        self._due = 0.0

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches only the supervisor."""
        tied = (sys.executable, "-S", str(Path(lifeline.__file__)), str(os.getpid()))
        self._process = subprocess.Popen(
            (*tied, *self.program.words),
            env={**os.environ, **self.program.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.program.sockets,
            start_new_session=True,
        )
        if self._process.stdout is not None:
            self._reader = output.follow(self.program.name, self._process.stdout)
        self._born = time.monotonic()

    def tend(self) -> None:
        """Start the process again once it has died and its pause is over."""
        if self.alive:
            return
        now = time.monotonic()
        if self._process is not None:
            code, lived = self._process.returncode, now - self._born
            self._process = None
            self._pause = PAUSE_FIRST if lived > STEADY_SECONDS else self._pause
            self._due = now + self._pause
            output.say(self.program.name, f"ended ({code}); starts again in {self._pause:.0f} s")
            self._pause = min(self._pause * 2, PAUSE_LONGEST)
        elif now >= self._due:
            self.start()

    def tell_to_stop(self) -> None:
        """Ask the process to stop."""
        self._signal(signal.SIGTERM, group=False)

    def see_off(self) -> int | None:
        """Wait until the process has stopped, kill its group where it takes too long, return its code."""
        if self._process is None:
            return None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(self.program.patience)
        # Its own children may have outlived it; the group bears its number.
        self._signal(signal.SIGKILL, group=True)
        code = self._process.wait()
        if self._reader is not None:
            self._reader.join(1)
        return code

    def wait(self, stop: threading.Event) -> int | None:
        """Wait until the process ends or the stop comes; return its code, or None."""
        while self.alive and not stop.wait(0.02):
            pass
        if self._process is None or self.alive:
            return None
        return self.see_off()

    def _signal(self, number: signal.Signals, *, group: bool) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if group:
                os.killpg(self._process.pid, number)
            elif self._process.poll() is None:
                self._process.send_signal(number)
