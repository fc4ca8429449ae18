"""Draws the PNG icons in static/icons from the brand's symbol, in a real browser: `python tools/icons.py`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

FOLDER: Final = Path(__file__).resolve().parent.parent / "static" / "icons"
PAPER: Final = "#f3f6f7"
# Name, side in pixels, and the share of it that the drawing fills: launchers cut a maskable icon
# to a circle of 80 %, so that the drawing has to keep to its middle.
SIZES: Final = (("180", 180, 1.0), ("192", 192, 1.0), ("512", 512, 1.0), ("maskable-512", 512, 0.66))
ARGUMENTS: Final = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def draw(browser: Browser, *, symbol: str, name: str, side: int, share: float) -> Path:
    """Draw one icon on paper and return its path."""
    page = browser.new_page(viewport={"width": side, "height": side}, color_scheme="light")
    page.set_content(
        f"<style>body{{margin:0;background:{PAPER};display:grid;place-items:center;height:100vh}}"
        f"svg{{width:{share * 100}%}}</style>{symbol}"
    )
    path = FOLDER / f"icon-{name}.png"
    page.screenshot(path=path)
    page.close()
    return path


def main() -> int:
    """Draw every icon; fails where no Chromium is installed."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Install Chromium (apt-get install chromium) to draw the icons.\n")
        return 1
    symbol = (FOLDER / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for name, side, share in SIZES:
            path = draw(browser, symbol=symbol, name=name, side=side, share=share)
            sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
