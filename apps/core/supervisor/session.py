"""The course of one `make run`, from an empty folder to Ctrl-C."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

from apps.core.embedded import services
from apps.core.embedded.places import Place
from apps.core.embedded.problems import Problem
from apps.core.supervisor import output, plan, sockets
from apps.core.supervisor.children import Child

TEND_SECONDS = 0.2
WATCH_SECONDS = 2.0  # between two looks at PostgreSQL and Redis
READY_SECONDS, READY_POLL_SECONDS = 60.0, 0.1


def run() -> None:
    """Bring the app up, keep it up, and take it down at Ctrl-C or SIGTERM; raises Problem."""
    os.chdir(services.project())
    place = services.here()
    stop = _stop_at_signals()
    port = sockets.wanted_port()
    place.lay_out()
    with _alone(place, port), sockets.listen(port) as web, sockets.listen(0) as mail:
        _announce_mail(place, mail)
        own = {name for name in services.NAMES if not os.environ.get(name)}
        try:
            with services.environment(place):
                os.environ.setdefault("LOCAL", "1")
                os.environ.setdefault("SITE_URL", _address(port))
                _serve(place, web, mail, stop=stop, own=own)
        finally:
            place.smtp_port.unlink(missing_ok=True)
    output.say("", "Stopped.")


def _stop_at_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


@contextlib.contextmanager
def _alone(place: Place, port: int) -> Iterator[None]:
    with (place.data / "run.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            message = (
                f"It is running from this folder already, at {lock.read().strip() or 'another terminal'}."
            )
            raise Problem(message) from error
        lock.truncate(0)
        lock.write(_address(port))
        lock.flush()
        yield


def _announce_mail(place: Place, mail: socket.socket) -> None:
    port = str(mail.getsockname()[1])
    place.smtp_port.write_text(port, encoding="ascii")
    os.environ.setdefault("EMAIL_HOST", sockets.HOST)
    os.environ.setdefault("EMAIL_PORT", port)


def _serve(
    place: Place, web: socket.socket, mail: socket.socket, *, stop: threading.Event, own: set[str]
) -> None:
    children = [Child(program) for program in plan.programs(place, web=web.fileno(), mail=mail.fileno())]
    setup = Child(plan.preparation(place))
    try:
        # The page server loads its code while the tables are brought up to it.
        setup.start()
        children[0].start()
        if _prepared(setup, stop) and _answers(web, stop):
            for child in children[1:]:
                child.start()
            _greet(place, web)
            _keep_up(place, children, stop=stop, own=own)
    finally:
        output.say("", "Stopping …")
        web_server, *others = children
        *servants, beat = others
        # Those who make work first, then those who do it, then the mail server that takes their last mails.
        _stop(setup, web_server, beat)
        for child in reversed(servants):
            _stop(child)


def _stop(*children: Child) -> None:
    for child in children:
        child.tell_to_stop()
    for child in children:
        child.see_off()


def _prepared(setup: Child, stop: threading.Event) -> bool:
    """Wait for the preparation; return False when the stop came first."""
    code = setup.wait(stop)
    if code:
        message = "The preparation failed, see the lines above."
        raise Problem(message)
    return code == 0


def _answers(web: socket.socket, stop: threading.Event) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while not stop.is_set() and time.monotonic() < deadline:
        if sockets.answers(web.getsockname()[1], "/readyz"):
            return True
        stop.wait(READY_POLL_SECONDS)
    return False


def _greet(place: Place, web: socket.socket) -> None:
    address = _address(web.getsockname()[1])
    output.say("", f"\nEvenkeel is up at {address}   mails: {address}/dev/mail/   Ctrl-C stops it\n")
    if place.logins.exists():
        output.say("", place.logins.read_text(encoding="utf-8") + "\n")


def _keep_up(place: Place, children: list[Child], *, stop: threading.Event, own: set[str]) -> None:
    watched = time.monotonic()
    while not stop.wait(TEND_SECONDS):
        for child in children:
            child.tend()
        if time.monotonic() - watched > WATCH_SECONDS:
            _watch_services(place, own)
            watched = time.monotonic()


def _watch_services(place: Place, own: set[str]) -> None:
    try:
        with services.gate(place):
            services.ensure(place, database="DATABASE_URL" in own, cache="REDIS_URL" in own)
    except Problem as problem:
        output.say("", str(problem))


def _address(port: int) -> str:
    # By name: passkeys refuse a host that is a number.
    return f"http://localhost:{port}"
