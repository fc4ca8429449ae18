"""Writes the whole log of somebody at once, as if each part had been written on its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from apps.core.dates import local_day
from apps.demo.logic.history import Happening, Holding, happenings
from apps.demo.logic.world import Person, Told, Withdrawal
from apps.demo.queries import Names
from apps.progress.logic import grading
from apps.progress.models import Evidence, ImplicitPractice, OutcomeShown, SelfAssessment
from apps.progress.operations import rebuild_memory
from apps.progress.queries.catalogue import practised_by
from apps.users.models import User


@dataclass(slots=True)
class _Pages:
    """The rows of a log while it is written, in the order of the writing."""

    learner: User
    names: Names
    holding: Holding
    ids: Iterator[int]  # of the rows to come, in order: a correction names the row that it replaces
    evidence: list[Evidence] = field(default_factory=list)
    implied: list[ImplicitPractice] = field(default_factory=list)
    shown: list[OutcomeShown] = field(default_factory=list)
    named: dict[str, Evidence] = field(default_factory=dict)


def write_history(*, learner: User, person: Person, names: Names, now: datetime) -> None:
    """Write the entries, the outcomes and the practice they imply, and rebuild the memory they lead to.

    The result is what operations would have written on those days: practice flows to what was held
    at the moment of logging. Five statements and a rebuild instead of a dozen an entry.
    """
    acts = happenings(person, now=now, zone=learner.zone)
    levels = dict(SelfAssessment.objects.filter(learner=learner).values_list("skill_id", "level"))
    holding = Holding(levels, outcomes=names.many)
    pages = _Pages(learner, names, holding, iter(_reserve(len(acts))))
    for act in acts:
        _write(pages, act)
    Evidence.objects.bulk_create(pages.evidence)
    ImplicitPractice.objects.bulk_create(pages.implied)
    OutcomeShown.objects.bulk_create(pages.shown)
    rebuild_memory(learner_ids=[learner.pk], now=now)


def _reserve(many: int) -> list[int]:
    """Take numbers for rows of the log out of its sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('progress_evidence', 'id')) FROM generate_series(1, %s)",
            [many],
        )
        return [number for (number,) in cursor.fetchall()]


def _write(pages: _Pages, act: Happening) -> None:
    if isinstance(act.what, Withdrawal):
        pages.evidence.append(_withdrawn(pages, act.what, act.moment))
        return
    row = _row(pages, act.what, act)
    pages.evidence.append(row)
    pages.implied += _implied(pages, row)
    if act.what.name:
        pages.named[act.what.name] = row
    if row.kind == "certified":
        pages.holding.certify(row.skill_id)
    for outcome in act.what.shows:
        day = local_day(act.moment, pages.learner.zone)
        pk = pages.names.outcomes[act.what.skill, outcome]
        pages.shown.append(OutcomeShown(learner=pages.learner, outcome_id=pk, day=day))
        pages.holding.show(row.skill_id)


def _row(pages: _Pages, told: Told, act: Happening) -> Evidence:
    return Evidence(
        pk=next(pages.ids),
        learner=pages.learner,
        skill_id=pages.names.skills[told.skill],
        day=act.day,
        minutes=told.minutes,
        kind=told.kind,
        grade=told.grade,
        note=told.note,
        link=told.link or "",
        visibility=told.visibility,
        replaces=pages.named[told.replaces] if told.replaces else None,
        logged_at=act.moment,
    )


def _withdrawn(pages: _Pages, withdrawal: Withdrawal, moment: datetime) -> Evidence:
    """Return the row that takes an entry out: it says the same and stands for nothing."""
    old = pages.named[withdrawal.entry]
    said = ("learner_id", "skill_id", "day", "minutes", "kind", "grade", "note", "link", "visibility")
    fields = {name: getattr(old, name) for name in said}
    return Evidence(pk=next(pages.ids), replaces=old, withdrawn=True, logged_at=moment, **fields)


def _implied(pages: _Pages, row: Evidence) -> Iterator[ImplicitPractice]:
    worth = grading.worth(row.kind, grade=row.grade)
    under = practised_by(row.skill_id) if worth.success else None
    for skill, share in (under or {}).items():
        if skill in pages.holding:
            factor = share * worth.weight
            yield ImplicitPractice(learner=pages.learner, cause=row, skill_id=skill, factor=factor)
