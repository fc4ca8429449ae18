"""A year of notes comes in from a spreadsheet: broken, mended, matched, let in, taken out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.progress.importing import try_import
from apps.progress.models import Evidence
from apps.progress.queries.imports import due_imports
from apps.users.models import User
from tests.browser.visits import Theme, overflow, violations, visit
from tests.factories import SkillFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = "skill,date,minutes,kind,note\n"
BROKEN = (
    HEADER
    + "Kubernetes fundamentals,2025-01-03,45,read,Pods\n"
    + "kuberflow pipelines,2025-02-03,60,built,\n"
    + "kubernetes-operations,31/02/2025,30,read,\n"
    + "kubernetes-operations,2025-03-01,4 hours-ish,read,\n"
    + "kubernetes-operations,2025-03-02,20,youtubed,\n"
    + 'kubernetes-operations,2025-03-02,20,read,"Pipelines, part 1\n'
    + "kubernetes-operations,2025-03-02,5,checked,\n"
    + "a-very-long-name-of-a-skill-that-nobody-knows-and-no-page-may-be-torn-apart-by,2025-03-04,5,read,\n"
)
MENDED = (
    BROKEN.replace("31/02/2025", "2025-02-28")
    .replace("4 hours-ish", "240")
    .replace('"Pipelines, part 1', "Pipelines")
)


@pytest.fixture(autouse=True)
def _worker() -> Iterator[None]:
    """Do in a thread what a worker does, as soon as it is asked for."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.1):
            for import_id in due_imports(now=timezone.now(), most=9):
                try_import(import_id=import_id, clock=timezone.now)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def learner() -> User:
    for name in ("Kubernetes fundamentals", "Kubernetes operations", "ML pipelines on Kubernetes"):
        slug = name.lower().replace(" ", "-")
        SkillFactory(slug=slug, name=name, short=name[:22], words=f"{name} kubeflow pipelines")
    return UserFactory()


def choose(page: Page, folder: Path, text: str, field: str = "File", button: str = "Read it") -> None:
    path = folder / "learning-2025.csv"
    path.write_text(text)
    page.get_by_label(field, exact=True).set_input_files(path)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize(("size", "script"), [("wide", True), ("phone", True), ("wide", False)])
def test_a_broken_spreadsheet_is_mended_and_comes_in_and_goes(
    browser: Browser,
    live_server: LiveServer,
    tmp_path: Path,
    size: str,
    script: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    page = visit(browser, live_server, learner(), size=size, script=script)
    page.goto("/log/")
    page.get_by_role("link", name="Files", exact=True).click()
    choose(page, tmp_path, BROKEN)

    def seen(text: str) -> None:
        """Wait for a text; without script, by looking again."""
        for _ in range(40):
            if page.get_by_text(text).count() or script:
                break
            page.wait_for_timeout(200)
            page.reload()
        expect(page.get_by_text(text).first).to_be_visible()

    seen("the quote that opens here never closes")
    expect(page.get_by_text("not a calendar date; write 2025-02-28")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    assert overflow(page) == 0
    page.get_by_role("button", name="Use watched").click()
    expect(page.get_by_role("button", name="Use watched")).to_have_count(0)
    choose(page, tmp_path, MENDED, field="The mended file", button="Read it instead")
    seen("Leave this 1 row out")
    page.get_by_role("button", name="Leave this 1 row out").click()
    expect(page.get_by_role("button", name="Leave this 1 row out")).to_have_count(0)
    page.get_by_role("combobox", name="kuberflow pipelines means").select_option("ML pipelines on Kubernetes")
    page.get_by_label("Another skill for a-very-long-name").fill("kubernetes operations")
    page.get_by_role("button", name="Match these").click()
    page.get_by_role("button", name="Import 7 rows").click()
    seen("7 rows came in")
    assert Evidence.objects.current().count() == 7
    page.get_by_role("button", name="Undo this import").click()
    seen("It was undone on")
    assert Evidence.objects.current().count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_pages_are_accessible_and_fit(
    browser: Browser, live_server: LiveServer, tmp_path: Path, theme: Theme, size: str
) -> None:
    page = visit(browser, live_server, learner(), theme=theme, size=size)
    page.goto("/log/import/")
    assert (violations(page), overflow(page)) == ([], 0)
    choose(page, tmp_path, BROKEN)
    expect(page.get_by_text("the quote that opens here never closes")).to_be_visible()
    assert (violations(page), overflow(page)) == ([], 0)
    page.goto("/log/import/")
    choose(page, tmp_path, HEADER + "Kubernetes fundamentals,2025-01-03,45,read,Pods\n")
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_text("1 row came in")).to_be_visible()
    assert (violations(page), overflow(page)) == ([], 0)
    page.goto("/log/history/")
    assert (violations(page), overflow(page)) == ([], 0)
