"""The catalogue as its authors see it: what is in force, its files, the drafts, the imports that were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet

from apps.skills.models import (
    Catalogue,
    CatalogueDraft,
    CatalogueSource,
    Certification,
    Domain,
    Lab,
    Outcome,
    Resource,
    Role,
    Skill,
)

IMPORTS_SHOWN: Final = 5
IMPORTS_A_PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class DomainFiles:
    """The files of one domain."""

    slug: str
    name: str
    skills: int
    resources: int
    labs: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import that was."""

    id: int
    version: int
    day: datetime
    by: str  # empty for the command, and for somebody whose account is deleted
    by_hand: bool
    summary: tuple[str, ...]
    kept: bool  # its files are known, so that it can be put back


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list."""

    id: int
    by: str
    made_at: datetime
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the authors' first page prints."""

    version: int  # 0 before the first import
    as_of: date | None
    counts: Mapping[str, int]
    domains: tuple[DomainFiles, ...]
    drafts: tuple[DraftLine, ...]
    imports: tuple[ImportRow, ...]  # the newest is the one in force


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What one import changed."""

    row: ImportRow
    in_force: bool
    lines: tuple[str, ...]
    left_out: int
    learners: int


def overview() -> Overview:
    """Return the first page, in ten statements whatever the size."""
    newest = Catalogue.objects.values("version", "as_of").first() or {"version": 0, "as_of": None}
    drafts = CatalogueDraft.objects.select_related("by")
    return Overview(
        **newest,
        counts={
            "outcomes": Outcome.objects.current().filter(skill__retired_at__isnull=True).count(),
            "roles": Role.objects.current().count(),
            "certifications": Certification.objects.current().count(),
        },
        domains=_domains(),
        drafts=tuple(DraftLine(row.pk, row.by.name, row.made_at, tuple(row.files)) for row in drafts),
        imports=tuple(_import(row) for row in _imports()[:IMPORTS_SHOWN]),
    )


def _domains() -> tuple[DomainFiles, ...]:
    here = Skill.objects.current()
    skills = dict(here.order_by().values_list("domain").annotate(many=Count("pk")))
    resources, labs = (
        dict(rows.order_by().values_list("skill__domain").annotate(many=Count("pk")))
        for rows in (
            Resource.objects.current().filter(skill__in=here),
            Lab.objects.current().filter(skill__in=here),
        )
    )
    return tuple(
        DomainFiles(row.slug, row.name, skills.get(row.pk, 0), resources.get(row.pk, 0), labs.get(row.pk, 0))
        for row in Domain.objects.current().order_by("position", "id")
    )


def _imports() -> QuerySet[Catalogue, Any]:
    kept = Exists(CatalogueSource.objects.filter(pk=OuterRef("pk")))
    return Catalogue.objects.annotate(kept=kept).values(
        "pk", "version", "imported_at", "kept", "changes__summary", "changes__by_hand", "by__name"
    )


def _import(row: Mapping[str, Any]) -> ImportRow:
    return ImportRow(
        id=row["pk"],
        version=row["version"],
        day=row["imported_at"],
        by=row["by__name"] or "",
        by_hand=bool(row["changes__by_hand"]),
        summary=tuple(row["changes__summary"] or ()),
        kept=row["kept"],
    )


def imports(*, before: int | None) -> tuple[tuple[ImportRow, ...], int | None]:
    """Return a page of imports, newest first, and where the next page begins; one statement."""
    found = _imports().filter(pk__lt=before) if before else _imports()
    rows = [_import(row) for row in found[: IMPORTS_A_PAGE + 1]]
    shown = tuple(rows[:IMPORTS_A_PAGE])
    return shown, shown[-1].id if len(rows) > IMPORTS_A_PAGE else None


def import_page(catalogue_id: int) -> ImportPage | None:
    """Return what an import changed, None where there was no such import; three statements."""
    row = _imports().filter(pk=catalogue_id).first()
    if row is None:
        return None
    told = Catalogue.objects.values_list("changes", flat=True).get(pk=catalogue_id)
    return ImportPage(
        row=_import(row),
        in_force=not Catalogue.objects.filter(pk__gt=catalogue_id).exists(),
        lines=tuple(told.get("lines", ())),
        left_out=told.get("left_out", 0),
        learners=told.get("learners", 0),
    )
