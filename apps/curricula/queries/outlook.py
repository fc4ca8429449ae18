"""Where a learner stands on the whole chart: the ground of every page that steers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection

from apps.curricula.logic.outlook import Outlook, Prospect, Totals
from apps.curricula.logic.reach import Reach
from apps.progress.logic.standing import Standing, State, untouched_state
from apps.progress.queries import standings
from apps.skills.queries import RoleCard, Snapshot, snapshot
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the learner decided about their course."""

    role: RoleCard | None
    postponed: Mapping[int, date]  # skill id to the day it may be proposed again
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Chart:
    """The catalogue, and where the learner stands in it."""

    catalogue: Snapshot
    standings: Mapping[int, Standing]  # of the skills touched
    states: Mapping[int, State]  # of every skill
    decisions: Decisions
    outlook: Outlook

    def level(self, skill: int) -> float | None:
        """Return what a skill's bar shows: retention where held, coverage while learning, else None."""
        standing = self.standings.get(skill)
        if standing is None:
            return None
        return standing.retention if standing.held else standing.coverage


# One round trip for three small tables, written out: building the same through the query
# builder takes longer than PostgreSQL needs to answer it.
_DECISIONS = """
SELECT (SELECT role_id FROM skills_rolechoice WHERE learner_id = %(learner)s),
       (SELECT skill_id FROM curricula_stepchoice WHERE learner_id = %(learner)s),
       ARRAY(SELECT skill_id FROM curricula_postponement
              WHERE learner_id = %(learner)s AND until > %(today)s ORDER BY id),
       ARRAY(SELECT until FROM curricula_postponement
              WHERE learner_id = %(learner)s AND until > %(today)s ORDER BY id)
"""


def decisions(learner: User, *, catalogue: Snapshot, today: date) -> Decisions:
    """Return the learner's decisions in one statement; what the catalogue has dropped does not count."""
    with connection.cursor() as cursor:
        cursor.execute(_DECISIONS, {"learner": learner.pk, "today": today})
        role_id, chosen, skills, days = cursor.fetchone()
    return Decisions(
        role=catalogue.roles.get(role_id),
        postponed={s: day for s, day in zip(skills, days, strict=True) if s in catalogue.skills},
        chosen=chosen if chosen in catalogue.skills else None,
    )


def chart_of(learner: User, *, today: date, catalogue: Snapshot | None = None) -> Chart:
    """Return the whole chart of a learner: three statements, or two with the catalogue at hand."""
    catalogue = catalogue or snapshot()
    touched = {
        skill: standing
        for skill, standing in standings(learner, today=today).items()
        if skill in catalogue.skills
    }
    decided = decisions(learner, catalogue=catalogue, today=today)
    states = states_of(catalogue, touched)
    return Chart(catalogue, touched, states, decided, _outlook(catalogue, touched, states, decided))


def states_of(catalogue: Snapshot, touched: Mapping[int, Standing]) -> dict[int, State]:
    """Return the state of every skill of the catalogue."""
    states: dict[int, State] = {skill: standing.state for skill, standing in touched.items()}
    held = {skill for skill, standing in touched.items() if standing.held}
    for skill, card in catalogue.skills.items():
        if skill not in states:
            states[skill] = untouched_state(needs_held=held.issuperset(card.needs))
    return states


@lru_cache(maxsize=2)
def reach_of(catalogue: Snapshot) -> Reach:
    """Return what rests on what, worked out once a catalogue."""
    return Reach.of({skill: card.needs for skill, card in catalogue.skills.items()})


def _outlook(
    catalogue: Snapshot,
    touched: Mapping[int, Standing],
    states: Mapping[int, State],
    decided: Decisions,
) -> Outlook:
    asked_for = decided.role.skills if decided.role else frozenset[int]()
    prospects = {}
    for skill, card in catalogue.skills.items():
        standing = touched.get(skill)
        prospects[skill] = Prospect(
            skill=skill,
            state=states[skill],
            in_role=skill in asked_for,
            minutes=card.minutes,
            ml_weight=card.ml_weight,
            coverage=standing.coverage if standing else 0.0,
            retention=standing.retention if standing else 0.0,
            needs=card.needs,
            opens=card.opens,
        )
    reach = reach_of(catalogue)
    return Outlook(
        prospects=prospects,
        reach=reach,
        band=decided.role.band if decided.role else None,
        totals=Totals.of(prospects.values(), reach=reach),
        postponed=frozenset(decided.postponed),
        chosen=decided.chosen,
    )
