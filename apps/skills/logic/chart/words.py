"""The words on the chart that are not the catalogue's own: handed in, so that they can be translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

STATES: Final = ("locked", "ready", "learning", "fresh", "fading", "faded")


@dataclass(frozen=True, slots=True)
class Words:
    """What the chart says beside names; none of it may hold markup."""

    states: Mapping[str, str] = field(default_factory=lambda: {state: state for state in STATES})
    step: str = "Step {number} of your course."
    domain: str = "Domain"
    first_column: str = "Start here"
    column: str = "Stage {number}"
    chart: str = "Skill chart: {number} skills; arrow keys move between them, Enter opens one"


ENGLISH: Final = Words()
