"""What a line of text, or a link, is understood to mean for one learner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from apps.progress.logic.links import same_page
from apps.progress.logic.quickadd import Parsed, asked_words, choose, parse
from apps.progress.logic.standing import Standing, State, untouched_state
from apps.progress.queries.standings import standings
from apps.skills.models import Resource
from apps.skills.queries import SkillCard, Snapshot, snapshot, suggest_skills
from apps.users.models import User

CHOICES_MOST = 6
KIND_OF_RESOURCE = {
    "docs": "read",
    "course": "course",
    "book": "read",
    "article": "read",
    "video": "watched",
    "lab": "built",
}


@dataclass(frozen=True, slots=True)
class SkillOption:
    """A skill that somebody may mean, and where they stand with it."""

    id: int
    slug: str
    name: str
    code: str
    state: State
    due_on: date | None  # of a held skill


@dataclass(frozen=True, slots=True)
class Understood:
    """A line of text with the skill it means: certain, or a choice."""

    parsed: Parsed
    skill: SkillOption | None
    options: tuple[SkillOption, ...]  # what it may mean instead, likeliest first

    @property
    def suggestions(self) -> tuple[tuple[SkillOption, str], ...]:
        """What to offer while somebody types, each with the line that choosing it makes."""
        offered = () if self.parsed.named or self.skill is None else (self.skill,)
        return tuple((option, self.parsed.naming(option.name)) for option in (*offered, *self.options))


def understand(text: str, *, learner: User, today: date, chosen: int | None = None) -> Understood:
    """Return what a line means; a skill that was chosen by id is certain.

    Five SQL statements at most: catalogue, standings, resources under the link, and skills by their words.
    """
    catalogue = snapshot()
    names = _names(catalogue)
    parsed = parse(text, today=today, names=names)
    stand = standings(learner, today=today)
    served, kind = _resources(parsed.link, catalogue)
    if kind and (parsed.kind is None or parsed.kind_proposed):
        parsed = replace(parsed, kind=kind, kind_proposed=True)
    sure = chosen if chosen in catalogue.skills else names.get(parsed.skill.lower())
    may_be: tuple[int, ...] = ()
    if sure is None:
        sure, may_be = _meant(parsed, served, catalogue)
    options = tuple(_option(catalogue.skills[pk], catalogue, stand) for pk in may_be[:CHOICES_MOST])
    skill = _option(catalogue.skills[sure], catalogue, stand) if sure is not None else None
    return Understood(parsed, skill, options)


def understand_name(
    words: str, *, learner: User, today: date, chosen: int | None = None
) -> tuple[SkillOption | None, tuple[SkillOption, ...]]:
    """Return the skill that some words name, or those they may; three SQL statements at most."""
    catalogue = snapshot()
    named = skill_named(words, catalogue)
    sure = chosen if chosen in catalogue.skills else named.id if named else None
    may_be: tuple[int, ...] = ()
    if sure is None:
        sure, may_be = _meant(Parsed(words, skill=words), (), catalogue)
    stand = standings(learner, today=today)
    options = tuple(_option(catalogue.skills[pk], catalogue, stand) for pk in may_be[:CHOICES_MOST])
    return _option(catalogue.skills[sure], catalogue, stand) if sure is not None else None, options


def skill_named(text: str, catalogue: Snapshot) -> SkillCard | None:
    """Return the skill that a name, or a slug of now or old, belongs to exactly."""
    asked = " ".join(text.lower().split())
    found = _names(catalogue).get(asked) or catalogue.by_slug.get(asked) or catalogue.former.get(asked)
    return catalogue.skills.get(found) if found is not None else None


def _meant(
    parsed: Parsed, served: tuple[int, ...], catalogue: Snapshot
) -> tuple[int | None, tuple[int, ...]]:
    """Return the skill that words and link leave no doubt about, and else those that it may be."""
    if not parsed.skill:
        return (served[0], ()) if len(served) == 1 else (None, served)
    hits = suggest_skills(" ".join(asked_words(parsed.skill)), limit=CHOICES_MOST)
    found = dict.fromkeys([*served, *(hit.id for hit in hits if hit.id in catalogue.skills)])
    cards = {pk: catalogue.skills[pk] for pk in found}
    match = choose(parsed.skill, {pk: (card.name, card.short, *card.tools) for pk, card in cards.items()})
    return match.sure, match.choices


def _resources(link: str, catalogue: Snapshot) -> tuple[tuple[int, ...], str | None]:
    """Return the skills that a known resource serves, and the kind of evidence that its use is."""
    if not link:
        return (), None
    rows = Resource.objects.current().filter(url__in=same_page(link)).order_by("skill__position")
    found = [(pk, kind) for pk, kind in rows.values_list("skill_id", "kind") if pk in catalogue.skills]
    return tuple(dict.fromkeys(pk for pk, _ in found)), KIND_OF_RESOURCE[found[0][1]] if found else None


def _option(card: SkillCard, catalogue: Snapshot, stand: dict[int, Standing]) -> SkillOption:
    mine = stand.get(card.id)
    if mine is not None:
        state, due = mine.state, mine.due_on if mine.held else None
    else:
        held = all(pk in stand and stand[pk].held for pk in card.needs if pk in catalogue.skills)
        state, due = untouched_state(needs_held=held), None
    return SkillOption(card.id, card.slug, card.name, card.domain, state, due)


def _names(catalogue: Snapshot) -> dict[str, int]:
    if catalogue.id == 0:  # before the first import nothing stays the same
        return _names_of(tuple(catalogue.skills.values()))
    return _kept_names(_ById(catalogue.id, catalogue))


class _ById:
    """A snapshot that is known by the id of its import, so that a cache need not compare all of it."""

    def __init__(self, pk: int, catalogue: Snapshot) -> None:
        self.pk, self.catalogue = pk, catalogue

    def __hash__(self) -> int:
        return self.pk

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.pk == other.pk


@lru_cache(maxsize=2)
def _kept_names(of: _ById) -> dict[str, int]:
    return _names_of(tuple(of.catalogue.skills.values()))


def _names_of(cards: tuple[SkillCard, ...]) -> dict[str, int]:
    """Return the skill of each full name, in lower case.

    A short name is none of these: "kubernetes networking" must not be taken for the skill that
    the chart calls Kubernetes.
    """
    return {card.name.lower(): card.id for card in cards}
