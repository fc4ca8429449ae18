"""A whole installation of its own, run as processes with production settings, for tests to break and mend."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import redis

from apps.core.embedded import postgres, servers, services
from apps.core.embedded import redis as embedded_redis
from apps.core.embedded.places import Place

HOST = "evenkeel.example"
READY_SECONDS = 30.0
PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    headers: Message
    body: str
    seconds: float


@dataclass
class Visitor:
    """A browser without a screen: keeps cookies, speaks to one port as a proxy with TLS would."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        """Fetch a page."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form, with the token of the last page."""
        fields["csrfmiddlewaretoken"] = self.cookies.get("__Host-csrftoken", "")
        return self._send("POST", path, urlencode(fields), {})

    def sign_in(self, email: str, password: str) -> Answer:
        """Sign in through the form."""
        self.get("/accounts/login/")
        return self.post("/accounts/login/", login=email, password=password)

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        sent = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "127.0.0.1",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **({"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}),
            **headers,
        }
        began = time.perf_counter()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, response.headers, text, seconds)


class Stack:
    """Services, settings and processes; everything that it started ends with `close`."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder, throwaway=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.place.database_url,
            "REDIS_URL": self.place.redis_url,
            "SECRET_KEY": "nobody-guesses-this-key-of-fifty-characters-or-more-0123456789",
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": "1",
            "STATIC_ROOT": str(folder / "static"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(services.project()),
        }
        self._closing = ExitStack()
        self._workers: list[subprocess.Popen[str]] = []

    def open(self) -> None:
        """Start the services and bring the database up to the code."""
        self._closing.enter_context(services.running(self.place))
        self.manage("prepare")
        self.manage("collectstatic", "--noinput")

    def close(self) -> None:
        """End all processes, then the services."""
        self._closing.close()

    def manage(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end; a failure shows what it said."""
        done = subprocess.run(
            [PYTHON, "manage.py", *words],
            cwd=services.project(),
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def shell(self, code: str) -> str:
        """Run Python inside Django; return what it printed."""
        return self.manage("shell", "--no-imports", "-c", code).stdout.strip()

    def process(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start a process that lives until `close`; its output goes to a file of its name."""
        log = self.place.logs / f"{Path(words[-1]).name}-{time.monotonic_ns()}.log"
        with log.open("w") as sink:
            process = subprocess.Popen(
                words,
                cwd=services.project(),
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                text=True,
                start_new_session=True,
            )
        self._closing.callback(_end, process)
        return process

    def web(self, **environment: str) -> int:
        """Serve the app with gunicorn; return its port once it answers."""
        port = free_port()
        self.process(
            PYTHON, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi",
            BIND=f"127.0.0.1:{port}", WEB_PROCESSES="1", **environment,
        )  # fmt: skip
        wait_until(lambda: listening(port))
        return port

    def worker(self, *words: str, app: str = "config.celery", **environment: str) -> subprocess.Popen[str]:
        """Start a Celery worker."""
        alone = ("--concurrency", "1", "--without-mingle", "--without-gossip")
        command = (PYTHON, "-m", "celery", "--quiet", "--app", app, "worker", *alone, *words)
        self._workers.append(self.process(*command, PYTHONWARNINGS="ignore", **environment))
        return self._workers[-1]

    def end_workers(self) -> None:
        """End the workers at once."""
        while self._workers:
            _end(self._workers.pop())

    def said(self) -> str:
        """Return all that the processes wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.place.logs.iterdir()))

    @property
    def redis(self) -> redis.Redis:
        """A client of the stack's Redis."""
        return redis.Redis.from_url(self.place.redis_url)

    @contextlib.contextmanager
    def redis_stopped(self) -> Iterator[None]:
        """Stop Redis for a while."""
        embedded_redis.stop(self.place)
        try:
            yield
        finally:
            embedded_redis.start(self.place)

    @contextlib.contextmanager
    def redis_frozen(self) -> Iterator[None]:
        """Freeze Redis for a while: it takes connections and answers nothing."""
        with self.redis as client:
            pid = client.info("server")["process_id"]
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def restart_postgres(self) -> None:
        """Stop PostgreSQL and start it again."""
        postgres.stop(self.place)
        postgres.start(self.place)


@contextlib.contextmanager
def opened() -> Iterator[Stack]:
    """Yield a stack that is up; its folder is removed with it."""
    with tempfile.TemporaryDirectory(prefix="evenkeel-stack-") as folder:
        # A space in the path, as on many a machine.
        stack = Stack(Path(folder, "a stack"))
        try:
            stack.open()
            yield stack
        finally:
            stack.close()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    """Return whether somebody answers at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: object, seconds: float = READY_SECONDS) -> None:
    """Wait until a condition holds; fail when it does not in time."""
    assert callable(true)
    assert servers.wait(true, seconds=seconds), "It did not come true in time."


def _end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
