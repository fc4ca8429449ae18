"""What each kind of evidence is worth: the table from kind to grade and weight, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TABLE_VERSION: Final = 2  # goes up with every change below; states are then replayed

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4

# Groups in the order in which a day's events are applied. One event a group, skill and day:
# logging the same sitting twice must not count twice.
TOOK_IN, DID, IMPLIED, CERTIFIED, CHECKED = "took in", "did", "implied", "certified", "checked"
GROUPS: Final = (TOOK_IN, DID, IMPLIED, CERTIFIED, CHECKED)


@dataclass(frozen=True, slots=True)
class Worth:
    """How one kind of evidence enters the memory model."""

    group: str
    grade: int
    weight: float
    verified: bool

    @property
    def success(self) -> bool:
        """Whether the skill was there when it was called for."""
        return self.grade > AGAIN


_DONE = Worth(DID, GOOD, 0.5, verified=False)
_TAKEN_IN = Worth(TOOK_IN, HARD, 0.5, verified=False)
_COVERED = Worth(CERTIFIED, EASY, 1.0, verified=True)

TABLE: Final[dict[str, Worth]] = {
    "built": _DONE,
    "applied": _DONE,
    "explained": _DONE,
    "presented": _DONE,
    "paired": _DONE,
    "reviewed": _DONE,
    "wrote": _DONE,
    "read": _TAKEN_IN,
    "watched": _TAKEN_IN,
    "course": _TAKEN_IN,
    "attended": _TAKEN_IN,
    "community": _TAKEN_IN,
    "certified": _COVERED,
    "accepted": _COVERED,  # a lab, by a reviewer
}
# Kinds that cover a skill whole and hold it.
COVERS: Final = frozenset(kind for kind, worth in TABLE.items() if worth is _COVERED)
OUTCOME: Final = _DONE  # an outcome ticked is something done that day


def worth(kind: str, *, grade: int | None = None) -> Worth:
    """Return what a kind is worth; a check brings its own grade, 1 to 4.

    Raises KeyError for a kind outside the table, ValueError for a check without a grade.
    """
    if kind == "checked":
        if grade is None:
            message = "a check has a grade"
            raise ValueError(message)
        return Worth(CHECKED, grade, 1.0, verified=True)
    return TABLE[kind]


def implied(factor: float) -> Worth:
    """Return the worth of practice implied by a success elsewhere: always good, as weighty as its factor.

    Whatever the cause was, nobody checked this skill itself: it stays unverified.
    """
    return Worth(IMPLIED, GOOD, factor, verified=False)


def day_of_checks(answers: list[Worth]) -> Worth:
    """Return the one event that a day's answers on a skill make.

    The mean of again 0 … easy 3, rounded down. A lone answer keeps its own weight; several
    answers speak in full. Raises ZeroDivisionError without answers.
    """
    mean = sum(answer.grade - AGAIN for answer in answers) // len(answers)
    weight = answers[0].weight if len(answers) == 1 else 1.0
    return Worth(CHECKED, AGAIN + mean, weight, verified=True)
