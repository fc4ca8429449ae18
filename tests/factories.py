"""Makes rows for tests: each factory gives a valid row, and a test names only what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, Generic, TypeVar

from django.db.models import Model

from apps.skills.models import Certification, Domain, Lab, Outcome, Prerequisite, Resource, Role, Skill
from apps.users.models import User

PASSWORD = "correct horse battery staple"
Row = TypeVar("Row", bound=Model)


class Factory(Generic[Row]):
    """Makes rows of one table. A default that is a function is called with the number of the row."""

    def __init__(self, make: Callable[..., Row], **defaults: object) -> None:
        self.make, self.defaults, self.numbers = make, defaults, count(1)

    def __call__(self, **fields: Any) -> Row:  # noqa: ANN401 - the fields of any table
        number = next(self.numbers)
        missing = {name: value for name, value in self.defaults.items() if name not in fields}
        made = {name: value(number) if callable(value) else value for name, value in missing.items()}
        return self.make(**made, **fields)

    def create(self, **fields: Any) -> Row:  # noqa: ANN401 - as above
        return self(**fields)

    def create_batch(self, size: int, **fields: Any) -> list[Row]:  # noqa: ANN401 - as above
        return [self(**fields) for _ in range(size)]


def _user(**fields: Any) -> User:  # noqa: ANN401 - as above
    return User.objects.create_user(password=PASSWORD, **fields)


UserFactory = Factory(_user, email=lambda n: f"learner{n}@example.org", name="Mira Okafor")
DomainFactory = Factory(
    Domain.objects.create,
    slug=lambda n: f"domain-{n}",
    code=lambda n: f"{n:03X}"[-3:],  # 4,096 domains in one run are enough
    name=lambda n: f"Domain {n}",
    short=lambda n: f"Domain {n}",
    summary="What belongs together.",
    position=lambda n: n,
)
SkillFactory = Factory(
    Skill.objects.create,
    slug=lambda n: f"skill-{n}",
    name=lambda n: f"Skill {n}",
    short=lambda n: f"Skill {n}",
    domain=lambda _n: DomainFactory(),
    summary="Do the thing well.",
    level="foundation",
    ml_weight=0.5,
    minutes=300,
    ageing="medium",
    position=lambda n: n,
)
OutcomeFactory = Factory(
    Outcome.objects.create,
    skill=lambda _n: SkillFactory(),
    slug=lambda n: f"outcome-{n}",
    text=lambda n: f"Do the thing number {n} without help",
    position=lambda n: n,
)
PrerequisiteFactory = Factory(
    Prerequisite.objects.create,
    skill=lambda _n: SkillFactory(),
    needs=lambda _n: SkillFactory(),
    encompasses=0.5,
)
ResourceFactory = Factory(
    Resource.objects.create,
    skill=lambda _n: SkillFactory(),
    title=lambda n: f"Resource {n}",
    url=lambda n: f"https://docs.example.org/{n}",
    provider="Example",
    kind="docs",
    minutes=60,
    free=True,
    address_check="unchecked",
    position=lambda n: n,
)
LabFactory = Factory(
    Lab.objects.create,
    skill=lambda _n: SkillFactory(),
    slug=lambda n: f"lab-{n}",
    title=lambda n: f"Build the thing number {n}",
    minutes=60,
    tools=lambda _n: ["Git", "Python"],
    summary="Build the thing and see it fail.",
    steps=lambda _n: [
        {"do": "Begin.", "code": "make begin\nmake"},
        {"do": "Go on.", "code": ""},
        {"do": "End.", "code": ""},
    ],
    check_do="make test",
    check_expect="It passes.",
    proof="The output of the check.",
)
RoleFactory = Factory(
    Role.objects.create,
    slug=lambda n: f"role-{n}",
    name=lambda n: f"Role {n}",
    summary="Does the work.",
    band_low=0.43,
    band_high=0.55,
    position=lambda n: n,
)


def _certification(*, skills: Iterable[Skill] = (), **fields: Any) -> Certification:  # noqa: ANN401 - as above
    made = Certification.objects.create(**fields)
    made.skills.set(skills)
    return made


CertificationFactory = Factory(
    _certification,
    slug=lambda n: f"certification-{n}",
    name=lambda n: f"Certified Engineer {n}",
    issuer="Example Foundation",
    level="associate",
    url=lambda n: f"https://example.org/certifications/{n}",
    status="active",
    status_detail="Standard exam.",
    position=lambda n: n,
)
