"""The import of catalogue files: checked as a whole, told as a diff, written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from apps.skills.logic.catalogue import telling
from apps.skills.logic.catalogue.diff import Diff
from apps.skills.logic.catalogue.packing import pack
from apps.skills.logic.catalogue.sheet import Sheet
from apps.skills.logic.catalogue.touched import skills_to_recompute, skills_touched
from apps.skills.logic.catalogue.written import files
from apps.skills.models import Catalogue, CatalogueSource, Skill
from apps.skills.operations import links, sections
from apps.skills.operations.planning import Plan, plan_import
from apps.skills.queries import drawing
from apps.skills.queries.stored import stored_catalogue
from apps.skills.signals import catalogue_changed, learners_counted
from apps.users.models import User

# Imports wait for each other: two that read the same tables would each undo what the other wrote.
LOCK = 0x6B65656C
CHANGES_KEPT = 1000  # lines of the diff that stay with the catalogue


@dataclass(frozen=True, slots=True)
class Import:
    """What an import did, or would do."""

    diff: Diff
    lines: tuple[str, ...]  # the diff as text
    summary: tuple[str, ...]
    learners: int  # who has rows on skills that change
    redrawn: bool  # the chart is another

    def __bool__(self) -> bool:
        return bool(self.diff) or self.redrawn


def told(plan: Plan, *, redrawn: bool) -> Import:
    """Return a plan in words, with how many learners it touches."""
    skill_ids = ids_of(skills_touched(plan.diff))
    answers = learners_counted.send(sender=Import, skill_ids=skill_ids) if skill_ids else []
    learners = {learner for _, answer in answers for learner in answer or ()}
    lines, summary = telling.tell(plan.diff), telling.summary(plan.diff)
    return Import(plan.diff, tuple(lines), tuple(summary), len(learners), redrawn)


def ids_of(slugs: set[str]) -> frozenset[int]:
    """Return the primary keys of skills."""
    return frozenset(Skill.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def preview_import(*, sheet: Sheet) -> Import:
    """Return what an import would do; nothing is written.

    Raises CatalogueFaultsError with the faults of all files.
    """
    plan = plan_import(sheet, stored_catalogue())
    return told(plan, redrawn=not plan.diff and drawing.is_stale())


@transaction.atomic
def import_catalogue(*, sheet: Sheet, now: datetime, by: User | None) -> Import:
    """Bring the catalogue in line with the files and return what that changed.

    All or nothing, one import at a time. Whatever vanishes is retired; renamed skills keep their
    rows. An import that changes nothing writes nothing. Raises CatalogueFaultsError with the
    faults of all files.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    plan = plan_import(sheet, stored_catalogue())
    done = told(plan, redrawn=not plan.diff and drawing.is_stale())
    if not done:
        return done
    if plan.diff:
        _write(plan, now)
    _record(plan, done, by)
    affected = ids_of(skills_to_recompute(plan.diff))
    if affected:
        catalogue_changed.send(sender=Import, skill_ids=affected, now=now)
    return done


def _write(plan: Plan, now: datetime) -> None:
    writing = sections.Writing(plan.wanted, plan.renames.renamed, now)
    sections.write_pitfalls(writing)
    domains = sections.write_domains(writing)
    skills = sections.write_skills(writing, domains)
    sections.write_outcomes(writing, skills)
    sections.write_resources(writing, skills)
    sections.write_labs(writing, skills)
    links.write_edges(plan.wanted, skills)
    links.write_role_skills(plan.wanted, skills, sections.write_roles(writing))
    certifications = sections.write_certifications(writing)
    links.write_certification_skills(plan.wanted, skills, certifications)
    links.write_former_ids(plan.diff.former, plan.diff.forgotten, skills)


def _record(plan: Plan, done: Import, by: User | None) -> None:
    chart, digest = drawing.chart_and_digest()
    edition = plan.wanted.edition
    row = Catalogue.objects.create(
        version=edition.version or 1,
        as_of=date.fromisoformat(edition.as_of) if edition.as_of else None,
        digest=digest,
        chart=chart,
        changes={
            "summary": list(done.summary),
            "lines": list(done.lines[:CHANGES_KEPT]),
            "left_out": max(0, len(done.lines) - CHANGES_KEPT),
            "learners": done.learners,
            "by_hand": by is not None,
        },
        by=by,
    )
    CatalogueSource.objects.create(catalogue=row, packed=pack(files(plan.afterwards())))
