"""The lab of a skill: what one builds on one's own machine, and how one sees that it worked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.curricula.queries.skill import card_of
from apps.skills.models import Lab
from apps.skills.queries import SkillCard, snapshot


class LabNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """The skill has no lab."""


@dataclass(frozen=True, slots=True)
class LabStep:
    """What to do, and the commands or code that do it, where there are any."""

    do: str
    code: str


@dataclass(frozen=True, slots=True)
class LabPage:
    """Everything the page of a lab prints."""

    id: int
    card: SkillCard
    domain: str
    title: str
    minutes: int
    tools: tuple[str, ...]
    summary: str
    steps: tuple[LabStep, ...]
    check_do: str
    check_expect: str
    proof: str
    note: str  # what the log says of it until one writes something better


def lab_page(slug: str) -> LabPage:
    """Return the page of a skill's lab in two statements.

    Raises SkillNotFound, SkillMoved for a former slug, and LabNotFound.
    """
    catalogue = snapshot()
    card = card_of(catalogue, slug)
    row = Lab.objects.current().filter(skill_id=card.id).first()
    if row is None:
        raise LabNotFound(slug)
    return LabPage(
        id=row.pk,
        card=card,
        domain=next(domain.name for domain in catalogue.domains if domain.code == card.domain),
        title=row.title,
        minutes=row.minutes,
        tools=tuple(row.tools),
        summary=row.summary,
        steps=tuple(LabStep(step["do"], step["code"]) for step in row.steps),
        check_do=row.check_do,
        check_expect=row.check_expect,
        proof=row.proof,
        note=_("Lab: %(title)s") % {"title": row.title},
    )
