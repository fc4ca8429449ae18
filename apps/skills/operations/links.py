"""Writes what joins rows of the catalogue: edges, skills of roles and certifications, former ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.models import Certification, FormerSlug, Prerequisite, Role, Skill
from apps.skills.operations.rows import BATCH, copy_in

Pair = tuple[int, int]


def write_edges(wanted: Contents, skills: Mapping[str, Skill]) -> None:
    """Make the stored edges those of the wanted skills."""
    shares = {
        (skills[skill.id].pk, skills[edge.id].pk): edge.encompasses
        for skill in wanted.skills
        for edge in skill.prerequisites
    }
    rows = {(row.skill_id, row.needs_id): row for row in Prerequisite.objects.all()}
    Prerequisite.objects.filter(pk__in=[row.pk for pair, row in rows.items() if pair not in shares]).delete()
    changed = [row for pair, row in rows.items() if row.encompasses != shares.get(pair, row.encompasses)]
    for row in changed:
        row.encompasses = shares[row.skill_id, row.needs_id]
    Prerequisite.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=["encompasses"],
        unique_fields=["pk"],
    )
    copy_in(
        Prerequisite,
        [
            {"skill_id": skill, "needs_id": needed, "encompasses": share}
            for (skill, needed), share in shares.items()
            if (skill, needed) not in rows
        ],
    )


def write_role_skills(wanted: Contents, skills: Mapping[str, Skill], roles: Mapping[str, Role]) -> None:
    """Make the skills of each current role those that were computed."""
    pairs = {
        (roles[role].pk, skills[skill].pk)
        for role, members in wanted.role_skills.items()
        for skill in members
    }
    _write_pairs(Role.skills.through, "role_id", pairs)


def write_certification_skills(
    wanted: Contents, skills: Mapping[str, Skill], certifications: Mapping[str, Certification]
) -> None:
    """Make the skills of each current certification those of the files."""
    pairs = {
        (certifications[entry.id].pk, skills[skill].pk)
        for entry in wanted.certifications
        for skill in entry.skills
    }
    _write_pairs(Certification.skills.through, "certification_id", pairs)


def _write_pairs(through: type[models.Model], owner: str, pairs: set[Pair]) -> None:
    """Keep pairs of retired owners and retired skills: they count again when these come back."""
    table: models.Manager[Any] = through._default_manager  # noqa: SLF001  # a table without a name of its own
    current = {"skill__retired_at__isnull": True, f"{owner[:-3]}__retired_at__isnull": True}
    stored = {
        (mine, skill): pk for pk, mine, skill in table.filter(**current).values_list("pk", owner, "skill_id")
    }
    table.filter(pk__in=[pk for pair, pk in stored.items() if pair not in pairs]).delete()
    # A pair whose owner or skill just came back may still be there.
    table.bulk_create(
        (through(**{owner: mine, "skill_id": skill}) for mine, skill in sorted(pairs - stored.keys())),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def write_former_ids(
    former: Mapping[str, str], forgotten: Iterable[str], skills: Mapping[str, Skill]
) -> None:
    """Let former ids lead to their skills; ids that stand for themselves again lead nowhere."""
    FormerSlug.objects.filter(slug__in=list(forgotten)).delete()
    FormerSlug.objects.bulk_create(
        (FormerSlug(slug=old, skill=skills[new]) for old, new in former.items()),
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=["skill"],
        unique_fields=["slug"],
    )
