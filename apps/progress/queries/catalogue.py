"""What a write to the log asks of the catalogue."""

from __future__ import annotations

from collections import defaultdict

from apps.skills.logic.graph import flow
from apps.skills.models import Prerequisite, Skill


def practised_by(skill_id: int) -> dict[int, float] | None:
    """Return how far practising a skill practises each one under it, or None outside the catalogue."""
    if not Skill.objects.current().filter(pk=skill_id).exists():
        return None
    below: defaultdict[str, dict[str, float]] = defaultdict(dict)
    edges = Prerequisite.objects.filter(skill__retired_at=None, needs__retired_at=None)
    for upper, lower, weight in edges.values_list("skill_id", "needs_id", "encompasses"):
        below[str(upper)][str(lower)] = weight
    return {int(skill): share for skill, share in flow(str(skill_id), below=below).items()}
