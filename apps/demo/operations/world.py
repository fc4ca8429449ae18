"""Makes the people of the demo world that are not there yet, each with a confirmed address and a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from apps.core.dates import local_day
from apps.curricula.operations import Aim, say_where_one_stands, take_aim
from apps.demo.logic.history import first_moment
from apps.demo.logic.world import Earned, Person, World
from apps.demo.operations.history import write_history
from apps.demo.queries import Names, names, unknown
from apps.nudges.operations.preferences import answer_offer
from apps.progress.operations import NewCertificate, record_certificate
from apps.users.models import User


class UnknownNamesError(LookupError):
    """The world names skills, outcomes or roles that are not in the catalogue."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take all of the names."""
        self.names = names
        super().__init__(", ".join(names))


@dataclass(frozen=True, slots=True)
class Made:
    """Somebody of the demo world."""

    person: Person
    new: bool  # made just now; who was there before is left as they are


@transaction.atomic
def make_world(*, world: World, password: str, now: datetime) -> tuple[Made, ...]:
    """Make everybody who has no account yet, and return all; who has one is not touched in any way.

    Each writes their own part of the world, so nobody else is named as its author.
    Raises UnknownNamesError, with all of them, before anything is written.
    """
    known = names()
    if strange := unknown(world, known=known):
        raise UnknownNamesError(strange)
    emails = [person.email for person in world.people]
    there = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    for person in world.people:
        if person.email not in there:
            _make(person, password=password, known=known, now=now)
    return tuple(Made(person, person.email not in there) for person in world.people)


def _make(person: Person, *, password: str, known: Names, now: datetime) -> None:
    learner = _account(person, password=password)
    joined = first_moment(person, now=now, zone=learner.zone)
    User.objects.filter(pk=learner.pk).update(date_joined=joined)
    if person.role:
        aim = Aim(person.role, person.minutes_a_week, person.time_zone)
        take_aim(learner=learner, aim=aim, now=joined, by=learner)
        answer_offer(learner=learner, wanted=True, now=joined, by=learner)
    if levels := person.knows.levels():
        say_where_one_stands(learner=learner, levels=levels, now=joined, by=learner)
    if person.entries:
        write_history(learner=learner, person=person, names=known, now=now)
    for earned in person.certificates:
        _record(earned, learner=learner, known=known, now=now)


def _record(earned: Earned, *, learner: User, known: Names, now: datetime) -> None:
    day = local_day(now, learner.zone) - timedelta(days=earned.ago)
    certificate = NewCertificate(earned_on=day)
    record_certificate(
        learner=learner,
        certification_id=known.certifications[earned.certification],
        certificate=certificate,
        now=now,
        by=learner,
    )


def _account(person: Person, *, password: str) -> User:
    staff = person.part == "staff"
    user = User.objects.create_user(
        person.email,
        password,
        name=person.name,
        time_zone=person.time_zone,
        minutes_a_week=person.minutes_a_week,
        is_staff=staff,
        is_superuser=staff,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
