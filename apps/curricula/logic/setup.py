"""The two-minute self-assessment: what to ask next, and what the answers say about all the rest.

Answers are levels: 0 new, 1 seen it, 2 use it, 3 teach it. Who uses a skill uses what it needs;
to whom a skill is new, what rests on it is new. So one question can settle many skills.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apps.skills.logic.graph import everything_needed

NEW, SEEN, USE, TEACH = 0, 1, 2, 3
QUESTIONS_A_PAGE, DOMAINS_A_PAGE = 8, 2

# How often a skill of a level is in use, before anything is known of the learner.
_PRIOR: Final = {"foundation": 0.6, "practitioner": 0.4, "advanced": 0.25}
_PRIOR_WEIGHT = 1.0  # as much as one answer
_ELSEWHERE = 0.3  # what an answer in one domain says of another, against one in the domain itself


@dataclass(frozen=True, slots=True)
class Subject:
    """A skill that may be asked about."""

    skill: int
    domain: str
    level: str
    place: int  # in the catalogue


@dataclass(frozen=True, slots=True)
class Survey:
    """The skills a role asks for, each with all that it rests on and all that rests on it."""

    subjects: Mapping[int, Subject]
    below: Mapping[int, frozenset[int]]
    above: Mapping[int, frozenset[int]]

    @classmethod
    def over(cls, subjects: Iterable[Subject], *, needs: Mapping[int, Iterable[int]]) -> Survey:
        """Return the survey of some skills; what they need outside of them is left out."""
        mine = {subject.skill: subject for subject in subjects}
        named = {str(skill): [str(need) for need in needs.get(skill, ())] for skill in needs}
        below = {
            skill: frozenset(int(n) for n in everything_needed([str(skill)], needs=named))
            & mine.keys() - {skill}
            for skill in mine
        }
        above: dict[int, set[int]] = defaultdict(set)
        for skill, lower in below.items():
            for one in lower:
                above[one].add(skill)
        return cls(mine, below, {skill: frozenset(above[skill]) for skill in mine})


@dataclass(frozen=True, slots=True)
class Page:
    """Questions that are asked together: none of them could settle another."""

    number: int  # from 1
    questions: tuple[int, ...]
    settled: int  # skills that the pages before it settled


def inferred(answers: Mapping[int, int], *, survey: Survey) -> dict[int, int]:
    """Return what answers say of the skills that have none: 2 (use it) or 0 (new).

    Where one answer says *use it* and another *new*, use wins: a person who works on top of a
    skill works with it. An answer itself is never in the result, so it always stands.
    """
    said: dict[int, int] = {}
    for skill, level in answers.items():
        if level == NEW:
            said.update(dict.fromkeys(survey.above.get(skill, ()), NEW))
    for skill, level in answers.items():
        if level >= USE:
            said.update(dict.fromkeys(survey.below.get(skill, ()), USE))
    return {skill: level for skill, level in said.items() if skill not in answers}


def next_questions(answers: Mapping[int, int], *, survey: Survey) -> tuple[int, ...]:
    """Return the skills to ask about now, at most eight from at most two domains; empty when all is settled.

    In each domain the skill comes first whose answer is expected to settle most; the domain of
    the best question comes first. No two questions of a page lie above one another, since the
    answer to one may make the other needless.
    """
    settled = {*answers, *inferred(answers, survey=survey)}
    open_ = survey.subjects.keys() - settled
    worth = _worth(open_, answers, survey)
    asked: list[int] = []
    domains: list[str] = []
    for skill in sorted(open_, key=lambda s: (-worth[s], survey.subjects[s].place)):
        domain = survey.subjects[skill].domain
        if domain not in domains and len(domains) < DOMAINS_A_PAGE:
            domains.append(domain)
        unrelated = survey.below[skill].isdisjoint(asked) and survey.above[skill].isdisjoint(asked)
        if domain in domains and unrelated and len(asked) < QUESTIONS_A_PAGE:
            asked.append(skill)
    return tuple(sorted(asked, key=lambda s: (domains.index(survey.subjects[s].domain), -worth[s], s)))


def pages(said: Mapping[int, int], *, survey: Survey) -> Iterator[Page]:
    """Yield the pages that lead to what was said, and then the first page with an open question.

    The way through the questions follows from the answers alone: nothing else needs to be kept
    to come back to any page of it, also months later.
    """
    answers: dict[int, int] = {}
    number = 1
    while questions := next_questions(answers, survey=survey):
        settled = len(answers) + len(inferred(answers, survey=survey))
        yield Page(number, questions, settled)
        if any(skill not in said for skill in questions):
            return
        answers.update({skill: said[skill] for skill in questions})
        answers.update(_waved_through(answers, said, survey))
        number += 1


def all_new(domain: str, answers: Mapping[int, int], *, survey: Survey) -> dict[int, int]:
    """Return *new* for every skill of a domain that the answers leave open."""
    settled = {*answers, *inferred(answers, survey=survey)}
    return {
        skill: NEW
        for skill, subject in survey.subjects.items()
        if subject.domain == domain and skill not in settled
    }


def changes(
    answers: Mapping[int, int], stored: Mapping[int, tuple[int, bool]], *, survey: Survey
) -> dict[int, tuple[int, bool]]:
    """Return what has to be written: skill to (level, inferred), only where it differs from what is stored.

    What was inferred and no longer follows goes back to *new*. A skill that is inferred to be new
    and has nothing stored needs no row: new is what every skill is at first.
    """
    wanted = {skill: (level, True) for skill, level in inferred(answers, survey=survey).items()}
    wanted |= {skill: (NEW, True) for skill, (_, guess) in stored.items() if guess and skill not in wanted}
    wanted |= {skill: (level, False) for skill, level in answers.items()}
    return {skill: entry for skill, entry in wanted.items() if stored.get(skill, (NEW, True)) != entry}


def _waved_through(answers: Mapping[int, int], said: Mapping[int, int], survey: Survey) -> dict[int, int]:
    """Return what stands open in domains of which the learner said that all of it is new."""
    levels: dict[str, set[int]] = defaultdict(set)
    for skill, level in answers.items():
        levels[survey.subjects[skill].domain].add(level)
    waved: dict[int, int] = {}
    for domain, heard in levels.items():
        rest = all_new(domain, answers, survey=survey)
        if heard == {NEW} and all(said.get(skill) == NEW for skill in rest):
            waved |= rest
    return waved


def _worth(open_: Iterable[int], answers: Mapping[int, int], survey: Survey) -> dict[int, float]:
    """Return how many open skills each question is expected to settle."""
    waiting = frozenset(open_)
    used = _Use.after(answers, survey)
    worth = {}
    for skill in waiting:
        chance = used.chance(survey.subjects[skill])
        lower, upper = len(survey.below[skill] & waiting), len(survey.above[skill] & waiting)
        worth[skill] = 1 + chance * lower + (1 - chance) * upper
    return worth


@dataclass(frozen=True, slots=True)
class _Use:
    """How many of the skills asked about are in use, by domain and in all."""

    asked: Mapping[str, int]
    used: Mapping[str, int]

    @classmethod
    def after(cls, answers: Mapping[int, int], survey: Survey) -> _Use:
        asked: dict[str, int] = defaultdict(int)
        used: dict[str, int] = defaultdict(int)
        for skill, level in answers.items():
            if (subject := survey.subjects.get(skill)) is not None:
                asked[subject.domain] += 1
                used[subject.domain] += level >= USE
        return cls(asked, used)

    def chance(self, subject: Subject) -> float:
        """Return the chance, 0 to 1, that a skill is in use."""
        here, yes = self.asked.get(subject.domain, 0), self.used.get(subject.domain, 0)
        elsewhere, yes_elsewhere = sum(self.asked.values()) - here, sum(self.used.values()) - yes
        weight = _PRIOR_WEIGHT + here + _ELSEWHERE * elsewhere
        return (_PRIOR[subject.level] * _PRIOR_WEIGHT + yes + _ELSEWHERE * yes_elsewhere) / weight
