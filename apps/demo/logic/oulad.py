"""Turns submissions of real students into logs; content/demo/oulad/README.md says what of them is real."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PASS_MARK: Final = 40  # of the Open University
# Presentations named J begin in October; days count from there.
BEGINS: Final = {"2013J": date(2013, 10, 1), "2014J": date(2014, 10, 1)}
KINDS: Final = {"TMA": "built", "CMA": "applied"}


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment of a module in one presentation."""

    id: int
    module: str
    presentation: str
    kind: str  # TMA, marked by a tutor, or CMA, by a computer
    day: int  # due, counted from the beginning of the presentation
    weight: float  # per cent


@dataclass(frozen=True, slots=True)
class Submission:
    """What a student handed in."""

    student: int
    assessment: int
    day: int  # counted from the beginning of the presentation; before it where negative
    score: int  # 0 to 100
    carried_over: bool = False  # from an earlier presentation, not worked on in this one


@dataclass(frozen=True, slots=True)
class Sitting:
    """One line of a log."""

    skill: str
    day: date
    minutes: int
    kind: str
    note: str
    score: int


def logs(
    submissions: Iterable[Submission],
    *,
    assessments: Sequence[Assessment],
    paths: Mapping[str, Sequence[str]],
    ends: date,
) -> dict[int, list[Sitting]]:
    """Return each student's log, both in ascending order; the last submission of all falls on `ends`.

    `paths` gives the skills of a module in the order of its assessments. Raises KeyError for a
    submission to an unknown assessment, IndexError where a path is too short.
    """
    by_id = {each.id: each for each in assessments}
    places = _places(assessments)
    handed_in = [(BEGINS[by_id[s.assessment].presentation] + timedelta(days=s.day), s) for s in submissions]
    shift = ends - max((day for day, _ in handed_in), default=ends)
    found = defaultdict[int, list[Sitting]](list)
    for day, submission in sorted(handed_in, key=lambda pair: (pair[1].student, pair[0], pair[1].assessment)):
        about = by_id[submission.assessment]
        place = places[about.id]
        found[submission.student].append(
            Sitting(
                skill=paths[about.module][place],
                day=day + shift,
                minutes=minutes(about),
                kind=_kind(submission, about),
                note=_note(submission, about, place),
                score=submission.score,
            )
        )
    return dict(found)


def _kind(submission: Submission, about: Assessment) -> str:
    """Return the kind of evidence: work that failed or was carried over is a course that was attended."""
    worked = submission.score >= PASS_MARK and not submission.carried_over
    return KINDS[about.kind] if worked else "course"


def _note(submission: Submission, about: Assessment, place: int) -> str:
    carried = ", carried over" if submission.carried_over else ""
    return (
        f"{about.kind} {place + 1} of {about.module} {about.presentation}, score {submission.score}{carried}"
    )


def minutes(about: Assessment) -> int:
    """Return the minutes that an assessment is taken to have cost: the data has none."""
    return round((60 + 6 * about.weight) / 15) * 15


def outcomes_shown(score: int, *, many: int) -> int:
    """Return how many of a skill's outcomes a score of 0 to 100 stands for."""
    return score * many // 100


def _places(assessments: Sequence[Assessment]) -> dict[int, int]:
    """Return the place of each assessment in its presentation, by due day, from 0."""
    groups = defaultdict[tuple[str, str], list[Assessment]](list)
    for each in sorted(assessments, key=lambda one: (one.day, one.id)):
        groups[each.module, each.presentation].append(each)
    return {each.id: place for group in groups.values() for place, each in enumerate(group)}
