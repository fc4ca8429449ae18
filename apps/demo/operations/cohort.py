"""Makes a cohort of learners with logs, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.demo.logic.history import Holding
from apps.demo.logic.oulad import Sitting, outcomes_shown
from apps.demo.operations.world import UnknownNamesError
from apps.demo.queries import Names, names
from apps.progress.logic import grading
from apps.progress.models import Evidence, ImplicitPractice, OutcomeShown
from apps.progress.operations import rebuild_memory
from apps.progress.queries.catalogue import practised_by
from apps.skills.models import Role, RoleChoice
from apps.users.models import User

AT_ONCE = 200  # learners a transaction


@dataclass(slots=True)
class _Rows:
    evidence: list[Evidence] = field(default_factory=list)
    implied: list[ImplicitPractice] = field(default_factory=list)
    shown: list[OutcomeShown] = field(default_factory=list)


def seed_cohort(*, logs: Mapping[int, Sequence[Sitting]], role: str, now: datetime) -> int:
    """Make an account with its log for each student who has none yet, and return how many were made.

    Nobody can sign in to them. Two hundred a transaction: stopped, it goes on where it was. Raises
    UnknownNamesError, before anything is written, where the catalogue lacks a skill or the role.
    """
    known = names()
    _refuse_strange(logs, role, known)
    wanted = {f"oulad-{student}@example.org": (student, log) for student, log in logs.items()}
    there = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
    missing = [email for email in wanted if email not in there]
    for first in range(0, len(missing), AT_ONCE):
        _make({email: wanted[email] for email in missing[first : first + AT_ONCE]}, role, known, now)
    return len(missing)


def _refuse_strange(logs: Mapping[int, Sequence[Sitting]], role: str, known: Names) -> None:
    skills = dict.fromkeys(sitting.skill for log in logs.values() for sitting in log)
    strange = [f"skill {skill}" for skill in skills if skill not in known.skills]
    strange += [f"role {role}"] if role not in known.roles else []
    if strange:
        raise UnknownNamesError(strange)


@transaction.atomic
def _make(
    wanted: Mapping[str, tuple[int, Sequence[Sitting]]], role: str, known: Names, now: datetime
) -> None:
    accounts = [
        User(email=email, name=f"Student {student}", password=make_password(None))
        for email, (student, _) in wanted.items()
    ]
    User.objects.bulk_create(accounts)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in accounts
    )
    aim = Role.objects.current().get(slug=role)
    RoleChoice.objects.bulk_create(RoleChoice(learner=user, role=aim) for user in accounts)
    rows = _Rows()
    for user in accounts:
        _write(rows, user, wanted[user.email][1], known)
    Evidence.objects.bulk_create(rows.evidence)
    ImplicitPractice.objects.bulk_create(rows.implied)
    OutcomeShown.objects.bulk_create(rows.shown)
    rebuild_memory(learner_ids=[user.pk for user in accounts], now=now)


def _write(rows: _Rows, learner: User, log: Sequence[Sitting], known: Names) -> None:
    holding = Holding({}, outcomes=known.many)
    for sitting in log:
        skill = known.skills[sitting.skill]
        entry = Evidence(
            learner=learner,
            skill_id=skill,
            day=sitting.day,
            minutes=sitting.minutes,
            kind=sitting.kind,
            note=sitting.note,
        )
        rows.evidence.append(entry)
        rows.implied += _implied(entry, holding)
        _show(rows, entry, sitting, holding, known)


def _show(rows: _Rows, entry: Evidence, sitting: Sitting, holding: Holding, known: Names) -> None:
    wanted = outcomes_shown(sitting.score, many=known.many.get(entry.skill_id, 0))
    outcomes = [pk for (skill, _), pk in known.outcomes.items() if skill == sitting.skill]
    day: date = sitting.day
    for pk in outcomes[holding.shown[entry.skill_id] : wanted]:
        rows.shown.append(OutcomeShown(learner=entry.learner, outcome_id=pk, day=day))
        holding.show(entry.skill_id)


def _implied(entry: Evidence, holding: Holding) -> list[ImplicitPractice]:
    worth = grading.worth(entry.kind)
    under = practised_by(entry.skill_id) or {}
    return [
        ImplicitPractice(learner=entry.learner, cause=entry, skill_id=skill, factor=share * worth.weight)
        for skill, share in under.items()
        if skill in holding
    ]
