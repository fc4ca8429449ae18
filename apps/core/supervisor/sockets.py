"""The sockets that the app listens at, held by the supervisor: a restarted process loses no caller."""

from __future__ import annotations

import errno
import http.client
import os
import socket
from contextlib import closing

from apps.core.embedded.problems import Problem

HOST = "127.0.0.1"
PORT_DEFAULT = "8000"
BACKLOG = 128


def wanted_port() -> int:
    """Return the port that PORT names; raises Problem when it is none."""
    text = os.environ.get("PORT") or PORT_DEFAULT
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        message = f"PORT is {text!r}: write a number from 1 to 65535."
        raise Problem(message)
    return int(text)


def listen(port: int) -> socket.socket:
    """Return a socket that listens on this machine; port 0 takes any free one.

    Raises Problem when the port is taken or not ours to take.
    """
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        why = (
            "is taken by another program"
            if error.errno == errno.EADDRINUSE
            else f"cannot be used ({error.strerror})"
        )
        message = (
            f"Port {port} {why}: choose another, as in `make run PORT={port + 1 if port < 65535 else 8000}`."
        )
        raise Problem(message) from error
    return listener


def answers(port: int, path: str) -> bool:
    """Return whether the web server answers a path with 200."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
