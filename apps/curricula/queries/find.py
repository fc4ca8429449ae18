"""What Find answers: skills with where the learner stands, resources, things to do, pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core.dates import short_day
from apps.core.templatetags.evenkeel import percent
from apps.core.words import STATE_WORDS
from apps.curricula.logic.marking import Piece, answers, marked
from apps.curricula.queries.outlook import states_of
from apps.progress.logic.standing import Standing
from apps.progress.queries import standings
from apps.skills.models import ResourceKind
from apps.skills.queries import ResourceHit, SkillCard, Snapshot, find, snapshot
from apps.users.models import User

ASKED_MOST: Final = 100  # characters of a question
SKILLS_MOST, RESOURCES_MOST = 6, 4


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill that was found."""

    url: str
    name: tuple[Piece, ...]
    state: str
    says: str  # what its shape stands for here
    code: str


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """A resource that was found."""

    url: str
    title: tuple[Piece, ...]
    says: str
    minutes: int
    provider: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page, or something to do."""

    url: str
    name: str
    icon: str
    key: str  # that opens it; may be empty


@dataclass(frozen=True, slots=True)
class FindPage:
    """Everything that Find prints."""

    asked: str
    skills: tuple[SkillLine, ...]
    resources: tuple[ResourceLine, ...]
    acts: tuple[PageLine, ...]
    pages: tuple[PageLine, ...]

    @property
    def many(self) -> int:
        """How many lines there are."""
        return len(self.skills) + len(self.resources) + len(self.acts) + len(self.pages)


@dataclass(frozen=True, slots=True)
class _Place:
    """A page of the app, and the words people may look for it by."""

    name: Promise
    url: str  # its URL name
    icon: str
    key: str
    also: Promise


PLACES: Final = (
    _Place(
        gettext_lazy("Roadmap"), "roadmap", "map", "", pgettext_lazy("find", "chart next step balance heel")
    ),
    _Place(
        gettext_lazy("Other choices for the next step"),
        "next_choices",
        "list",
        "",
        pgettext_lazy("find", "later"),
    ),
    _Place(gettext_lazy("Log"), "log", "log", "l", pgettext_lazy("find", "history entries time week add")),
    _Place(gettext_lazy("Set-up"), "start", "check", "", pgettext_lazy("find", "role hours self-assessment")),
    _Place(
        gettext_lazy("Settings"),
        "settings",
        "key",
        "",
        pgettext_lazy("find", "account profile name time zone password e-mail target keys"),
    ),
    _Place(
        gettext_lazy("Help and keys"),
        "help",
        "info",
        "?",
        pgettext_lazy("find", "shapes words shortcuts questions"),
    ),
)


def find_page(asked: str, *, learner: User, today: date) -> FindPage:
    """Return what answers a question, of which the first hundred characters count.

    Four statements, and none for an empty question: then it is the pages alone.
    """
    asked = " ".join(asked[:ASKED_MOST].split())
    if not asked:
        return FindPage("", (), (), (), _pages(""))
    found = find(asked, limit=SKILLS_MOST)
    ground = _ground(learner, today=today)
    cards = [ground.catalogue.skills[hit.id] for hit in found.skills if hit.id in ground.catalogue.skills]
    return FindPage(
        asked=asked,
        skills=tuple(_skill(card, ground, asked) for card in cards),
        resources=tuple(_resource(hit, asked) for hit in found.resources[:RESOURCES_MOST]),
        acts=_acts(cards[:1]),
        pages=_pages(asked),
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """The catalogue, and where the learner stands in it."""

    catalogue: Snapshot
    touched: Mapping[int, Standing]
    states: Mapping[int, str]
    today: date


def _ground(learner: User, *, today: date) -> _Ground:
    catalogue = snapshot()
    mine = standings(learner, today=today)
    touched = {skill: standing for skill, standing in mine.items() if skill in catalogue.skills}
    return _Ground(catalogue, touched, states_of(catalogue, touched), today)


def _skill(card: SkillCard, ground: _Ground, asked: str) -> SkillLine:
    return SkillLine(
        url=reverse("skill", args=[card.slug]),
        name=marked(card.name, asked=asked),
        state=ground.states[card.id],
        says=_says(card, ground),
        code=card.domain,
    )


def _says(card: SkillCard, ground: _Ground) -> str:
    """Return the state in words, with what makes it so."""
    word, standing = str(STATE_WORDS[ground.states[card.id]]).lower(), ground.touched.get(card.id)
    if standing is None:
        missing = _missing(card, ground)
        return _("%(state)s; needs %(skill)s") % {"state": word, "skill": missing} if missing else word
    if not standing.held:
        return _("%(state)s, %(share)d%% covered") % {"state": word, "share": percent(standing.coverage)}
    return _("%(state)s at %(share)d%%, due %(day)s") % {
        "state": word,
        "share": percent(standing.retention),
        "day": short_day(standing.due_on, today=ground.today),
    }


def _missing(card: SkillCard, ground: _Ground) -> str:
    """Return the first skill it needs that is not held; empty where all are."""
    for need in card.needs:
        standing = ground.touched.get(need)
        if standing is None or not standing.held:
            return ground.catalogue.skills[need].name
    return ""


def _resource(hit: ResourceHit, asked: str) -> ResourceLine:
    says = _("%(kind)s for %(skill)s") % {
        "kind": str(ResourceKind(hit.kind).label).lower(),
        "skill": hit.skill_name,
    }
    return ResourceLine(hit.url, marked(hit.title, asked=asked), says, hit.minutes, hit.provider)


def _acts(best: list[SkillCard]) -> tuple[PageLine, ...]:
    return tuple(
        PageLine(
            f"{reverse('skill', args=[card.slug])}#log",
            _("Log time on %(skill)s") % {"skill": card.name},
            "plus",
            "",
        )
        for card in best
    )


def _pages(asked: str) -> tuple[PageLine, ...]:
    return tuple(
        PageLine(reverse(place.url), str(place.name), place.icon, place.key)
        for place in PLACES
        if not asked or answers(asked, names=(str(place.name), str(place.also)))
    )
