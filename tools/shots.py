"""Takes pictures of a running server as its demo learner sees it: `python tools/shots.py URL [--all FOLDER]`.

Without --all it takes the picture of the README. The password is DEMO_PASSWORD's, or the one of a
demo world that was made without it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, sync_playwright

README: Final = Path(__file__).resolve().parent.parent / "docs" / "roadmap.png"
README_MOST: Final = 400_000  # bytes: a page of text should not wait for its picture
EMAIL, PASSWORD = "mira@example.org", os.environ.get("DEMO_PASSWORD") or "evenkeel-demo-2026"
ARGUMENTS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
SIZES: Final = ((1440, 1000), (390, 844))
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
PAGES: Final = {
    "roadmap": "/?view=map",
    "list": "/?view=list",
    "choices": "/next/",
    "skill": "/skills/kubernetes-fundamentals/",
    "skill-held": "/skills/docker-containers/",
    "skill-locked": "/skills/gitops/",
    "log": "/log/",
    "log-form": "/log/new/",
    "history": "/log/history/",
    "week": "/log/week/",
    "find": "/find/?q=drift",
    "start": "/start/",
    "lab": "/skills/load-testing/lab/",
    "import": "/log/import/",
    "certificates": "/log/certificates/",
    "help": "/help/",
    "limits": "/help/limits/",
    "settings": "/settings/",
    "security": "/settings/security/",
    "mail": "/settings/mail/",
    "digest": "/settings/mail/digest/",
    "data": "/settings/data/",
}


def signed_in(browser: Browser, url: str, *, size: tuple[int, int], theme: Literal["light", "dark"]) -> Page:
    """Return a page of the demo learner; fails where nobody can sign in with the demo password."""
    width, height = size
    page = browser.new_page(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme=theme,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    return page


def picture_of_readme(browser: Browser, url: str) -> Path:
    """Take the roadmap's top, wide and light, and return its path; fails where it is too large."""
    page = signed_in(browser, url, size=SIZES[0], theme="light")
    page.goto(PAGES["roadmap"])
    page.evaluate("document.fonts.ready")
    page.screenshot(path=README)
    page.close()
    size = README.stat().st_size
    if size > README_MOST:
        sys.exit(f"{README} has {size} bytes; {README_MOST} are allowed.")
    return README


def every_page(browser: Browser, url: str, folder: Path) -> Iterator[Path]:
    """Take every page whole, in both sizes and themes, and yield the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for theme in THEMES:
            page = signed_in(browser, url, size=size, theme=theme)
            for name, address in PAGES.items():
                page.goto(address)
                page.evaluate("document.fonts.ready")
                path = folder / f"{name}-{size[0]}-{theme}.png"
                page.screenshot(path=path, full_page=True)
                yield path
            page.close()


def main() -> int:
    """Take the pictures; fails where no Chromium is installed."""
    parser = argparse.ArgumentParser(description="Take pictures of a running server.")
    parser.add_argument("url", help="for example http://localhost:8000")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page in both sizes and themes")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Install Chromium (apt-get install chromium) to take pictures.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        taken = (
            every_page(browser, asked.url, asked.all)
            if asked.all
            else [picture_of_readme(browser, asked.url)]
        )
        for path in taken:
            sys.stdout.write(f"{path}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
