"""What a write to the log asks of the catalogue."""

from __future__ import annotations

from collections.abc import Collection

from apps.skills.logic.graph import flow
from apps.skills.queries import snapshot


def practised_by(skill_id: int) -> dict[int, float] | None:
    """Return how far practising a skill practises each one under it, or None outside the catalogue."""
    return practised_by_each([skill_id]).get(skill_id)


def practised_by_each(skill_ids: Collection[int]) -> dict[int, dict[int, float]]:
    """Return the same for several skills, those outside the catalogue left out; one statement."""
    below = {pk: card.encompasses for pk, card in snapshot().skills.items()}
    return {skill: flow(skill, below=below) for skill in skill_ids if skill in below}
