"""What the catalogue calls the things that the demo world names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from apps.demo.logic.world import Person, World
from apps.skills.models import Certification, Outcome
from apps.skills.queries import snapshot


@dataclass(frozen=True, slots=True)
class Names:
    """Rows of the catalogue by what files call them."""

    skills: Mapping[str, int]
    outcomes: Mapping[tuple[str, str], int]  # by the slugs of skill and outcome
    many: Mapping[int, int]  # outcomes of a skill
    roles: frozenset[str]
    certifications: Mapping[str, int]


def names() -> Names:
    """Return what the current catalogue names; three statements where nothing changed."""
    catalogue = snapshot()
    current = Outcome.objects.current().filter(skill__retired_at=None)
    rows = {(skill, slug): pk for skill, slug, pk in current.values_list("skill__slug", "slug", "pk")}
    many = Counter(catalogue.by_slug[skill] for skill, _ in rows)
    roles = frozenset(role.slug for role in catalogue.roles.values())
    certifications = dict(Certification.objects.current().values_list("slug", "pk"))
    return Names(catalogue.by_slug, rows, many, roles, certifications)


def unknown(world: World, *, known: Names) -> list[str]:
    """Return what a world names and the catalogue does not, each once, in the order of the world."""
    return list(dict.fromkeys(name for person in world.people for name in _strange(person, known)))


def _strange(person: Person, known: Names) -> Iterator[str]:
    if person.role and person.role not in known.roles:
        yield f"role {person.role}"
    said = [*person.knows.levels(), *(entry.skill for entry in person.entries)]
    yield from (f"skill {slug}" for slug in said if slug not in known.skills)
    shown = [(entry.skill, outcome) for entry in person.entries for outcome in entry.shows]
    yield from (f"outcome {skill}/{slug}" for skill, slug in shown if (skill, slug) not in known.outcomes)
    earned = [certificate.certification for certificate in person.certificates]
    yield from (f"certification {slug}" for slug in earned if slug not in known.certifications)
