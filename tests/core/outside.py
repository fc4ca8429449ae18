"""A server on loopback that misbehaves in the ways of a hostile or broken web."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


class Outside(BaseHTTPRequestHandler):
    """Answers by path; keeps what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str, str, dict[str, str]]]] = []
    times: ClassVar[list[float]] = []

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, dict(self.headers)))
        self.times.append(time.monotonic())
        kind, _, rest = self.path.strip("/").partition("/")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"say_{kind}", self.say_missing)(rest)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def tell(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def say_missing(self, _rest: str) -> None:
        self.tell(404, b"no such page")

    def say_fine(self, _rest: str) -> None:
        self.tell(200, b"hello", Set_Cookie="seen=1; Path=/")

    def say_status(self, rest: str) -> None:
        self.tell(int(rest))

    def say_get(self, _rest: str) -> None:
        self.tell(405 if self.command == "HEAD" else 200, b"only by GET")

    def say_to(self, rest: str) -> None:
        status, _, where = rest.partition("/")
        self.tell(int(status), Location=where)

    def say_again(self, rest: str) -> None:
        self.tell(302, Location=f"/again/{int(rest) + 1}")

    def say_packed(self, rest: str) -> None:
        self.tell(200, gzip.compress(b"x" * int(rest)), Content_Encoding="gzip")

    def say_twice(self, _rest: str) -> None:
        self.tell(200, gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip")

    def say_unasked(self, _rest: str) -> None:
        self.tell(200, b"xx", Content_Encoding="br")

    def say_false(self, _rest: str) -> None:
        self.tell(200, b"not gzip at all", Content_Encoding="gzip")

    def say_half(self, _rest: str) -> None:
        self.tell(200, gzip.compress(b"x" * 5000)[:-9], Content_Encoding="gzip")

    def say_cut(self, _rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"x" * 10)
        self.close_connection = True

    def say_endless(self, _rest: str) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    def say_drip(self, _rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def say_silent(self, _rest: str) -> None:
        time.sleep(1.5)

    def say_nonsense(self, _rest: str) -> None:
        self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")
        self.close_connection = True


class Patient(ThreadingHTTPServer):
    """A server whose visitors may hang up at any moment."""

    daemon_threads, block_on_close = True, False

    def handle_error(self, *_: object) -> None:
        """Say nothing: hanging up early is what the tests are about."""


@contextmanager
def outside() -> Iterator[str]:
    """Run the server and give its address; it has been asked nothing yet."""
    Outside.asked.clear()
    Outside.times.clear()
    server = Patient(("127.0.0.1", 0), Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
