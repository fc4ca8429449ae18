"""Writing the catalogue in a browser: by keyboard, without script, in both themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.skills.models import Catalogue, CatalogueDraft, Role
from apps.users.models import User
from tests.browser.visits import Theme, overflow, violations, visit
from tests.catalogue import SMALL, import_small
from tests.factories import UserFactory
from tests.skills.cases import lab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHOLE = SMALL + lab(
    skill="python", steps='[{do: Run `make`., code: "make all\\nmake test"}, {do: Two.}, {do: Three.}]'
)


def author() -> User:
    user: User = UserFactory(is_staff=True, name="Ana Ruiz")
    return user


def members() -> set[str]:
    return set(Role.objects.get().skills.values_list("slug", flat=True))


def press(page: Page, name: str, role: str = "button") -> None:
    """Go to a control by tabulator, as somebody without a mouse does, and press it."""
    wanted = page.get_by_role("link" if role == "link" else "button", name=name, exact=True)
    for _ in range(120):
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    message = f"{name} is not reached by keyboard"
    raise AssertionError(message)


def test_a_list_of_a_role_is_edited_looked_at_committed_and_put_back_by_keyboard(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small(WHOLE)
    page = visit(browser, live_server, author())
    page.goto("/catalogue/")
    press(page, "Roles and their lists", "link")
    text = page.get_by_role("textbox", name="Text of roles.yaml")
    expect(text).to_be_visible()
    rows = int(text.get_attribute("rows") or 0)
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("    skills: [python]\n# two\n# more lines\n")
    expect(text).to_have_attribute("rows", str(rows + 3))
    expect(page.locator(".editor-lines")).to_contain_text(f"{rows + 3}")
    page.locator("h1").click()
    press(page, "Show what it would change")
    expect(page.get_by_role("heading", name="Changes")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Role list")
    expect(row).to_contain_text("− evaluation, − networks, − serving")
    expect(page.locator(".diff ins")).to_have_text("+     skills: [python]")
    press(page, "Commit the import")
    expect(page.locator(".alert[data-state=ok]")).to_contain_text("Imported. roles: 1 changed")
    assert members() == {"python"}
    before = Catalogue.objects.earliest("pk")
    page.get_by_role("button", name=f"Put back version {before.version}").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Brings version 1 back.")
    expect(page.get_by_role("row").filter(has_text="Role list")).to_contain_text("+ evaluation")
    press(page, "Commit the import")
    expect(page.locator(".alert[data-state=ok]")).to_be_visible()
    assert members() == {"python", "evaluation", "networks", "serving"}
    assert CatalogueDraft.objects.count() == 0


def test_everything_works_without_script(browser: Browser, live_server: LiveServer) -> None:
    import_small(WHOLE)
    page = visit(browser, live_server, author(), size="phone", script=False)
    page.goto("/catalogue/")
    page.get_by_role("link", name="Upload files").click()
    page.get_by_label("Files").set_input_files(
        {"name": "more.yaml", "mimeType": "application/yaml", "buffer": b"roles: [{id: no}]\n"}
    )
    page.get_by_role("button", name="Show what they would change").click()
    expect(page.locator("#errors")).to_contain_text("more.yaml:1: roles[0].id: reads `no` without quotes")
    page.get_by_role("link", name="Go to line 1").first.click()
    expect(page.locator("mark#line")).to_have_text("1")
    page.get_by_role("textbox").fill("version: 2\n")
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.get_by_role("row").filter(has_text="Edition")).to_contain_text("version: 1 → 2")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".alert")).to_contain_text("The draft is discarded.")
    assert (overflow(page), Catalogue.objects.count()) == (0, 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_pages_of_authors_and_labs_are_accessible_and_fit(
    browser: Browser, live_server: LiveServer, size: str, theme: Theme
) -> None:
    import_small(WHOLE)
    import_small(WHOLE.replace("name: Python\n", "name: Pythons\n"))
    user = author()
    good, bad = (
        CatalogueDraft.objects.create(by=user, way="whole", files={"set.yaml": text})
        for text in (
            WHOLE.replace("ageing: fast", "ageing: slow"),
            WHOLE.replace("minutes: 60", "minutes: 5"),
        )
    )
    page = visit(browser, live_server, user, size=size, theme=theme)
    for address in (
        "/catalogue/",
        "/catalogue/upload/",
        "/catalogue/imports/",
        f"/catalogue/imports/{Catalogue.objects.latest('pk').pk}/",
        "/catalogue/edit/?file=skills/ml.yaml&line=3",
        f"/catalogue/drafts/{good.pk}/",
        f"/catalogue/drafts/{bad.pk}/",
        "/skills/python/",
        "/skills/python/lab/",
    ):
        page.goto(address)
        assert (address, violations(page), overflow(page)) == (address, [], 0)


def test_the_code_of_a_lab_is_copied_and_a_step_names_commands_as_code(
    browser: Browser, live_server: LiveServer
) -> None:
    import_small(WHOLE)
    page = visit(browser, live_server, UserFactory())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/skills/python/lab/")
    expect(page.locator(".lab-steps p code")).to_have_text("make")
    page.get_by_role("button", name=re.compile("Copy.*step 1")).click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "make all\nmake test\n"
