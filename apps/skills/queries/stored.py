"""The catalogue as its tables hold it, in the shape of the files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from apps.skills.logic.catalogue.contents import Contents, Stored
from apps.skills.logic.catalogue.entries import (
    CertificationEntry,
    CheckEntry,
    DomainEntry,
    Edition,
    LabEntry,
    OutcomeEntry,
    PitfallEntry,
    PrerequisiteEntry,
    ResourceEntry,
    RoleEntry,
    SkillEntry,
    StepEntry,
)
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


def stored_catalogue() -> Stored:
    """Return what is stored, in seventeen SQL statements whatever the size."""
    formers = dict(FormerSlug.objects.order_by("slug").values_list("slug", "skill__slug"))
    outcomes = list(
        Outcome.objects.order_by("position").values_list("skill__slug", "slug", "text", "retired_at")
    )
    resources = list(
        Resource.objects.select_related("skill").order_by("skill__position", "skill_id", "position", "id")
    )
    labs = list(Lab.objects.select_related("skill").order_by("skill__position", "id"))
    contents = Contents(
        edition=_edition(),
        pitfalls=tuple(
            PitfallEntry.model_construct(number=row.number, id=row.slug, name=row.name)
            for row in Pitfall.objects.order_by("number")
        ),
        domains=tuple(_domain(row) for row in Domain.objects.current().order_by("position", "id")),
        skills=_skills(formers, [(s, o, t) for s, o, t, gone in outcomes if gone is None]),
        resources=tuple(
            _resource(row) for row in resources if row.retired_at is None and row.skill.retired_at is None
        ),
        labs=tuple(_lab(row) for row in labs if row.retired_at is None and row.skill.retired_at is None),
        roles=tuple(_role(row) for row in Role.objects.current().order_by("position", "id")),
        certifications=_certifications(),
        role_skills=_role_skills(),
    )
    return Stored(
        contents=contents,
        retired={
            "domains": _retired(Domain),
            "skills": _retired(Skill),
            "roles": _retired(Role),
            "certifications": _retired(Certification),
        },
        retired_outcomes=frozenset((skill, slug) for skill, slug, _, gone in outcomes if gone is not None),
        retired_resources=frozenset((r.skill.slug, r.url) for r in resources if r.retired_at is not None),
        labs={row.slug: row.skill.slug for row in labs},
        former=formers,
    )


def _retired(table: type[Domain | Skill | Role | Certification]) -> frozenset[str]:
    gone = table._default_manager.filter(retired_at__isnull=False)  # noqa: SLF001  # the generic name
    return frozenset(gone.values_list("slug", flat=True))


def _edition() -> Edition:
    newest = Catalogue.objects.values_list("version", "as_of").first()
    if newest is None:
        return Edition()
    version, as_of = newest
    return Edition.model_construct(version=version, as_of=as_of.isoformat() if as_of else None)


def _same(row: models.Model, *names: str) -> dict[str, Any]:
    """Return the fields that an entry has by the names of the row's columns."""
    return {name: getattr(row, name) for name in names}


def _domain(row: Domain) -> DomainEntry:
    return DomainEntry.model_construct(id=row.slug, **_same(row, "code", "name", "short", "summary"))


def _skills(formers: dict[str, str], outcomes: Iterable[tuple[str, str, str]]) -> tuple[SkillEntry, ...]:
    was: dict[str, list[str]] = defaultdict(list)
    for old, skill in formers.items():
        was[skill].append(old)
    shown: dict[str, list[OutcomeEntry]] = defaultdict(list)
    for skill, slug, text in outcomes:
        shown[skill].append(OutcomeEntry.model_construct(id=slug, text=text))
    edges: dict[int, list[PrerequisiteEntry]] = defaultdict(list)
    pairs = Prerequisite.objects.filter(skill__retired_at__isnull=True, needs__retired_at__isnull=True)
    for skill_id, needed, share in pairs.order_by("needs__position", "needs_id").values_list(
        "skill_id", "needs__slug", "encompasses"
    ):
        edges[skill_id].append(PrerequisiteEntry.model_construct(id=needed, encompasses=share))
    rows = Skill.objects.current().select_related("domain").order_by("position", "id")
    return tuple(_skill(row, was[row.slug], edges[row.pk], shown[row.slug]) for row in rows.iterator())


def _skill(
    row: Skill, was: list[str], edges: list[PrerequisiteEntry], outcomes: list[OutcomeEntry]
) -> SkillEntry:
    return SkillEntry.model_construct(
        **_same(row, "name", "short", "level", "ml_weight", "minutes", "ageing", "summary"),
        id=row.slug,
        was=tuple(was),
        domain=row.domain.slug,
        pitfalls=tuple(row.pitfalls),
        prerequisites=tuple(edges),
        tools=tuple(row.tools),
        trend_keywords=tuple(row.trend_keywords),
        outcomes=tuple(outcomes),
    )


def _resource(row: Resource) -> ResourceEntry:
    same = _same(row, "title", "url", "provider", "kind", "minutes", "free", "address_check")
    return ResourceEntry.model_construct(skill=row.skill.slug, **same)


def _lab(row: Lab) -> LabEntry:
    return LabEntry.model_construct(
        **_same(row, "title", "minutes", "summary", "proof"),
        id=row.slug,
        skill=row.skill.slug,
        tools=tuple(row.tools),
        steps=tuple(StepEntry.model_construct(**step) for step in row.steps),
        check=CheckEntry.model_construct(do=row.check_do, expect=row.check_expect),
    )


def _role(row: Role) -> RoleEntry:
    return RoleEntry.model_construct(
        id=row.slug,
        name=row.name,
        summary=row.summary,
        ml_share_band=(row.band_low, row.band_high),
        target_mastery=dict(sorted(row.target_mastery.items())),
        skills=tuple(row.listed_skills),
    )


def _role_skills() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    current = {"skill__retired_at__isnull": True, "role__retired_at__isnull": True}
    pairs = Role.skills.through.objects.filter(**current)
    for role, skill in pairs.values_list("role__slug", "skill__slug"):
        found[role].add(skill)
    return {role: frozenset(skills) for role, skills in found.items()}


def _certifications() -> tuple[CertificationEntry, ...]:
    touched: dict[int, list[str]] = defaultdict(list)
    pairs = Certification.skills.through.objects.filter(skill__retired_at__isnull=True)
    for row_id, skill in pairs.order_by("skill__position", "id").values_list(
        "certification_id", "skill__slug"
    ):
        touched[row_id].append(skill)
    return tuple(
        _certification(row, touched[row.pk])
        for row in Certification.objects.current().order_by("position", "id")
    )


def _certification(row: Certification, skills: list[str]) -> CertificationEntry:
    return CertificationEntry.model_construct(
        **_same(row, "name", "code", "issuer", "level", "url", "status", "status_detail"),
        id=row.slug,
        exam_guide_url=row.exam_guide_url or None,
        status_as_of=row.status_as_of or None,
        skills=tuple(skills),
    )
