"""What a self-assessment makes of a standing, before it is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from apps.progress.logic.replay import ASSESSED_DIFFICULTY, ASSESSED_STABILITY
from apps.progress.logic.standing import ASSESSED_COVERAGE, HELD_FROM_LEVEL, Standing


def claimed(
    skill: int, *, level: int, before: int, standing: Standing | None, today: date
) -> Standing | None:
    """Return the standing once a level (0 to 3) replaces the one before; None where nothing is left.

    What outcomes or certificates cover stays. A memory that holds better than the claim keeps its
    curve; otherwise the curve starts today.
    """
    proved = standing if standing is not None and standing.coverage > ASSESSED_COVERAGE[before] else None
    covered = max(ASSESSED_COVERAGE[level], proved.coverage if proved else 0.0)
    if covered == 0:
        return None
    held = level >= HELD_FROM_LEVEL or (proved is not None and proved.held)
    kept = _kept(standing, level=level) or _begun(skill, level=level, today=today)
    state = (kept.state if kept.held else "fresh") if held else "learning"
    return replace(kept, state=state, coverage=covered, held=held, mastery=covered * kept.retention)


def _kept(standing: Standing | None, *, level: int) -> Standing | None:
    """Return the standing whose curve outlasts the claim."""
    outlasts = standing is not None and standing.stability >= ASSESSED_STABILITY.get(level, 0.0)
    return standing if outlasts else None


def _begun(skill: int, *, level: int, today: date) -> Standing:
    return Standing(
        skill_id=skill,
        state="learning",
        coverage=0.0,
        held=False,
        verified=False,
        retention=1.0,
        mastery=0.0,
        stability=ASSESSED_STABILITY[level],
        difficulty=ASSESSED_DIFFICULTY,
        last_day=today,
        due_on=today,
        touched_on=today,
        model_id=0,  # of none: nothing is stored yet
    )
