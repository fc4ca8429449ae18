"""Holds the budgets of the house: how long a function, a module, a view, a task and a template may be."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apps.core.embedded import services

ROOT = services.project()
APPS = ROOT / "apps"
FUNCTION_MOST, FUNCTION_P90, FUNCTION_MEDIAN = 40, 20, 8
MODULE_MOST, MODULE_MEDIAN = 300, 80
VIEW_MOST, TASK_MOST, TEMPLATE_MOST = 15, 10, 150

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(folder: Path = APPS) -> list[Path]:
    found = sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    assert len(found) > 30
    return found


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Return the lines of a function without its docstring and the decorators above it."""
    docstring = ast.get_docstring(function, clean=False)
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return lines - (len(docstring.splitlines()) if docstring else 0)


def named(path: Path, function: Function) -> str:
    return f"{path.relative_to(ROOT)}:{function.lineno} {function.name} ({length(function)} lines)"


def too_long(paths: list[Path], most: int, chosen: Callable[[Function], bool] = lambda _: True) -> list[str]:
    return [
        named(path, function)
        for path in paths
        for function in functions(path)
        if chosen(function) and length(function) > most
    ]


def test_no_function_is_longer_than_its_budget() -> None:
    assert too_long(modules(), FUNCTION_MOST) == []


def test_functions_are_short_as_a_rule() -> None:
    lengths = sorted(length(function) for path in modules() for function in functions(path))

    assert statistics.median(lengths) <= FUNCTION_MEDIAN
    assert lengths[int(len(lengths) * 0.9)] <= FUNCTION_P90


def test_modules_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}

    assert {name: lines for name, lines in lengths.items() if lines > MODULE_MOST} == {}
    assert statistics.median(lines for lines in lengths.values() if lines) <= MODULE_MEDIAN


def test_views_are_short() -> None:
    views = [path for path in modules() if "views" in path.parts or path.name == "views.py"]

    assert too_long(views, VIEW_MOST, takes_a_request) == []


def takes_a_request(function: Function) -> bool:
    """Return whether a function is a view: what it shares with others is held to the budget of functions."""
    first = function.args.args[0].arg if function.args.args else ""
    return first in {"request", "_request", "_"} and not function.name.startswith("_")


def test_tasks_are_short() -> None:
    tasks = [path for path in modules() if path.name == "tasks.py"]

    assert too_long(tasks, TASK_MOST, lambda function: bool(function.decorator_list)) == []


def test_templates_are_short() -> None:
    templates = sorted((ROOT / "templates").rglob("*.*"))
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in templates}

    assert len(lengths) > 20
    assert {name: lines for name, lines in lengths.items() if lines > TEMPLATE_MOST} == {}


def test_every_function_says_what_it_returns() -> None:
    silent = [
        named(path, function)
        for folder in (APPS, ROOT / "config")
        for path in sorted(folder.rglob("*.py"))
        for function in functions(path)
        if function.returns is None and "migrations" not in path.parts
    ]

    assert silent == []


CLOCKS = re.compile(
    r"timezone\.now\(|timezone\.localdate\(|timezone\.localtime\(\)|datetime\.now\(|datetime\.utcnow\(|"
    r"date\.today\(|time\.time\("
)
# Interfaces, by the floor plan: what reads the clock and hands it down.
INTERFACES = {"views", "views.py", "api", "tasks.py", "management", "adapters.py", "admin.py"}


def test_only_interfaces_read_the_clock() -> None:
    beneath = [path for path in modules() if not INTERFACES & set(path.relative_to(APPS).parts)]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in beneath
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if CLOCKS.search(line)
    ]

    assert found == []


INLINE = {
    "a script without a source": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx's evaluated attributes": re.compile(r"\shx-(on|vals\s*=\s*.js:|vars)\b", re.IGNORECASE),
}


# Mail programs drop style sheets, so mails carry their style with them; no page does.
def pages() -> list[Path]:
    folder = ROOT / "templates"
    return [path for path in sorted(folder.rglob("*.html")) if "email" not in path.relative_to(folder).parts]


@pytest.mark.parametrize("what", INLINE)
def test_no_page_holds(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in pages()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if INLINE[what].search(line)
    ]

    assert found == []
