"""What a write to the log asks of the catalogue."""

from __future__ import annotations

from apps.skills.logic.graph import flow
from apps.skills.queries import snapshot


def practised_by(skill_id: int) -> dict[int, float] | None:
    """Return how far practising a skill practises each one under it, or None outside the catalogue."""
    skills = snapshot().skills
    if skill_id not in skills:
        return None
    return flow(skill_id, below={pk: card.encompasses for pk, card in skills.items()})
