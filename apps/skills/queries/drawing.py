"""The chart of the catalogue of today: what it depends on, and the segments that requests join."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from apps.skills.logic.chart import ChartSegments, LaneFacts, SkillFacts, segments, to_json
from apps.skills.logic.chart.segments import FORMAT
from apps.skills.logic.layout import Spot, lay_out
from apps.skills.models import Catalogue, Domain, Prerequisite, Skill


@dataclass(frozen=True, slots=True)
class _Drawn:
    """All that a chart depends on."""

    lanes: list[tuple[str, str, float]]  # code, short name, ML share; from the top
    skills: list[tuple[int, str, str, str, int]]  # id, slug, name, label, lane
    needs: dict[str, tuple[str, ...]]

    @property
    def digest(self) -> str:
        """SHA-256 over it, and over the format of segments."""
        said = json.dumps([FORMAT, self.lanes, self.skills, sorted(self.needs.items())])
        return hashlib.sha256(said.encode()).hexdigest()


def is_stale() -> bool:
    """Whether the newest catalogue's chart is not the one that would be drawn today."""
    newest = Catalogue.objects.values_list("digest", flat=True).first()
    return newest is not None and newest != _drawn().digest


def chart_and_digest() -> tuple[dict[str, Any], str]:
    """Return the chart to store and its digest; an unchanged chart is taken from the newest catalogue."""
    drawn = _drawn()
    kept = Catalogue.objects.filter(digest=drawn.digest).values_list("chart", flat=True).first()
    return (kept if kept is not None else to_json(_draw(drawn))), drawn.digest


def chart_of_rows() -> ChartSegments:
    """Return the chart of the current rows, laid out now."""
    return _draw(_drawn())


def _draw(drawn: _Drawn) -> ChartSegments:
    spots = {slug: Spot(label, lane, drawn.needs.get(slug, ())) for _, slug, _, label, lane in drawn.skills}
    return segments(
        lay_out(spots, len(drawn.lanes)),
        skills={slug: SkillFacts(pk, slug, name) for pk, slug, name, _, _ in drawn.skills},
        lane_facts=[LaneFacts(*lane) for lane in drawn.lanes],
    )


def _drawn() -> _Drawn:
    rows = list(
        Skill.objects.current()
        .order_by("position", "id")
        .values_list("pk", "slug", "name", "short", "domain_id", "ml_weight")
    )
    weights: dict[int, list[float]] = defaultdict(list)
    for *_, domain, weight in rows:
        weights[domain].append(weight)
    share = {domain: sum(each) / len(each) for domain, each in weights.items()}
    domains = sorted(
        Domain.objects.filter(pk__in=share).order_by("position", "id"), key=lambda d: -share[d.pk]
    )
    lane = {domain.pk: at for at, domain in enumerate(domains)}
    needs: dict[str, list[str]] = defaultdict(list)
    pairs = Prerequisite.objects.filter(skill__retired_at__isnull=True, needs__retired_at__isnull=True)
    for skill, needed in pairs.order_by("needs__position", "needs_id").values_list(
        "skill__slug", "needs__slug"
    ):
        needs[skill].append(needed)
    return _Drawn(
        lanes=[(domain.code, domain.short, share[domain.pk]) for domain in domains],
        skills=[(pk, slug, name, short, lane[domain]) for pk, slug, name, short, domain, _ in rows],
        needs={skill: tuple(needed) for skill, needed in needs.items()},
    )
