"""What ships: the settings, the image, the compose file, the proxy.

An image cannot be built where tests run: its files are read, and the commands in them are run as
processes against a real PostgreSQL and Redis.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import ssl
import subprocess
import sys
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path

import pytest
import yaml

from apps.core.embedded import services
from apps.core.headers import HEADERS
from tests.stack import HOST, PYTHON, Answer, Stack, Visitor, free_port, listening, wait_until

ROOT = services.project()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
APP_SERVICES = ("certificate", "prepare", "web", "worker", "beat")


@pytest.fixture(scope="module")
def port(stack: Stack) -> int:
    """A web server with production settings."""
    return stack.web()


def test_the_settings_of_production_pass_djangos_own_check(stack: Stack) -> None:
    done = stack.manage("check", "--deploy", "--fail-level", "WARNING")

    assert done.stdout + done.stderr == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_a_setting_that_is_missing_is_named(stack: Stack, name: str) -> None:
    environment = {key: value for key, value in stack.environment.items() if key != name}
    done = subprocess.run(
        [PYTHON, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1] == (
        f"django.core.exceptions.ImproperlyConfigured: Set {name} in the environment; "
        "docs/operations.md says what it holds."
    )


def test_mails_on_the_machine_are_absent(port: int) -> None:
    assert Visitor(port).get("/dev/mail/").status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("/accounts/login/", 200), ("/livez", 200), ("/readyz", 200), ("/nowhere/", 404), ("/?q=%00", 400)],
)
def test_every_answer_bears_all_headers(port: int, path: str, status: int) -> None:
    answer = Visitor(port).get(path)

    assert answer.status == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_browsers_are_told_to_come_back_by_tls_only(port: int) -> None:
    answer = Visitor(port).get("/accounts/login/")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_plain_http_is_sent_to_tls(port: int) -> None:
    answer = Visitor(port).get("/accounts/login/", **{"X-Forwarded-Proto": "http"})

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/accounts/login/")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_an_unknown_host_over_plain_http_is_a_400_with_headers(port: int) -> None:
    answer = Visitor(port).get("/accounts/login/", Host="elsewhere.example", **{"X-Forwarded-Proto": "http"})

    assert answer.status == 400
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_cookies_are_bound_to_this_host_and_to_tls(port: int) -> None:
    answer = Visitor(port).get("/accounts/login/")
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-csrftoken=")
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie


def test_static_files_are_named_by_content_and_compressed(port: int) -> None:
    visitor = Visitor(port)
    found = re.search(r'href="(/static/components\.[0-9a-f]{12}\.css)"', visitor.get("/accounts/login/").body)
    assert found

    answer = visitor.get(found[1], **{"Accept-Encoding": "br"})

    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "br")
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_log_is_one_object_a_line_with_the_number_of_the_request(port: int, stack: Stack) -> None:
    Visitor(port).get("/nowhere/secret-part/", **{"X-Request-ID": "0123456789abcdef"})

    lines = [json.loads(line) for line in stack.said().splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line.get("request_id") == "0123456789abcdef"]
    assert {key: line[key] for key in ("event", "level", "method", "route", "status")} == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": None,
        "status": 404,
    }
    assert "secret-part" not in stack.said()


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions with their arguments, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    begin = max(index for index, (word, _) in enumerate(found) if word == "FROM")
    return found[begin:]


def test_the_image_is_built_in_two_stages_and_runs_as_nobody_special() -> None:
    assert [words for word, words in instructions() if word == "FROM"] == [
        "python:3.13-slim-bookworm AS build",
        "python:3.13-slim-bookworm",
    ]
    assert [words for word, words in last_stage() if word == "USER"] == ["evenkeel"]
    assert {word for word, _ in last_stage()} == {
        "FROM", "RUN", "ENV", "COPY", "WORKDIR", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD",
    }  # fmt: skip


def test_the_last_stage_installs_nothing() -> None:
    (run,) = [words for word, words in last_stage() if word == "RUN"]

    assert re.findall(r"apt|pip install|gcc|build-essential", run) == []
    assert [words for word, words in last_stage() if word == "COPY"] == [
        "--from=build /venv /venv",
        "--from=build /app /app",
    ]


def test_the_image_holds_everything_that_it_copies_and_no_more() -> None:
    copied = [words.split()[0] for word, words in instructions() if word == "COPY" and "--from" not in words]
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]

    assert sorted(name.removeprefix("./") for name in copied) == sorted(let_in)
    assert [name for name in let_in if not (ROOT / name).exists()] == []


def test_the_image_collects_static_files_without_any_service(stack: Stack, tmp_path: Path) -> None:
    (collect,) = [words for word, words in instructions() if word == "RUN" and "collectstatic" in words]
    command = collect.partition("&&")[0].replace("/venv/bin/python", shlex.quote(PYTHON))

    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env={"PATH": stack.environment["PATH"], "STATIC_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "staticfiles.json").exists()


def test_the_health_check_of_the_image_tells_up_from_down(port: int) -> None:
    (check,) = [words for word, words in last_stage() if word == "HEALTHCHECK"]
    command = json.loads(check.partition("CMD ")[2])
    assert command[0] == "python"

    def ask(asked: int) -> int:
        code = command[2].replace(":8000", f":{asked}")
        return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode

    assert (ask(port), ask(free_port())) == (0, 1)


def test_every_service_is_watched_and_waits_for_what_it_needs() -> None:
    needs = {name: set(service.get("depends_on", {})) for name, service in COMPOSE["services"].items()}

    assert needs == {
        "nginx": {"web", "certificate"},
        "certificate": set(),
        "prepare": {"postgres"},
        "web": {"prepare", "redis"},
        "worker": {"prepare", "redis"},
        "beat": {"prepare", "redis"},
        "postgres": set(),
        "redis": set(),
        "mailpit": set(),
    }
    watched = {name for name, service in COMPOSE["services"].items() if "healthcheck" in service}
    # The image brings the check of the web server; two run to their end.
    assert watched == {"nginx", "worker", "beat", "postgres", "redis", "mailpit"}


def test_the_compose_file_sets_what_settings_want() -> None:
    wanted = {
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "TRUSTED_PROXIES",
        "EMAIL_HOST",
    }
    for name in ("prepare", "web", "worker", "beat"):
        assert wanted - set(COMPOSE["services"][name]["environment"]) == set()
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "config" / "settings.py").read_text())
    known = set(read) | set(
        re.findall(r'environ\.get\("(\w+)"', (ROOT / "config" / "gunicorn.py").read_text())
    )
    assert {key for name in APP_SERVICES for key in COMPOSE["services"][name]["environment"]} - known == set()


def test_the_app_runs_without_rights_on_a_disk_that_it_cannot_write() -> None:
    for name in APP_SERVICES:
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def words_of(name: str) -> list[str]:
    command: list[str] = COMPOSE["services"][name]["command"]
    program, *rest = command
    modules = {"gunicorn": ("-m", "gunicorn"), "celery": ("-m", "celery"), "python": ()}
    return [PYTHON, *modules[program], *rest]


def test_the_web_command_serves(stack: Stack) -> None:
    port = free_port()
    stack.process(*words_of("web"), BIND=f"127.0.0.1:{port}")

    wait_until(lambda: listening(port))
    assert Visitor(port).get("/readyz").status == 200


def test_the_worker_and_beat_commands_work_together(stack: Stack) -> None:
    worker = stack.process(*words_of("worker"), PYTHONWARNINGS="ignore")
    beat = stack.process(*words_of("beat"))

    # The sweep of mails is due every half minute.
    wait_until(lambda: "apps.users.tasks.sweep_mails" in stack.said() and "succeeded" in stack.said(), 90)
    ping = subprocess.run(
        [PYTHON, "-m", *COMPOSE["services"]["worker"]["healthcheck"]["test"][1:]],
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ping.returncode, "pong" in ping.stdout) == (0, True)
    for process in (beat, worker):
        process.terminate()
        assert process.wait(30) == 0


def test_preparing_twice_at_once_does_no_harm(stack: Stack) -> None:
    both = [stack.process(*words_of("prepare")) for _ in range(2)]

    assert [process.wait(120) for process in both] == [0, 0]


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def proxy_config(folder: Path, app: int, plain: int, secure: int) -> Path:
    """Write the shipped config with other addresses, and let nginx test it."""
    subprocess.run([PYTHON, str(ROOT / "deploy" / "certificate.py"), str(folder), "localhost"], check=True)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in {
        "web:8000": f"127.0.0.1:{app}",
        "listen 80 ": f"listen 127.0.0.1:{plain} ",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        "/etc/nginx/tls": str(folder),
        "/tmp/nginx.pid": str(folder / "nginx.pid"),  # noqa: S108 - the file's own word
        "/usr/share/nginx/html": str(ROOT / "deploy"),
    }.items():
        assert old in text
        text = text.replace(old, new)
    config = folder / "nginx.conf"
    config.write_text(re.sub(r"^\s*listen \[::\].*$", "", text, flags=re.MULTILINE))
    assert NGINX, "nginx is not installed: apt-get install nginx-light"
    tested = subprocess.run(
        [NGINX, "-c", str(config), "-p", str(folder), "-t"], capture_output=True, text=True, check=False
    )
    assert tested.returncode == 0, tested.stderr
    return config


def proxy_before(stack: Stack, app: int, folder: Path) -> tuple[int, int]:
    """Start the shipped proxy before an app; return its ports of HTTP and HTTPS."""
    plain, secure = free_port(), free_port()
    config = proxy_config(folder, app, plain, secure)
    stack.process(str(NGINX), "-p", str(folder), "-g", "daemon off;", "-c", str(config))
    wait_until(lambda: listening(secure))
    return plain, secure


@pytest.fixture(scope="module")
def proxy(stack: Stack, port: int, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    return proxy_before(stack, port, tmp_path_factory.mktemp("proxy"))


def fetch(port: int, path: str, **headers: str) -> Answer:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with closing(HTTPSConnection("127.0.0.1", port, context=context, timeout=20)) as connection:
        connection.request("GET", path, headers={"Host": HOST, **headers})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"), seconds=0)


def test_the_proxy_serves_pages_compressed(proxy: tuple[int, int]) -> None:
    answer = fetch(proxy[1], "/accounts/login/", **{"Accept-Encoding": "gzip"})

    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert {name: answer.headers.get_all(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }


def test_the_proxy_sends_plain_http_to_tls(proxy: tuple[int, int]) -> None:
    answer = Visitor(proxy[0]).get("/log/?week=2")

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/log/?week=2")


def test_nobody_can_claim_to_come_by_tls_or_from_elsewhere(proxy: tuple[int, int], stack: Stack) -> None:
    forged = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.7", "X-Request-ID": "forged-by-them"}

    assert fetch(proxy[1], "/accounts/login/", **forged).status == 200
    assert "forged-by-them" not in stack.said()


def test_while_the_app_is_down_the_proxy_says_so(stack: Stack, tmp_path: Path) -> None:
    _, secure = proxy_before(stack, free_port(), tmp_path)

    answer = fetch(secure, "/")

    assert answer.status == 502
    assert "Evenkeel is being started" in answer.body
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
