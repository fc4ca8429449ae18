"""What the tests of the catalogue share: files written and imported, faults told, rows counted."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Final

import pytest
from django.core.management import CommandError, call_command

from apps.skills.models import (
    Catalogue,
    Certification,
    Domain,
    FormerSlug,
    Lab,
    Outcome,
    Pitfall,
    Prerequisite,
    Resource,
    Role,
    Skill,
)

NOW: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
TABLES: Final = (
    Catalogue, Certification, Domain, FormerSlug, Lab, Outcome, Pitfall, Prerequisite, Resource, Role,
    Skill,
)  # fmt: skip

HEAD: Final = """\
pitfalls:
  - {number: 1, id: over-specialising, name: Staying on one side}
domains:
  - {id: ml, code: MLF, name: Machine learning, short: ML, summary: Models.}
"""

Files = str | bytes | Mapping[str, str | bytes]


def skill(slug: str, needs: Mapping[str, float] | None = None, **values: str) -> str:
    """Return the text of one skill: fourteen lines, of which values replace some."""
    edges = [f"{{id: {need}, encompasses: {share}}}" for need, share in (needs or {}).items()]
    fields = {
        "id": slug,
        "was": "[]",
        "name": f"Skill {slug}",
        "short": slug[:20],
        "domain": "ml",
        "level": "foundation",
        "ml_weight": "0.5",
        "minutes": "60",
        "ageing": "slow",
        "pitfalls": "[1]",
        "prerequisites": f"[{', '.join(edges)}]",
        "summary": "Do the thing well.",
        "tools": "[]",
        "trend_keywords": "[]",
        **values,
    }
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in fields.items()) + "\n"


def catalogue(*skills: str, rest: str = "") -> str:
    """Return a whole file: one pitfall, one domain and the skills."""
    return HEAD + ("skills:\n" + "".join(skills) if skills else "skills: []\n") + rest


def _section(name: str, fields: Mapping[str, str]) -> str:
    return f"{name}:\n  - {{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}\n"


def role(**values: str) -> str:
    """Return a section of one role, on its second line."""
    fields = {"id": "r", "name": "R", "summary": "S", "ml_share_band": "[0.4, 0.6]"}
    return _section("roles", {**fields, "target_mastery": "{ml: 0.5}", **values})


def resource(**values: str) -> str:
    """Return a section of one resource, on its second line."""
    fields = {"skill": "a", "title": "T", "url": "'https://a.example/'", "provider": "P", "kind": "docs"}
    return _section(
        "resources", {**fields, "minutes": "5", "free": "true", "address_check": "cited", **values}
    )


def lab(**values: str) -> str:
    """Return a section of one lab, a line for each of its nine keys from the second line on."""
    fields = {
        "id": "lab-a",
        "skill": "a",
        "title": "Build the thing and break it",
        "minutes": "60",
        "tools": "[Git]",
        "summary": "Build the thing.",
        "steps": "[{do: One.}, {do: Two., code: make}, {do: Three.}]",
        "check": "{do: make test, expect: It passes.}",
        "proof": "The output.",
        **values,
    }
    return "labs:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in fields.items()) + "\n"


def certification(**values: str) -> str:
    """Return a section of one certification, on its second line."""
    fields = {
        "id": "c",
        "name": "C",
        "code": "''",
        "issuer": "I",
        "level": "l",
        "url": "'https://c.example/'",
    }
    rest = {"exam_guide_url": "null", "status": "active", "status_detail": "''", "status_as_of": "null"}
    return _section("certifications", {**fields, **rest, "skills": "[b, a]", **values})


def source(**values: str) -> str:
    """Return a section of one source of trends, on its second line."""
    fields = {"id": "s", "name": "S", "url": "'https://s.example/'", "kind": "atom", "group": "blog"}
    return _section("sources", {**fields, "skills": "[]", "poll_hours": "1", **values})


def reference(topic: str) -> str:
    """Return a section of one reference with one topic, on its second line."""
    fields = {"id": "r", "name": "R", "url": "'https://r.example/'", "as_of": "'2026'", "basis": "B"}
    return _section("references", {**fields, "topics": f"[{{topic: T, {topic}}}]"})


def written(folder: Path, files: Files) -> Path:
    """Write files and return the folder that holds them."""
    named = files if isinstance(files, Mapping) else {"catalogue.yaml": files}
    for name, text in named.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def imported(files: Files, *, dry_run: bool = False) -> list[str]:
    """Import files and return what the command says, line by line."""
    with tempfile.TemporaryDirectory() as folder:
        out = StringIO()
        call_command("import_catalogue", str(written(Path(folder), files)), dry_run=dry_run, stdout=out)
        return out.getvalue().splitlines()


def faults(files: Files) -> list[str]:
    """Import faulty files and return the faults told, files by their names; nothing was written."""
    before = counts()
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), files)
        with pytest.raises(CommandError) as caught:
            call_command("import_catalogue", str(path))
        told = str(caught.value).replace(f"{folder}/", "").replace(folder, "(folder)").splitlines()
    assert counts() == before
    assert caught.value.returncode == 1
    return told


def fault(files: Files) -> str:
    """Return the only fault of faulty files."""
    told = faults(files)
    assert told[1:] == ["1 fault; nothing was written."]
    return told[0]


def counts() -> dict[str, int]:
    """Return the number of rows of each table of the catalogue."""
    return {table.__name__: table.objects.count() for table in TABLES}


def current() -> list[str]:
    """Return the ids of the skills of today in their order."""
    return list(Skill.objects.current().order_by("position").values_list("slug", flat=True))
