"""How few questions set-up asks: simulated learners answer it over the built-in catalogue."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from apps.curricula.logic.setup import NEW, SEEN, TEACH, USE, Subject, Survey, inferred, next_questions
from apps.skills.gateways.catalogue_files import read
from apps.skills.logic.catalogue.entries import DomainEntry, RoleEntry, SkillEntry
from apps.skills.logic.graph import LEVELS, Placed, role_skills

CONTENT: Final = Path(__file__).resolve().parent.parent / "content"
SEEDS: Final = range(20)
Say = Callable[["Asked", random.Random], int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A skill as a simulated learner sees it."""

    number: int
    entry: SkillEntry
    needs: tuple[int, ...]

    @property
    def step(self) -> int:
        """How advanced it is, from 0."""
        return LEVELS.index(self.entry.level)


@dataclass(frozen=True, slots=True)
class Result:
    """One learner's way through set-up."""

    learner: str
    questions: int
    pages: int
    skills: int  # that the role asks for
    right: float  # share of what was inferred that agrees on whether the skill is held


def main() -> None:
    """Print how many questions are asked of whom."""
    results = measure()
    print("learner           questions (median, most)  pages  of skills  inferred right")
    for name in LEARNERS:
        mine = [result for result in results if result.learner == name]
        print(
            f"{name:<17} {median(r.questions for r in mine):>6.1f} {max(r.questions for r in mine):>12}"
            f" {median(r.pages for r in mine):>11.1f} {median(r.skills for r in mine):>8.1f}"
            f" {sum(r.right for r in mine) / len(mine):>12.0%}"
        )
    print(f"{'all':<17} {median(r.questions for r in results):>6.1f}")


def measure() -> list[Result]:
    """Return the way of every kind of learner through set-up, for each role and twenty seeds."""
    skills, surveys = _catalogue()
    return [
        _way(name, _truth(say, skills, random.Random(seed)), survey)  # noqa: S311 - a simulation
        for name, say in LEARNERS.items()
        for survey in surveys
        for seed in SEEDS
    ]


def _way(name: str, truth: Mapping[int, int], survey: Survey) -> Result:
    answers: dict[int, int] = {}
    pages = 0
    while questions := next_questions(answers, survey=survey):
        answers |= {skill: truth[skill] for skill in questions}
        pages += 1
    guessed = inferred(answers, survey=survey)
    right = sum((level >= USE) == (truth[skill] >= USE) for skill, level in guessed.items())
    return Result(name, len(answers), pages, len(survey.subjects), right / len(guessed) if guessed else 1.0)


def _truth(say: Say, skills: Mapping[int, Asked], dice: random.Random) -> dict[int, int]:
    """Return what a learner would answer, skill by skill from the ground up.

    Nobody uses what rests on something they have only seen, or has seen what rests on something
    new; the wayward learner is the exception.
    """
    said: dict[int, int] = {}
    for skill in skills.values():
        level = say(skill, dice)
        lowest = min((said[need] for need in skill.needs), default=TEACH)
        bounded = NEW if lowest == NEW else min(level, SEEN) if lowest == SEEN else level
        said[skill.number] = level if say is _wayward else bounded
    return said


def _novice(skill: Asked, dice: random.Random) -> int:
    return SEEN if skill.step == 0 and dice.random() < 0.1 else NEW


def _ml_engineer(skill: Asked, dice: random.Random) -> int:
    return _one_sided(skill.entry.ml_weight, skill, dice)


def _devops_engineer(skill: Asked, dice: random.Random) -> int:
    return _one_sided(1 - skill.entry.ml_weight, skill, dice)


def _one_sided(near: float, skill: Asked, dice: random.Random) -> int:
    return max(NEW, min(TEACH, round(3.2 * near - 0.9 * skill.step + dice.gauss(0, 0.5))))


def _expert(_skill: Asked, dice: random.Random) -> int:
    return dice.choices([SEEN, USE, TEACH], [3, 57, 40])[0]


def _in_between(_skill: Asked, dice: random.Random) -> int:
    return dice.choices([NEW, SEEN, USE, TEACH], [2, 1, 2, 1])[0]


def _wayward(_skill: Asked, dice: random.Random) -> int:
    return dice.randint(NEW, TEACH)


LEARNERS: Final[dict[str, Say]] = {
    "novice": _novice,
    "ML engineer": _ml_engineer,
    "DevOps engineer": _devops_engineer,
    "expert": _expert,
    "in between": _in_between,
    "at random": _wayward,
}


def _catalogue() -> tuple[dict[int, Asked], list[Survey]]:
    """Return the skills from the ground up, and the survey of each role."""
    sheet = read(CONTENT)
    entries = sheet.entries("skills", SkillEntry)
    order = {domain.id: place for place, domain in enumerate(sheet.entries("domains", DomainEntry))}
    numbers = {
        skill.id: number for number, skill in enumerate(sorted(entries, key=lambda s: order[s.domain]))
    }
    asked = {
        numbers[skill.id]: Asked(numbers[skill.id], skill, tuple(numbers[p.id] for p in skill.prerequisites))
        for skill in entries
    }
    return dict(_from_the_ground(asked)), [_survey(role, asked) for role in sheet.entries("roles", RoleEntry)]


def _from_the_ground(asked: Mapping[int, Asked]) -> Iterator[tuple[int, Asked]]:
    done: set[int] = set()
    while len(done) < len(asked):
        for number, skill in asked.items():
            if number not in done and done.issuperset(skill.needs):
                done.add(number)
                yield number, skill


def _survey(role: RoleEntry, asked: Mapping[int, Asked]) -> Survey:
    placed = [Placed(s.entry.id, s.entry.domain, s.entry.level, s.number) for s in asked.values()]
    needs = {s.entry.id: tuple(p.id for p in s.entry.prerequisites) for s in asked.values()}
    wanted = role_skills(placed, targets=role.target_mastery, needs=needs)
    subjects = [
        Subject(s.number, s.entry.domain, s.entry.level, s.number)
        for s in asked.values()
        if s.entry.id in wanted
    ]
    return Survey.over(subjects, needs={s.number: s.needs for s in asked.values()})
