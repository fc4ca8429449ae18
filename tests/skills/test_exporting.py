from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.skills.logic.catalogue.packing import unpack
from apps.skills.logic.catalogue.written import _text as text_of
from apps.skills.models import (
    Catalogue,
    CatalogueSource,
    Certification,
    FormerSlug,
    Lab,
    Outcome,
    Prerequisite,
    Resource,
    Role,
    Skill,
)
from tests.catalogue import CONTENT, import_built_in
from tests.skills.cases import HEAD, catalogue, certification, counts, imported, lab, resource, role, skill

pytestmark = pytest.mark.django_db

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"])
TEXT = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
SCRIPT = st.text(st.one_of(LETTERS, st.sampled_from(" \t\n:#'-|>")), min_size=1, max_size=60).filter(
    str.strip
)
SHARE = st.floats(0, 1, allow_nan=False)
SLUGS = st.lists(st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True), unique=True, max_size=8)


def exported(folder: Path) -> dict[str, bytes]:
    call_command("export_catalogue", str(folder), stdout=StringIO())
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def kept() -> dict[str, bytes]:
    """Return the files that the newest import left, as they can be put back."""
    packed = CatalogueSource.objects.latest("pk").packed
    return {name: text.encode() for name, text in sorted(unpack(bytes(packed)).items())}


def told_on_import(path: Path) -> list[str]:
    out = StringIO()
    call_command("import_catalogue", str(path), stdout=out)
    return out.getvalue().splitlines()


def test_the_built_in_catalogue_comes_back_unchanged(tmp_path: Path) -> None:
    import_built_in()
    assert told_on_import(CONTENT) == ["No change; nothing was written."]
    first = exported(tmp_path / "first")
    assert kept() == first
    assert told_on_import(tmp_path / "first") == ["No change; nothing was written."]
    assert exported(tmp_path / "second") == first
    assert sorted(first) == sorted(
        str(path.relative_to(CONTENT))
        for path in CONTENT.rglob("*.yaml")
        if path.name not in {"coverage.yaml", "trend_sources.yaml"}
    )


def test_an_export_into_an_empty_installation_makes_the_same_export(tmp_path: Path) -> None:
    import_built_in()
    first = exported(tmp_path / "first")
    rows = counts()
    for table in (Catalogue, FormerSlug, Prerequisite, Outcome, Resource, Lab, Role, Certification, Skill):
        table._default_manager.all().delete()  # noqa: SLF001  # the generic name
    told_on_import(tmp_path / "first")
    assert (exported(tmp_path / "second"), counts()) == (first, rows)


def test_an_empty_catalogue_comes_back_empty(tmp_path: Path) -> None:
    imported(catalogue(skill("a")))
    imported(catalogue())
    exported(tmp_path)
    assert told_on_import(tmp_path) == ["No change; nothing was written."]
    imported(catalogue(skill("a")))
    assert "- skill a (retired)" in told_on_import(tmp_path)


def test_what_an_import_leaves_is_what_is_exported_whatever_order_the_files_had(tmp_path: Path) -> None:
    both = (
        HEAD.partition("domains:")[0]
        + "domains:\n"
        + "".join(
            f"  - {{id: {slug}, code: {code}, name: D, short: S, summary: S.}}\n"
            for slug, code in (("ml", "MLF"), ("ops", "PLT"))
        )
    )
    imported(both + "skills:\n" + skill("old") + skill("older"))
    files = both + "skills:\n" + skill("c", {"b": 0.1, "a": 0.2}, domain="ops")
    files += skill("a", was="[older]") + skill("b", {"a": 0.3}, was="[old]")
    places = [resource(skill=each).removeprefix("resources:\n") for each in ("b", "c", "a")]
    files += "resources:\n" + "".join(places) + certification(skills="[c, b, a]")
    files += role(target_mastery="{ops: 0.5, ml: 0.2}")
    files += lab(id="lab-b", skill="b") + lab(id="lab-c", skill="c").removeprefix("labs:\n")
    imported(files)
    assert kept() == exported(tmp_path / "first")
    imported({"skills.yaml": "skills:\n" + skill("b") + skill("old")})
    assert kept() == exported(tmp_path / "second")


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Any]:
    """A valid catalogue as plain values; skills need only skills before them."""
    domains = draw(SLUGS.filter(bool))
    slugs = draw(SLUGS)
    skills = [draw(skills_of(slug, slugs[:at], domains)) for at, slug in enumerate(slugs)]
    return {
        "version": draw(st.integers(1, 99)),
        "pitfalls": [{"number": 1, "id": "one", "name": draw(TEXT)}],
        "domains": [
            {"id": slug, "code": f"D{at:02d}", "name": draw(TEXT), "short": draw(TEXT), "summary": draw(TEXT)}
            for at, slug in enumerate(domains)
        ],
        "skills": skills,
        "labs": [draw(labs(slug)) for slug in slugs if draw(st.booleans())],
        "roles": [draw(roles(slug, slugs, domains)) for slug in draw(SLUGS)],
    }


@st.composite
def skills_of(draw: st.DrawFn, slug: str, before: list[str], domains: list[str]) -> dict[str, Any]:
    needs = draw(st.lists(st.sampled_from(before), unique=True, max_size=3)) if before else []
    return {
        "id": slug,
        "name": draw(TEXT),
        "short": draw(TEXT),
        "domain": draw(st.sampled_from(domains)),
        "level": draw(st.sampled_from(["foundation", "practitioner", "advanced"])),
        "ml_weight": draw(SHARE),
        "minutes": draw(st.integers(1, 100_000)),
        "ageing": draw(st.sampled_from(["fast", "medium", "slow"])),
        "pitfalls": draw(st.sampled_from([[], [1]])),
        "prerequisites": [{"id": need, "encompasses": draw(SHARE)} for need in needs],
        "summary": draw(TEXT),
        "tools": draw(st.lists(TEXT, unique=True, max_size=3)),
        "trend_keywords": draw(st.lists(TEXT, unique=True, max_size=3)),
        "outcomes": [{"id": each, "text": draw(TEXT)} for each in draw(SLUGS)],
    }


@st.composite
def labs(draw: st.DrawFn, skill: str) -> dict[str, Any]:
    steps = draw(
        st.lists(st.fixed_dictionaries({"do": TEXT}, optional={"code": SCRIPT}), min_size=3, max_size=9)
    )
    return {
        "id": f"lab-{skill}",
        "skill": skill,
        "title": f"Build {draw(TEXT)} of one's own".strip(),
        "minutes": draw(st.integers(30, 120)),
        "tools": draw(st.lists(TEXT, unique=True, min_size=1, max_size=3)),
        "summary": draw(TEXT),
        "steps": steps,
        "check": {"do": draw(SCRIPT), "expect": draw(TEXT)},
        "proof": draw(TEXT),
    }


@st.composite
def roles(draw: st.DrawFn, slug: str, skills: list[str], domains: list[str]) -> dict[str, Any]:
    low = draw(st.floats(0, 0.5))
    return {
        "id": slug,
        "name": draw(TEXT),
        "summary": draw(TEXT),
        "ml_share_band": [low, low + 0.5],
        "target_mastery": {domain: draw(SHARE) for domain in domains},
        "skills": draw(st.lists(st.sampled_from(skills), unique=True)) if skills else [],
    }


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues())
def test_any_catalogue_comes_back_unchanged(values: dict[str, Any]) -> None:
    Catalogue.objects.all().delete()
    with TemporaryDirectory() as folder:
        # JSON is YAML: a writer that this project did not make.
        (Path(folder) / "made.yaml").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        told_on_import(Path(folder) / "made.yaml")
        assert sorted(Skill.objects.current().values_list("slug", flat=True)) == sorted(
            each["id"] for each in values["skills"]
        )
        first = exported(Path(folder) / "first")
        assert kept() == first
        assert told_on_import(Path(folder) / "first") == ["No change; nothing was written."]
        assert exported(Path(folder) / "second") == first


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Git", "Git"),
        ("Kubernetes in practice", "Kubernetes in practice"),
        ("no", "'no'"),
        ("5", "'5'"),
        ("2026-11-24", "'2026-11-24'"),
        ("it's", "'it''s'"),
        ("a: b", "'a: b'"),
        ("# a", "'# a'"),
        ("null", "'null'"),
        ("nAn", "'nAn'"),
    ],
)
def test_text_is_quoted_wherever_a_reader_could_take_it_for_something_else(text: str, written: str) -> None:
    assert text_of(text) == written
