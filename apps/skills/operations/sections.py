"""Writes the sections of a wanted catalogue to their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.entries import CertificationEntry, LabEntry, RoleEntry, SkillEntry
from apps.skills.models import (
    Certification,
    Domain,
    Lab,
    Outcome,
    Pitfall,
    Resource,
    Role,
    Skill,
)
from apps.skills.operations.rows import bring_in_line, bring_leaves_in_line


@dataclass(frozen=True, slots=True)
class Writing:
    """What is being written, and when."""

    wanted: Contents
    renamed: Mapping[str, str]
    now: datetime


def write_pitfalls(writing: Writing) -> None:
    """Write the pitfalls."""
    bring_in_line(
        Pitfall,
        rows={row.number: row for row in Pitfall.objects.all()},
        wanted={
            p.number: {"number": p.number, "slug": p.id, "name": p.name} for p in writing.wanted.pitfalls
        },
        now=None,
    )


def write_domains(writing: Writing) -> dict[str, Domain]:
    """Write the domains and return them by id."""
    rows = {row.slug: row for row in Domain.objects.all()}
    wanted = {
        d.id: {
            "slug": d.id,
            "code": d.code,
            "name": d.name,
            "short": d.short,
            "summary": d.summary,
            "position": position,
        }
        for position, d in enumerate(writing.wanted.domains)
    }
    moved = [row.pk for slug, row in rows.items() if slug in wanted and row.code != wanted[slug]["code"]]
    # Codes are unique among current rows at every moment of a statement: two domains can swap
    # theirs only while both stand aside.
    Domain.objects.filter(pk__in=moved).update(retired_at=writing.now)
    for row in rows.values():
        if row.pk in moved:
            row.retired_at = writing.now
    return bring_in_line(Domain, rows=rows, wanted=wanted, now=writing.now)


def write_skills(writing: Writing, domains: Mapping[str, Domain]) -> dict[str, Skill]:
    """Write the skills, renamed ones in their old rows, and return them by id."""
    rows = {writing.renamed.get(row.slug, row.slug): row for row in Skill.objects.all()}
    order = {domain.id: at for at, domain in enumerate(writing.wanted.domains)}
    ordered = sorted(writing.wanted.skills, key=lambda skill: order[skill.domain])
    return bring_in_line(
        Skill,
        rows=rows,
        wanted={
            skill.id: _skill_values(skill, domains[skill.domain], position)
            for position, skill in enumerate(ordered)
        },
        now=writing.now,
    )


def _skill_values(skill: SkillEntry, domain: Domain, position: int) -> dict[str, Any]:
    return {
        "slug": skill.id,
        "name": skill.name,
        "short": skill.short,
        "domain_id": domain.pk,
        "summary": skill.summary,
        "level": skill.level,
        "ml_weight": skill.ml_weight,
        "minutes": skill.minutes,
        "ageing": skill.ageing,
        "pitfalls": list(skill.pitfalls),
        "tools": list(skill.tools),
        "trend_keywords": list(skill.trend_keywords),
        "position": position,
    }


def write_outcomes(writing: Writing, skills: Mapping[str, Skill]) -> None:
    """Write the outcomes of the wanted skills; those of retired skills are left as they are."""
    rows = Outcome.objects.filter(skill__retired_at__isnull=True)
    bring_leaves_in_line(
        Outcome,
        rows={(row.skill_id, row.slug): row for row in rows},
        wanted={
            (skills[skill.id].pk, outcome.id): {
                "skill_id": skills[skill.id].pk,
                "slug": outcome.id,
                "text": outcome.text,
                "position": position,
            }
            for skill in writing.wanted.skills
            for position, outcome in enumerate(skill.outcomes)
        },
        now=writing.now,
    )


def write_resources(writing: Writing, skills: Mapping[str, Skill]) -> None:
    """Write the resources of the wanted skills; those of retired skills are left as they are."""
    places: Counter[str] = Counter()
    wanted: dict[tuple[int, str], dict[str, Any]] = {}
    for entry in writing.wanted.resources:
        row = skills[entry.skill]
        values = entry.model_dump(exclude={"skill"})
        wanted[row.pk, entry.url] = {**values, "skill_id": row.pk, "position": places[entry.skill]}
        places[entry.skill] += 1
    rows = Resource.objects.filter(skill__retired_at__isnull=True)
    bring_leaves_in_line(
        Resource, rows={(row.skill_id, row.url): row for row in rows}, wanted=wanted, now=writing.now
    )


def write_labs(writing: Writing, skills: Mapping[str, Skill]) -> None:
    """Write the labs of the wanted skills; those of retired skills are left as they are."""
    rows = Lab.objects.filter(skill__retired_at__isnull=True)
    bring_in_line(
        Lab,
        rows={row.slug: row for row in rows},
        wanted={entry.id: _lab_values(entry, skills[entry.skill]) for entry in writing.wanted.labs},
        now=writing.now,
    )


def _lab_values(entry: LabEntry, skill: Skill) -> dict[str, Any]:
    return {
        "slug": entry.id,
        "skill_id": skill.pk,
        "title": entry.title,
        "minutes": entry.minutes,
        "tools": list(entry.tools),
        "summary": entry.summary,
        "steps": [{"do": step.do, "code": step.code} for step in entry.steps],
        "check_do": entry.check.do,
        "check_expect": entry.check.expect,
        "proof": entry.proof,
    }


def write_roles(writing: Writing) -> dict[str, Role]:
    """Write the roles and return them by id."""
    return bring_in_line(
        Role,
        rows={row.slug: row for row in Role.objects.all()},
        wanted={role.id: _role_values(role, position) for position, role in enumerate(writing.wanted.roles)},
        now=writing.now,
    )


def _role_values(role: RoleEntry, position: int) -> dict[str, Any]:
    low, high = role.ml_share_band
    return {
        "slug": role.id,
        "name": role.name,
        "summary": role.summary,
        "band_low": low,
        "band_high": high,
        "target_mastery": dict(role.target_mastery),
        "listed_skills": list(role.skills),
        "position": position,
    }


def write_certifications(writing: Writing) -> dict[str, Certification]:
    """Write the certifications and return them by id."""
    return bring_in_line(
        Certification,
        rows={row.slug: row for row in Certification.objects.all()},
        wanted={
            entry.id: _certification_values(entry, position)
            for position, entry in enumerate(writing.wanted.certifications)
        },
        now=writing.now,
    )


def _certification_values(entry: CertificationEntry, position: int) -> dict[str, Any]:
    values = entry.model_dump(exclude={"id", "skills"})
    absent = {name: "" for name in ("exam_guide_url", "status_as_of") if values[name] is None}
    return {**values, **absent, "slug": entry.id, "position": position}
