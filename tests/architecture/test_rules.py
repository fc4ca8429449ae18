"""Holds what tools can say of the whole: layers, migrations, locks, tasks, and why a rule is set aside."""

from __future__ import annotations

import contextlib
import inspect
import re
import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

from apps.core import queues
from apps.core.embedded import services
from config.celery import app

ROOT = services.project()
LOCKS = {"requirements.lock": {"embedded"}, "requirements-dev.lock": {"embedded", "dev"}}
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)")


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def sources() -> list[Path]:
    folders = ("apps", "config", "tests", "benchmarks", "tools", "deploy")
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_apps_and_layers_import_downwards_only() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_every_app_stands_in_the_contracts() -> None:
    apps = {path.parent.name for path in (ROOT / "apps").glob("*/__init__.py")}
    contracts = {contract["id"]: contract for contract in pyproject()["tool"]["importlinter"]["contracts"]}
    with_modules = {name.removeprefix("apps.") for name in contracts["modules"]["containers"]}
    with_logic = {name.split(".")[1] for name in contracts["logic"]["source_modules"]}

    assert set(contracts["apps"]["layers"]) == apps
    assert with_modules == apps - {"core"}
    assert with_logic == {path.parent.name for path in (ROOT / "apps").glob("*/logic")}


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    said = StringIO()
    with contextlib.suppress(SystemExit):  # its way to say no; what it says tells more
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"


def test_every_exception_to_a_rule_says_why() -> None:
    exception = re.compile(r"#\s*(noqa|type: ignore)\b(.*)$")
    reasoned = re.compile(r"^(:\s*[A-Z0-9, ]+|\[[a-z, -]+\])\s+(-|#)\s*\S")
    silent = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in sources()
        if not {"migrations", "tests", "benchmarks"} & set(path.parts)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if (found := exception.search(line)) and not reasoned.match(found[2])
    ]

    assert silent == []


def test_every_rule_set_aside_for_many_files_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    ignored = re.findall(r"^ignore = \[$(.*?)^\]", text, re.MULTILINE | re.DOTALL)[0]
    alone = [line for line in ignored.splitlines() if line.strip() and "#" not in line]
    # A reason holds for the lines after it, until the next one.
    assert alone == [line for line in alone if line.strip().strip('",')[:-3] in {"RUF", "TC"}]


def tasks() -> list[Any]:
    app.loader.import_default_modules()
    return [task for name, task in sorted(app.tasks.items()) if name.startswith("apps.")]


def test_every_task_names_its_queue_and_takes_its_arguments_by_name() -> None:
    found = tasks()

    assert {task.in_queue for task in found} <= set(queues.ALL)
    kinds = {
        task.name: [
            name
            for name, parameter in inspect.signature(task.run).parameters.items()
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
        ]
        for task in found
    }
    assert kinds == {task.name: [] for task in found}
    assert "apps.core.tasks.clear_sessions" in kinds


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_index_and_pin_by_hash(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=[a-z])", text)

    assert re.findall(r"https?://|--index-url|--extra-index-url|--find-links", text) == []
    unhashed = [block for block in blocks if PINNED.match(block) and "--hash=sha256:" not in block]
    assert unhashed == []


@pytest.mark.parametrize(("name", "extras"), LOCKS.items())
def test_locks_hold_what_pyproject_asks_for(name: str, extras: set[str]) -> None:
    project = pyproject()["project"]
    optional = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in optional[extra])]
    pinned = {
        found[1].lower().replace("_", "-"): found[2]
        for line in (ROOT / name).read_text().splitlines()
        if (found := PINNED.match(line))
    }
    unmet = [
        line
        for line in wanted
        for asked in [Requirement(line)]
        if pinned.get(asked.name.lower().replace("_", "-"), "0") not in asked.specifier
    ]

    assert unmet == []


def test_templates_are_well_formed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "djlint", "templates", "--lint", "--quiet"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "")


def test_nothing_reads_what_lies_outside_of_the_project() -> None:
    outside = re.compile(r"/wor[k]/|/share[d]/")
    found = [str(path.relative_to(ROOT)) for path in sources() if outside.search(path.read_text())]

    assert found == []


def test_the_entry_point_of_commands_stays_short() -> None:
    assert len((ROOT / "manage.py").read_text().splitlines()) <= 40
