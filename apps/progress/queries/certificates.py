"""Certificates as pages show them: how long each is valid, and which skills it covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from apps.core.dates import long_day
from apps.progress.logic.certificates import Validity, validity
from apps.progress.logic.grading import COVERS
from apps.progress.models import Certificate, Evidence
from apps.skills.models import Certification
from apps.users.models import User


class Covered(NamedTuple):
    """A skill that a certificate covers."""

    id: int
    name: str
    slug: str  # empty for a skill that has left the catalogue


@dataclass(frozen=True, slots=True)
class Term:
    """How long a certificate is valid, and what became of the certification since."""

    validity: Validity
    last_day: str  # empty where it lasts for good
    days_left: int  # 0 where it lasts for good, negative once it is past
    issuer_says: str  # active, in-transition or retired
    detail: str  # what is known of that
    known_as_of: str  # a year, month or day; empty where the source bears no date
    left: bool  # the certification has left the catalogue


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as the list shows it."""

    id: int
    name: str
    code: str
    issuer: str
    official_url: str
    link: str
    earned: str
    term: Term
    skills: tuple[Covered, ...]
    new_skills: tuple[str, ...]  # names of those that the certification covers today, and the log does not
    dropped: int  # skills that count still, though the certification no longer names them


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers a skill: a certificate, an accepted lab, or an entry of the log that names neither."""

    name: str  # of the certification or the lab; empty where the entry names none
    day: str
    official_url: str
    term: Term | None  # of a certificate
    proof_id: int | None  # of an accepted lab


def covers_of(learner: User, skill_id: int, *, today: date) -> tuple[Cover, ...]:
    """Return what covers a skill of a learner, the newest first; one SQL statement."""
    rows = Evidence.objects.of(learner).current().filter(skill=skill_id, kind__in=COVERS)
    entries = rows.select_related("certificate__certification", "proof__lab").order_by("-day", "-pk")
    return tuple(_cover(entry, today=today) for entry in entries)


def certificates_of(learner: User, *, today: date) -> tuple[CertificateRow, ...]:
    """Return a learner's certificates, the newest first; three SQL statements."""
    rows = Certificate.objects.of(learner).standing().select_related("certification")
    own = list(rows.order_by("-earned_on", "-pk"))
    had = _entries([row.pk for row in own])
    named = _named({row.certification_id for row in own})
    return tuple(_row(row, had[row.pk], named[row.certification_id], today=today) for row in own)


def own_certificate(learner: User, certificate_id: int) -> Certificate | None:
    """Return a certificate of the learner that stands, with its certification, or None; one statement."""
    rows = Certificate.objects.of(learner).standing().select_related("certification")
    return rows.filter(pk=certificate_id).first()


def certifications() -> list[Certification]:
    """Return the certifications of the catalogue by issuer; one statement."""
    return list(Certification.objects.current().order_by("issuer", "position", "pk"))


def term(row: Certificate, *, today: date) -> Term:
    """Return how long a certificate is valid; its certification must be at hand."""
    last, about = row.expires_on, row.certification
    return Term(
        validity=validity(last, today=today),
        last_day=long_day(last, today=today) if last else "",
        days_left=(last - today).days if last else 0,
        issuer_says=about.status,
        detail=about.status_detail,
        known_as_of=about.status_as_of,
        left=about.retired_at is not None,
    )


def _cover(entry: Evidence, *, today: date) -> Cover:
    day = long_day(entry.day, today=today)
    if entry.proof is not None:
        return Cover(entry.proof.lab.title, day, "", None, entry.proof.pk)
    if entry.certificate is None:
        return Cover("", day, "", None, None)
    about = entry.certificate.certification
    return Cover(about.name, day, about.url, term(entry.certificate, today=today), None)


def _row(row: Certificate, had: list[Covered], named: Mapping[int, str], *, today: date) -> CertificateRow:
    about = row.certification
    counted = {skill.id for skill in had}
    new = [name for skill, name in named.items() if skill not in counted]
    return CertificateRow(
        id=row.pk,
        name=about.name,
        code=about.code,
        issuer=about.issuer,
        official_url=about.url,
        link=row.link,
        earned=long_day(row.earned_on, today=today),
        term=term(row, today=today),
        skills=tuple(had),
        new_skills=() if about.retired_at else tuple(new),
        dropped=len(counted - set(named)),
    )


def _entries(certificate_ids: Collection[int]) -> Mapping[int, list[Covered]]:
    """Return the skills of each certificate's entries that stand, in the order of the catalogue."""
    found: defaultdict[int, list[Covered]] = defaultdict(list)
    rows = Evidence.objects.current().filter(certificate__in=certificate_ids)
    ordered = rows.order_by("skill__position", "skill_id")
    for certificate, skill, name, slug, retired in ordered.values_list(
        "certificate_id", "skill_id", "skill__name", "skill__slug", "skill__retired_at"
    ):
        found[certificate].append(Covered(skill, name, "" if retired else slug))
    return found


def _named(certification_ids: Collection[int]) -> Mapping[int, dict[int, str]]:
    """Return the skills that each certification covers today, by id, with their names."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    pairs = Certification.skills.through.objects.filter(
        certification__in=certification_ids, skill__retired_at__isnull=True
    )
    ordered = pairs.order_by("skill__position", "skill_id")
    for certification, skill, name in ordered.values_list("certification_id", "skill_id", "skill__name"):
        found[certification][skill] = name
    return found
