"""What the self-assessment may ask of a learner, and what is on record."""

from __future__ import annotations

from apps.curricula.logic.setup import Subject, Survey
from apps.progress.models import SelfAssessment
from apps.skills.models import RoleChoice
from apps.skills.queries import RoleCard, Snapshot
from apps.users.models import User


def survey_of(catalogue: Snapshot, *, learner: User) -> Survey:
    """Return the survey over the skills of the learner's role, over all skills without one; one statement."""
    role_id = RoleChoice.objects.filter(learner=learner).values_list("role_id", flat=True).first()
    return survey_for(catalogue, role=catalogue.roles.get(role_id) if role_id else None)


def survey_for(catalogue: Snapshot, *, role: RoleCard | None) -> Survey:
    """Return the survey over the skills of a role, over all skills without one."""
    places = {
        skill: place
        for place, skill in enumerate(skill for domain in catalogue.domains for skill in domain.skills)
    }
    slugs = {domain.code: domain.slug for domain in catalogue.domains}
    asked = role.skills if role else catalogue.skills.keys()
    subjects = [
        Subject(skill, slugs[card.domain], card.level, places[skill])
        for skill, card in catalogue.skills.items()
        if skill in asked
    ]
    return Survey.over(subjects, needs={skill: card.needs for skill, card in catalogue.skills.items()})


def recorded(learner: User, *, catalogue: Snapshot) -> dict[int, tuple[int, bool]]:
    """Return the self-assessment on record, skill id to level and whether it was inferred; one statement.

    Skills that the catalogue has dropped are left out: nothing can be said of them any more.
    """
    rows = SelfAssessment.objects.filter(learner=learner).values_list("skill_id", "level", "inferred")
    return {skill: (level, guess) for skill, level, guess in rows if skill in catalogue.skills}
