"""Which processes make up the app on one machine."""

from __future__ import annotations

import sys

from apps.core.embedded.places import Place
from apps.core.supervisor.children import Program


def preparation(place: Place) -> Program:
    """Return what runs before all others: tables, catalogue, and on the first start the demo world."""
    return Program("setup", (sys.executable, "manage.py", "prepare", "--demo", str(place.logins)), patience=5)


def programs(place: Place, *, web: int, mail: int) -> list[Program]:
    """Return the processes in the order of their start; `web` and `mail` are listening sockets."""
    return [
        Program(
            "web",
            (sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"),
            patience=3,
            environment={
                "BIND": f"fd://{web}",
                "WEB_PROCESSES": "1",
                "WEB_GRACE_SECONDS": "2",
                "STATEMENT_SECONDS": "30",
            },
            sockets=(web,),
        ),
        Program(
            "mail",
            (sys.executable, "-m", "apps.devmail.gateways.smtp", str(mail), str(place.mail)),
            patience=1,
            sockets=(mail,),
        ),
        Program(
            "worker", (*_celery("worker"), "--concurrency", "1", *_ALONE), patience=3, environment=_QUIET
        ),
        Program("beat", _celery("beat"), patience=1),
    ]


# There is no second worker to talk to, and asking for one costs a second at every start.
_ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")

# As root, Celery warns of what its JSON-only messages cannot do.
_QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker"}


def _celery(part: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", part)
