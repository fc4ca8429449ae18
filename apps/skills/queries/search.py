"""Finds skills and resources by what people type: beginnings of words, and words nearly right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add, and_
from typing import Any, Final

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Case, Exists, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from apps.skills.logic.asking import FUZZY_FROM, Question, beginning, question, swapped
from apps.skills.models import FormerSlug, Resource, Skill

SUGGESTED: Final = 8
FOUND: Final = 10
NEARLY: Final = 0.5  # trigrams that a word must share with one that it may be


@dataclass(frozen=True, slots=True)
class SkillHit:
    """A skill that was found."""

    id: int
    slug: str
    name: str
    domain: str  # code
    summary: str


@dataclass(frozen=True, slots=True)
class ResourceHit:
    """A resource that was found, with the first skill it serves."""

    id: int
    title: str
    url: str
    provider: str
    kind: str
    minutes: int
    skill: str  # slug
    skill_name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a question, best first."""

    skills: tuple[SkillHit, ...]
    resources: tuple[ResourceHit, ...]


def find(text: str, *, limit: int = FOUND) -> Found:
    """Return the skills and resources that a text may mean, at most `limit` of each.

    Every word must begin a word of the skill (name, tools, keywords, summary, an id of old) or of
    the resource (title, provider), or nearly be one. Two SQL statements; none for a text without
    letters and digits. Of a long text the first hundred characters count.
    """
    asked = question(text)
    if not asked.words:
        return Found((), ())
    return Found(_skills(asked, limit), _resources(asked, limit))


def suggest_skills(text: str, *, limit: int = SUGGESTED) -> tuple[SkillHit, ...]:
    """Return the skills that a text may mean, best first, in one SQL statement; see find."""
    asked = question(text)
    return _skills(asked, limit) if asked.words else ()


def _skills(asked: Question, limit: int) -> tuple[SkillHit, ...]:
    rows: QuerySet[Skill] = Skill.objects.current().alias(near=TrigramWordSimilarity(asked.text, "words"))
    for at, word in enumerate(asked.words):
        rows = rows.alias(**{f"near_{at}": TrigramWordSimilarity(word, "words")})
    former = Exists(FormerSlug.objects.filter(skill=OuterRef("pk"), slug__contains=asked.slug))
    sure = _every(_begins("words", word) | _begins("summary", word) for word in asked.words) | former
    meant = _every(_like("words", word, f"near_{at}") for at, word in enumerate(asked.words))
    if len(asked.words) > 1:
        meant |= Q(near__gte=NEARLY)
    found = rows.filter(sure | meant).alias(score=_skill_score(asked)).annotate(sure=_one_if(sure))
    values = found.order_by("-sure", "-score", "position", "id").values_list(
        "sure", "id", "slug", "name", "domain__code", "summary"
    )
    return tuple(SkillHit(*row) for row in _surest(values[:limit]))


def _surest(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows without their first value; near ones only where there is none that is sure."""
    rows = list(rows)
    best = rows[0][0] if rows else 0
    return (row[1:] for row in rows if row[0] == best)


def _every(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _begins(field: str, word: str) -> Q:
    return Q(**{f"{field}__iregex": beginning(word)})


def _like(field: str, word: str, near: str) -> Q:
    if len(word) < FUZZY_FROM:
        return _begins(field, word)
    near_enough = Q(**{f"{near}__gte": NEARLY})
    return _begins(field, word) | Q(**{f"{field}__iregex": swapped(word)}) | near_enough


def _skill_score(asked: Question) -> Combinable:
    """Weigh the whole text over words, names over tools, and both over being near."""
    names = [_one_if(_begins("name", w)) + _one_if(_begins("short", w)) for w in asked.words]
    words = [_one_if(_begins("words", word)) for word in asked.words]
    whole = _one_if(Q(name__istartswith=asked.text)) + _one_if(Q(slug=asked.slug))
    near = TrigramWordSimilarity(asked.text, "words") + TrigramSimilarity("short", asked.text)
    every = Value(float(len(asked.words)))
    return reduce(add, names) / every + reduce(add, words) / every + whole + near


def _one_if(condition: Q | Combinable) -> Combinable:
    return Case(When(condition, then=Value(1.0)), default=Value(0.0), output_field=FloatField())


def _resources(asked: Question, limit: int) -> tuple[ResourceHit, ...]:
    rows: QuerySet[Resource] = Resource.objects.current().filter(skill__retired_at__isnull=True)
    for at, word in enumerate(asked.words):
        title, provider = f"title_{at}", f"provider_{at}"
        rows = rows.alias(
            **{title: TrigramWordSimilarity(word, "title"), provider: TrigramWordSimilarity(word, "provider")}
        ).filter(_like("title", word, title) | _like("provider", word, provider))
    # One address may serve several skills; it is told once, with the first of them.
    first = rows.order_by("url", "skill__position", "id").distinct("url")
    sure = _every(_begins("title", word) | _begins("provider", word) for word in asked.words)
    score = TrigramWordSimilarity(asked.text, "title") + _one_if(Q(title__istartswith=asked.text))
    best = Resource.objects.filter(pk__in=first.values("pk")).alias(score=score).annotate(sure=_one_if(sure))
    values = best.order_by("-sure", "-score", "title", "id").values_list(
        "sure", "id", "title", "url", "provider", "kind", "minutes", "skill__slug", "skill__name"
    )
    return tuple(ResourceHit(*row) for row in _surest(values[:limit]))
