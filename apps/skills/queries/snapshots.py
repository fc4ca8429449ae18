"""Makes the snapshot of the catalogue and keeps the newest one in the process."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import connection

from apps.skills.logic.balance import Band
from apps.skills.logic.chart import ChartSegments, from_json
from apps.skills.models import Catalogue, Domain, FormerSlug, Lab, Outcome, Pitfall, Prerequisite, Role, Skill
from apps.skills.queries.cards import DomainCard, LabCard, RoleCard, SkillCard, Snapshot
from apps.skills.queries.drawing import chart_of_rows


class _Kept:
    """The newest snapshot that this process has made; older ones are let go."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.snapshot: Snapshot | None = None

    def get(self, newest: int) -> Snapshot:
        kept = self.snapshot
        if kept is not None and kept.id == newest:
            return kept
        # One thread makes it; the others wait instead of making the same again.
        with self.lock:
            if self.snapshot is None or self.snapshot.id != newest:
                self.snapshot = _made(newest)
            return self.snapshot


_kept = _Kept()


def snapshot() -> Snapshot:
    """Return the catalogue of today: one SQL statement while the newest import stays the same.

    Before the first import it is made of whatever rows there are, on each call.
    """
    with connection.cursor() as cursor:  # asked by every page: written out, it takes half the time
        cursor.execute("SELECT max(id) FROM skills_catalogue")
        (newest,) = cursor.fetchone()
    return _kept.get(newest) if newest is not None else _from_rows(Catalogue(version=0), chart_of_rows())


def _made(newest: int) -> Snapshot:
    catalogue = Catalogue.objects.get(pk=newest)
    return _from_rows(catalogue, from_json(catalogue.chart))


def _from_rows(catalogue: Catalogue, chart: ChartSegments) -> Snapshot:
    skills = _skills(chart)
    by_slug = {card.slug: card.id for card in skills.values()}
    formers = FormerSlug.objects.values_list("slug", "skill_id")
    return Snapshot(
        id=catalogue.pk or 0,
        version=catalogue.version,
        as_of=catalogue.as_of.isoformat() if catalogue.as_of else "",
        skills=skills,
        by_slug=by_slug,
        former={slug: pk for slug, pk in formers if pk in skills and slug not in by_slug},
        domains=_domains(skills),
        roles=_roles(),
        pitfalls=dict(Pitfall.objects.order_by("number").values_list("number", "name")),
        chart=chart,
    )


@dataclass(frozen=True, slots=True)
class _Links:
    needs: dict[int, dict[int, float]]
    opens: dict[int, list[int]]
    outcomes: Counter[int]
    labs: dict[int, LabCard]


def _skills(chart: ChartSegments) -> dict[int, SkillCard]:
    rows = Skill.objects.current().order_by("position", "id").values(
        "id", "slug", "name", "short", "domain__code", "level", "ml_weight", "minutes", "ageing",
        "pitfalls", "summary", "tools",
    )  # fmt: skip
    links = _links()
    return {row["id"]: _card(row, links, chart) for row in rows.iterator()}


def _card(row: Mapping[str, Any], links: _Links, chart: ChartSegments) -> SkillCard:
    pk = row["id"]
    needs = links.needs.get(pk, {})
    return SkillCard(
        **{name: row[name] for name in ("id", "slug", "name", "short", "level", "ml_weight", "minutes")},
        domain=row["domain__code"],
        ageing=row["ageing"],
        pitfalls=tuple(row["pitfalls"]),
        summary=row["summary"],
        tools=tuple(row["tools"]),
        needs=tuple(needs),
        opens=tuple(links.opens.get(pk, ())),
        encompasses=needs,
        outcomes=links.outcomes[pk],
        column=chart.nodes[pk].column if pk in chart.nodes else 0,
        lab=links.labs.get(pk),
    )


def _links() -> _Links:
    needs: dict[int, dict[int, float]] = defaultdict(dict)
    opens: dict[int, list[int]] = defaultdict(list)
    edges = Prerequisite.objects.filter(skill__retired_at__isnull=True, needs__retired_at__isnull=True)
    pairs = list(
        edges.values_list("skill_id", "needs_id", "encompasses", "skill__position", "needs__position")
    )
    for skill, needed, share, *_ in sorted(pairs, key=lambda pair: (pair[4], pair[1])):
        needs[skill][needed] = share
    for skill, needed, *_ in sorted(pairs, key=lambda pair: (pair[3], pair[0])):
        opens[needed].append(skill)
    outcomes = Counter(Outcome.objects.current().values_list("skill_id", flat=True))
    labs = Lab.objects.current().values_list("skill_id", "title", "minutes", "tools")
    named = {skill: LabCard(title, minutes, tuple(tools)) for skill, title, minutes, tools in labs}
    return _Links(dict(needs), dict(opens), outcomes, named)


def _domains(skills: dict[int, SkillCard]) -> tuple[DomainCard, ...]:
    mine: dict[str, list[SkillCard]] = defaultdict(list)
    for card in skills.values():
        mine[card.domain].append(card)
    rows = Domain.objects.current().order_by("position", "id")
    cards = [_domain(row, mine[row.code]) for row in rows if row.code in mine]
    return tuple(sorted(cards, key=lambda card: -card.ml_share))


def _domain(row: Domain, skills: list[SkillCard]) -> DomainCard:
    return DomainCard(
        id=row.pk,
        slug=row.slug,
        code=row.code,
        name=row.name,
        short=row.short,
        ml_share=sum(card.ml_weight for card in skills) / len(skills),
        skills=tuple(card.id for card in sorted(skills, key=lambda card: (card.column, card.name))),
    )


def _roles() -> dict[int, RoleCard]:
    members: dict[int, set[int]] = defaultdict(set)
    pairs = Role.skills.through.objects.filter(skill__retired_at__isnull=True)
    for role, skill in pairs.values_list("role_id", "skill_id"):
        members[role].add(skill)
    return {
        row.pk: RoleCard(
            row.pk,
            row.slug,
            row.name,
            row.summary,
            Band(row.band_low, row.band_high),
            frozenset(members[row.pk]),
        )
        for row in Role.objects.current().order_by("position", "id")
    }
