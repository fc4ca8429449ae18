from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from apps.core import logs


@contextlib.contextmanager
def in_json() -> Iterator[None]:
    logs.configure({"json": True, "level": "INFO"})
    yield
    logs.configure({"json": False, "level": "INFO"})


def lines(said: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in said.splitlines()]
    for line in found:
        del line["timestamp"]
    return found


def test_in_production_each_line_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    with in_json(), structlog.contextvars.bound_contextvars(request_id="abc"):
        structlog.get_logger("ours").info("logged", skill="dvc")
        logging.getLogger("theirs").warning("%s left", "disk")

    assert lines(capsys.readouterr().err) == [
        {"event": "logged", "level": "info", "logger": "ours", "request_id": "abc", "skill": "dvc"},
        {"event": "disk left", "level": "warning", "logger": "theirs", "request_id": "abc"},
    ]


def test_an_address_in_an_error_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    with in_json():
        try:
            message = "Key (email)=(mira.okafor+x@example.org) already exists."
            raise ValueError(message)  # noqa: TRY301 - its traceback is what is looked at
        except ValueError:
            logging.getLogger("theirs").exception("Not saved for mira@example.org")

    (line,) = lines(capsys.readouterr().err)
    assert line["event"] == "Not saved for [address]"
    assert str(line["exception"]).endswith("ValueError: Key (email)=([address]) already exists.")


def test_the_address_of_a_page_that_broke_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    with in_json():
        logging.getLogger("django.request").error(
            "Internal Server Error: %s", "/password/reset/key/1-secret/"
        )

    (line,) = lines(capsys.readouterr().err)
    assert line["event"] == "Internal Server Error"
