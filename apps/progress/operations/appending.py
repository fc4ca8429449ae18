"""How rows come into the log: with the practice they imply, and everything they touch replayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.progress.logic import grading
from apps.progress.models import Evidence, ImplicitPractice
from apps.progress.operations.moved import Change
from apps.progress.operations.writing import Writing, lock_states, settle

# What an entry says, apart from its place in the log.
SAID: Final = (
    "skill_id",
    "day",
    "minutes",
    "kind",
    "grade",
    "note",
    "link",
    "visibility",
    "withdrawn",
    "certificate_id",
    "proof_id",
    "source_import_id",
)


@dataclass(frozen=True, slots=True)
class Addition:
    """A row to add, and how far it practises each skill under its own."""

    row: Evidence
    implies: Mapping[int, float]
    as_it_was: bool = False  # also what is not held now: the row brings back one that implied it


def append(writing: Writing, additions: Sequence[Addition]) -> tuple[Change, ...]:
    """Add rows, the practice they imply on held skills, and replay whatever they touch.

    What is held is what was held before the first of them. The statements do not grow with the rows.
    """
    olds = [addition.row.replaces for addition in additions if addition.row.replaces]
    shaken = [skill for implied in implied_by(olds).values() for skill in implied] if olds else []
    own = [addition.row.skill_id for addition in additions] + [old.skill_id for old in olds]
    under = [skill for addition in additions for skill in addition.implies]
    before = lock_states(writing, [*own, *under, *shaken])
    Evidence.objects.bulk_create(addition.row for addition in additions)
    practised = [
        ImplicitPractice(learner=writing.learner, cause=addition.row, skill_id=skill, factor=factor)
        for addition in additions
        for skill, factor in addition.implies.items()
        if addition.as_it_was or (skill in before and before[skill].held)
    ]
    ImplicitPractice.objects.bulk_create(practised)
    return settle(writing, before, list(dict.fromkeys([*own, *(row.skill_id for row in practised), *shaken])))


def weighed(under: Mapping[int, float], row: Evidence) -> dict[int, float]:
    """Return the weight of the practice that an entry implies on each skill under its own."""
    worth = grading.worth(row.kind, grade=row.grade)
    return {skill: share * worth.weight for skill, share in under.items()} if worth.success else {}


def implied_by(rows: Iterable[Evidence]) -> dict[int, dict[int, float]]:
    """Return the practice that entries imply: entry id to skill and factor; one statement."""
    found: defaultdict[int, dict[int, float]] = defaultdict(dict)
    practices = ImplicitPractice.objects.filter(cause__in=[row.pk for row in rows])
    for cause, skill, factor in practices.values_list("cause_id", "skill_id", "factor"):
        found[cause][skill] = factor
    return found


def again(said: Evidence, *, now: datetime, replaces: Evidence) -> Evidence:
    """Return a row that says what an earlier one said, in the place of another."""
    fields = {field: getattr(said, field) for field in SAID}
    return Evidence(**fields, learner_id=said.learner_id, replaces=replaces, logged_at=now)
