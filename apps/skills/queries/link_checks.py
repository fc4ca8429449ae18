"""Which addresses want asking, and which do not answer any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef

from apps.skills.models import LinkCheck, Resource


@dataclass(frozen=True, slots=True)
class Ailing:
    """An address that did not answer where it should, with what names it."""

    url: str
    health: str  # moved, gone or doubtful
    says: str  # its word
    status: int | None
    reason: str
    moved_to: str
    failing_since: datetime | None
    checked_at: datetime
    titles: tuple[str, ...]  # of the resources
    skills: tuple[tuple[str, str], ...]  # slug and name


@dataclass(frozen=True, slots=True)
class LinksPage:
    """The list that authors work through."""

    ailing: tuple[Ailing, ...]  # gone first, then moved, then doubtful
    checked: int  # addresses asked so far
    addresses: int  # of the catalogue


def addresses_due(*, now: datetime, most: int) -> list[str]:
    """Return addresses that were never asked or are due, hosts taking turns, at most so many.

    Turns, so that one host with many pages does not hold up the others; one statement.
    """
    fresh = LinkCheck.objects.filter(url=OuterRef("url"), due_at__gt=now)
    due = Resource.objects.current().filter(~Exists(fresh)).order_by("url").values_list("url", flat=True)
    turns: dict[str, int] = {}
    ranked = []
    for url in due.distinct():
        host = host_of(url)
        turns[host] = turns.get(host, 0) + 1
        ranked.append((turns[host], url))
    return [url for _, url in sorted(ranked)[:most]]


def host_of(url: str) -> str:
    """Return the host of an address, in lower case."""
    return urlsplit(url).hostname or ""


def links_page() -> LinksPage:
    """Return what authors should look at; three statements."""
    current = Resource.objects.current()
    used = current.filter(url=OuterRef("url"))
    checks = LinkCheck.objects.filter(Exists(used))
    ailing = {row.url: row for row in checks.ailing()}
    named: dict[str, list[Resource]] = {}
    for resource in current.filter(url__in=ailing).select_related("skill").order_by("skill__position"):
        named.setdefault(resource.url, []).append(resource)
    order = ("gone", "moved", "doubtful")
    rows = sorted(ailing.values(), key=lambda row: (order.index(row.health), row.url))
    return LinksPage(
        ailing=tuple(_ailing(row, named[row.url]) for row in rows if row.url in named),
        checked=checks.count(),
        addresses=current.values("url").distinct().count(),
    )


def _ailing(row: LinkCheck, named: list[Resource]) -> Ailing:
    return Ailing(
        url=row.url,
        health=row.health,
        says=str(row.get_health_display()),
        status=row.status,
        reason=row.reason,
        moved_to=row.moved_to,
        failing_since=row.failing_since,
        checked_at=row.checked_at,
        titles=tuple(dict.fromkeys(resource.title for resource in named)),
        skills=tuple(dict.fromkeys((r.skill.slug, r.skill.name) for r in named)),
    )
