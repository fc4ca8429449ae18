"""How the app logs: JSON in production, plain lines on one's own machine, and nobody's address in either."""

from __future__ import annotations

import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# These name the whole address of a page, which may hold the secret of a reset link.
_TELLING_PATHS = {"django.request", "django.security.csrf"}


def configure(settings: dict[str, Any]) -> None:
    """Configure structlog and the standard library alike; Django calls this with LOGGING.

    `settings` holds `json` (one object a line, else plain text) and `level` (a name such as INFO).
    """
    shared = _shared()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(_standard(shared, json=settings["json"], level=settings["level"]))


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_paths,
        structlog.processors.format_exc_info,
        without_addresses,
    ]


def _standard(shared: list[Processor], *, json: bool, level: str) -> dict[str, Any]:
    renderer = (
        structlog.processors.JSONRenderer(sort_keys=True)
        if json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"house": formatter},
        "handlers": {"house": {"class": "logging.StreamHandler", "formatter": "house"}},
        "root": {"handlers": ["house"], "level": level},
        # Its own handlers would say everything twice; each request is logged by our middleware.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": False},
            "django.request": {"level": "ERROR"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # Every sweep that found nothing; of interest to whoever counts, not to whoever looks on.
            "celery.app.trace": {"level": level if json else "WARNING"},
        },
    }


def without_paths(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Cut what follows the colon in Django's lines about a request."""
    if event.get("logger") in _TELLING_PATHS:
        event["event"] = str(event["event"]).partition(":")[0]
    return event


def without_addresses(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace e-mail addresses, which come in through the messages of errors."""
    for key, value in event.items():
        if isinstance(value, str) and "@" in value:
            event[key] = _ADDRESS.sub("[address]", value)
    return event
