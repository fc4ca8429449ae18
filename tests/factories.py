"""Makes rows for tests: each factory gives a valid row, and a test names only what it is about."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from apps.skills.models import Domain, Outcome, Prerequisite, Resource, Role, Skill
from apps.users.models import User

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"learner{n}@example.org")
    name = "Mira Okafor"

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, password=PASSWORD, **kwargs)


class DomainFactory(DjangoModelFactory[Domain]):
    class Meta:
        model = Domain

    slug = factory.Sequence(lambda n: f"domain-{n}")
    code = factory.Sequence(lambda n: f"{n:03d}")
    name = factory.Sequence(lambda n: f"Domain {n}")
    short = factory.LazyAttribute(lambda domain: domain.name)
    summary = "What belongs together."
    position = factory.Sequence(int)


class SkillFactory(DjangoModelFactory[Skill]):
    class Meta:
        model = Skill

    slug = factory.Sequence(lambda n: f"skill-{n}")
    name = factory.Sequence(lambda n: f"Skill {n}")
    short = factory.LazyAttribute(lambda skill: skill.name[:22])
    domain = factory.SubFactory(DomainFactory)
    summary = "Do the thing well."
    level = "foundation"
    ml_weight = 0.5
    minutes = 300
    ageing = "medium"
    position = factory.Sequence(int)


class OutcomeFactory(DjangoModelFactory[Outcome]):
    class Meta:
        model = Outcome

    skill = factory.SubFactory(SkillFactory)
    slug = factory.Sequence(lambda n: f"outcome-{n}")
    text = factory.Sequence(lambda n: f"Do the thing number {n} without help")
    position = factory.Sequence(int)


class PrerequisiteFactory(DjangoModelFactory[Prerequisite]):
    class Meta:
        model = Prerequisite

    skill = factory.SubFactory(SkillFactory)
    needs = factory.SubFactory(SkillFactory)
    encompasses = 0.5


class ResourceFactory(DjangoModelFactory[Resource]):
    class Meta:
        model = Resource

    skill = factory.SubFactory(SkillFactory)
    title = factory.Sequence(lambda n: f"Resource {n}")
    url = factory.Sequence(lambda n: f"https://docs.example.org/{n}")
    provider = "Example"
    kind = "docs"
    minutes = 60
    free = True
    address_check = "unchecked"
    position = factory.Sequence(int)


class RoleFactory(DjangoModelFactory[Role]):
    class Meta:
        model = Role

    slug = factory.Sequence(lambda n: f"role-{n}")
    name = factory.Sequence(lambda n: f"Role {n}")
    summary = "Does the work."
    band_low = 0.43
    band_high = 0.55
    position = factory.Sequence(int)
