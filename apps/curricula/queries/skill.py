"""One skill: what it is, where the learner stands with it, and what is around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from apps.core.dates import short_day
from apps.curricula.queries.memory_panel import Known, MemoryPanel, memory_panel
from apps.curricula.queries.outlook import states_of
from apps.curricula.queries.steps import Link
from apps.progress.logic.record import assessment, entries
from apps.progress.logic.replay import trace
from apps.progress.logic.standing import CAP, Standing, State
from apps.progress.models import Evidence, Kind, OutcomeShown
from apps.progress.queries import standings
from apps.progress.queries.certificates import Cover, covers_of
from apps.progress.queries.entry import edit_path
from apps.progress.queries.model import curve_of
from apps.progress.queries.record import lines_of
from apps.skills.models import LinkCheck, Outcome, Resource
from apps.skills.queries import SkillCard, Snapshot, snapshot
from apps.users.models import User

ENTRIES_SHOWN = 6


class SkillNotFound(LookupError):  # noqa: N818 - it says what a page then says: not found
    """No skill of the catalogue bears this slug, today or before."""


class SkillMoved(LookupError):  # noqa: N818 - as above
    """The skill bears another slug now."""

    def __init__(self, slug: str) -> None:
        """Say which slug it bears."""
        super().__init__(slug)
        self.slug = slug


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome and whether it is shown."""

    id: int
    text: str
    shown_on: str  # empty while it is not


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """Where to learn it."""

    title: str
    url: str
    provider: str
    kind: str
    minutes: int
    free: bool
    health: str  # of its address: alive, moved, gone or doubtful; empty until it was asked
    moved_to: str  # its new address, where it has moved


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the log about this skill."""

    id: int
    day: str
    kind: str
    minutes: int
    note: str
    link: str
    edit: str  # where it is edited, below the address of the log; empty where it is not


@dataclass(frozen=True, slots=True)
class SkillPage:
    """Everything the page of a skill prints."""

    card: SkillCard
    domain: str
    state: State
    standing: Standing | None
    level: str  # foundation, practitioner, advanced
    refresh_months: int
    ml_percent: int
    devops_percent: int
    pitfalls: tuple[str, ...]
    memory: MemoryPanel | None
    covers: tuple[Cover, ...]
    outcomes: tuple[OutcomeRow, ...]
    shown: int
    resources: tuple[ResourceRow, ...]
    resource_minutes: int
    entries: tuple[EntryRow, ...]
    needs: tuple[Link, ...]
    opens: tuple[Link, ...]
    unmet: tuple[Link, ...]  # of what it needs, what is not held


@dataclass(frozen=True, slots=True)
class OutcomesPanel:
    """The part of the page that ticking an outcome changes."""

    card: SkillCard
    state: State
    outcomes: tuple[OutcomeRow, ...]
    shown: int


def skill_page(slug: str, *, learner: User, today: date) -> SkillPage:
    """Return a skill's page in seven statements. Raises SkillNotFound, or SkillMoved for a former slug."""
    catalogue = snapshot()
    card = card_of(catalogue, slug)
    touched = standings(learner, today=today)
    states = states_of(catalogue, touched)
    outcomes = _outcomes(card, learner=learner, today=today)
    resources = _resources(card)
    links = {skill: _link(catalogue, skill, states[skill]) for skill in (*card.needs, *card.opens)}
    return SkillPage(
        card=card,
        domain=next(domain.name for domain in catalogue.domains if domain.code == card.domain),
        state=states[card.id],
        standing=touched.get(card.id),
        level=card.level,
        refresh_months=round(CAP[card.ageing] / 30.4),
        ml_percent=round(card.ml_weight * 100),
        devops_percent=100 - round(card.ml_weight * 100),
        pitfalls=tuple(catalogue.pitfalls[number] for number in card.pitfalls),
        covers=covers_of(learner, card.id, today=today),
        memory=_memory(card, standing=touched.get(card.id), learner=learner, today=today),
        outcomes=outcomes,
        shown=sum(bool(outcome.shown_on) for outcome in outcomes),
        resources=resources,
        resource_minutes=sum(resource.minutes for resource in resources),
        entries=_entries(card, learner=learner, today=today),
        needs=tuple(links[skill] for skill in card.needs),
        opens=tuple(links[skill] for skill in card.opens),
        unmet=tuple(links[s] for s in card.needs if not (s in touched and touched[s].held)),
    )


def outcomes_panel(slug: str, *, learner: User, today: date) -> OutcomesPanel:
    """Return what ticking an outcome changes, in three statements; raises as skill_page does."""
    catalogue = snapshot()
    card = card_of(catalogue, slug)
    states = states_of(catalogue, standings(learner, today=today))
    outcomes = _outcomes(card, learner=learner, today=today)
    shown = sum(bool(outcome.shown_on) for outcome in outcomes)
    return OutcomesPanel(card, states[card.id], outcomes, shown)


def card_of(catalogue: Snapshot, slug: str) -> SkillCard:
    """Return the card of a slug. Raises SkillNotFound, or SkillMoved for a former slug."""
    if slug in catalogue.by_slug:
        return catalogue.skills[catalogue.by_slug[slug]]
    if slug in catalogue.former:
        raise SkillMoved(catalogue.skills[catalogue.former[slug]].slug)
    raise SkillNotFound(slug)


def _link(catalogue: Snapshot, skill: int, state: State) -> Link:
    card = catalogue.skills[skill]
    return Link(card.slug, card.name, state)


def _outcomes(card: SkillCard, *, learner: User, today: date) -> tuple[OutcomeRow, ...]:
    shown = OutcomeShown.objects.filter(learner=learner, outcome=OuterRef("pk")).values("day")
    rows = (
        Outcome.objects.current()
        .filter(skill_id=card.id)
        .order_by("position")
        .values_list("pk", "text", Subquery(shown))
    )
    return tuple(OutcomeRow(pk, text, short_day(day, today=today) if day else "") for pk, text, day in rows)


def _resources(card: SkillCard) -> tuple[ResourceRow, ...]:
    check = LinkCheck.objects.filter(url=OuterRef("url"))
    rows = Resource.objects.current().filter(skill_id=card.id).order_by("position")
    found = rows.annotate(
        health=Subquery(check.values("health")), moved_to=Subquery(check.values("moved_to"))
    )
    return tuple(
        ResourceRow(
            row.title,
            row.url,
            row.provider,
            str(row.get_kind_display()),
            row.minutes,
            row.free,
            row.health or "",
            row.moved_to or "",
        )
        for row in found
    )


def _entries(card: SkillCard, *, learner: User, today: date) -> tuple[EntryRow, ...]:
    rows = (
        Evidence.objects.of(learner)
        .current()
        .filter(skill_id=card.id)
        .order_by("-day", "-id")[:ENTRIES_SHOWN]
    )
    return tuple(
        EntryRow(
            row.pk,
            short_day(row.day, today=today),
            str(Kind(row.kind).label),
            row.minutes,
            row.note,
            row.link,
            edit_path(row.pk, kind=row.kind, certificate_id=row.certificate_id, proof_id=row.proof_id),
        )
        for row in rows
    )


def _memory(card: SkillCard, *, standing: Standing | None, learner: User, today: date) -> MemoryPanel | None:
    if standing is None:
        return None
    lines = lines_of(learner.pk, skill_ids=[card.id])
    curve = curve_of(standing.model_id)
    steps = trace(entries(lines), assessment=assessment(lines), curve=curve)
    known = Known(card.ageing, standing, tuple(steps), learner.target_retention, today, curve)
    return memory_panel(known)
