"""What every test stands on: real services, no network, a real browser, and no test left out in silence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from apps.core.embedded import places, services
from apps.core.embedded.problems import Problem
from tests.stack import Stack, opened

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.users.models import User

CHROMIUM = shutil.which("chromium")
NO_CHROMIUM = "chromium is not installed (apt-get install chromium): browser tests are left out."
IN_CI = os.environ.get("CI") == "true"

# Playwright keeps an event loop in the main thread, and Django would refuse plain queries beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_services = ExitStack()
_measured: list[str] = []


def pytest_configure() -> None:
    """Start PostgreSQL and Redis for the run, unless the environment names others."""
    place = places.of_tests(services.project())
    try:
        _services.enter_context(
            services.running(
                place,
                database=os.environ["DATABASE_URL"] == place.database_url,
                cache=os.environ["REDIS_URL"] == place.redis_url,
            )
        )
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from problem
    if IN_CI and CHROMIUM is None:
        message = "chromium is not installed (apt-get install chromium): CI leaves no test out."
        raise pytest.UsageError(message)


def pytest_unconfigure() -> None:
    """Stop what was started."""
    _services.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave browser tests out where there is no browser."""
    for item in items:
        if CHROMIUM is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run of CI that left a test out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter is not None and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured, and loudly what was left out."""
    if _measured:
        terminalreporter.section("measured")
        for line in _measured:
            terminalreporter.line(line)
    skipped = len(terminalreporter.stats.get("skipped", []))
    if skipped:
        verdict = "which fails a run of CI" if IN_CI else "which would fail a run of CI"
        terminalreporter.section(f"{skipped} tests were left out, {verdict}", sep="!", red=True)
        if CHROMIUM is None:
            terminalreporter.line(NO_CHROMIUM)


@pytest.fixture(autouse=True, scope="session")
def _staff_signed_in_by_force_have_shown_two_factors() -> None:
    """Let tests of pages of staff begin behind the demand for a second factor, which has tests of its own."""
    from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 - Django is set up by now

    user_logged_in.connect(_show_two_factors, weak=False)


def _show_two_factors(request: HttpRequest, user: User, **_: object) -> None:
    from allauth.account.internal.flows.login import record_authentication  # noqa: PLC0415 - as above

    # A sign-in through the pages is a request with a method.
    if user.is_staff and request.method is None:
        record_authentication(request, user, "mfa", type="totp")


@pytest.fixture
def measured() -> Callable[[str, float], None]:
    """Return what takes a measurement in seconds, to be shown at the end of the run."""
    return lambda what, seconds: _measured.append(f"{what}: {seconds:.2f} s")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch Debian's chromium, quiet and without its own network traffic."""
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet.split()}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Yield an installation with production settings that tests may break and mend."""
    with opened() as installed:
        yield installed
