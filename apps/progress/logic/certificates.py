"""Certificates: what a learner may record of one, and how long it is valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from apps.progress.logic.entries import EARLIEST, link_fault

ENDING_DAYS: Final = 90  # before its last day, from which a certificate is shown as ending

Validity = Literal["lasting", "valid", "ending", "past"]
CertificateField = Literal["earned_on", "expires_on", "link"]
CertificateFault = Literal["future", "too early", "too long", "characters", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """What a learner says of a certificate."""

    earned_on: date  # the learner's local date
    expires_on: date | None = None  # its last day
    link: str = ""
    form_token: UUID | None = None  # of the form it came with: a form sent twice is recorded once


def certificate_faults(
    certificate: NewCertificate, *, today: date
) -> dict[CertificateField, CertificateFault]:
    """Return what is wrong with a certificate by field; empty where nothing is."""
    found: dict[CertificateField, CertificateFault | None] = {
        "earned_on": _earned_fault(certificate.earned_on, today=today),
        "expires_on": _expires_fault(certificate),
        "link": secure_link_fault(certificate.link),
    }
    return {field: fault for field, fault in found.items() if fault is not None}


def secure_link_fault(link: str) -> CertificateFault | None:
    """Return what is wrong with a link that strangers are asked to trust: as any link, but https only."""
    fault = link_fault(link)
    if fault in {"too long", "characters"}:
        return "too long" if fault == "too long" else "characters"
    if fault is not None or (link and not link.lower().startswith("https://")):
        return "address"
    return None


def validity(expires_on: date | None, *, today: date) -> Validity:
    """Return how far a certificate is from its last day, which still counts."""
    if expires_on is None:
        return "lasting"
    left = (expires_on - today).days
    if left < 0:
        return "past"
    return "ending" if left <= ENDING_DAYS else "valid"


def _earned_fault(day: date, *, today: date) -> CertificateFault | None:
    if day > today:
        return "future"
    return "too early" if day < EARLIEST else None


def _expires_fault(certificate: NewCertificate) -> CertificateFault | None:
    last = certificate.expires_on
    return "too early" if last is not None and last <= certificate.earned_on else None
