"""Holds the operations page to the settings that there are."""

from __future__ import annotations

import re

from apps.core.embedded import services

ROOT = services.project()


def test_every_setting_of_the_environment_is_described() -> None:
    settings = (ROOT / "config" / "settings.py").read_text()
    gunicorn = (ROOT / "config" / "gunicorn.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', settings)) | set(
        re.findall(r'environ\.get\("(\w+)"', gunicorn)
    )
    table = (ROOT / "docs" / "operations.md").read_text().partition("## The embedded services")[0]
    described = set(
        re.findall(r"`([A-Z_]{4,})`", "".join(re.findall(r"^\| (`[^|]*)\|", table, re.MULTILINE)))
    )

    assert described == read | {"PORT", "DEMO_PASSWORD"}


def test_every_decision_stands_in_the_list() -> None:
    folder = ROOT / "docs" / "adr"
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text())

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
