"""Recording a certificate, its correction, its withdrawal, and the way back.

A certificate is one row; what it does for skills are entries of the log, one a skill, that name it.
The log is only added to: a correction replaces them all, a withdrawal withdraws them all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from django.db import transaction

from apps.progress.logic.certificates import NewCertificate, certificate_faults
from apps.progress.models import Certificate, Evidence, Kind
from apps.progress.operations.appending import Addition, again, append, implied_by, weighed
from apps.progress.operations.errors import (
    CertificateNotFound,
    CertificateRefusedError,
    CertificateTwiceError,
    CertificationNotFound,
)
from apps.progress.operations.moved import Recorded
from apps.progress.operations.writing import Writing, begin
from apps.progress.queries.catalogue import practised_by_each
from apps.skills.models import Certification
from apps.users.models import User

log = structlog.get_logger(__name__)


@transaction.atomic
def record_certificate(
    *, learner: User, certification_id: int, certificate: NewCertificate, now: datetime, by: User
) -> Recorded:
    """Record a certificate, with an entry on its day for each skill that the certification covers now.

    A certificate with the form token of an earlier one is that one: nothing is written again.
    Raises CertificationNotFound for one outside the catalogue, CertificateRefusedError for what
    cannot be, CertificateTwiceError for a certification that was earned on that day already.
    """
    writing = begin(learner, now=now)
    if (earlier := _same_form(writing, certificate)) is not None:
        return Recorded((), earlier.pk)
    certification = Certification.objects.current().filter(pk=certification_id).first()
    if certification is None:
        raise CertificationNotFound(certification_id)
    _refuse_faults(writing, certificate)
    row = Certificate(learner=writing.learner, certification=certification, recorded_at=now)
    row.form_token = certificate.form_token
    _say(row, certificate)
    _refuse_twice(row)
    row.save(force_insert=True)
    log.info("certificate_recorded", learner=learner.pk, by=by.pk, certificate=row.pk)
    return _written(writing, row, _entries(row, _covered(certification), now=now))


@transaction.atomic
def correct_certificate(
    *, learner: User, certificate_id: int, certificate: NewCertificate, now: datetime, by: User
) -> Recorded:
    """Change what a certificate says; its entries are replaced where they say something else then.

    Raises CertificateNotFound unless it is this learner's and stands, else as record_certificate.
    """
    writing = begin(learner, now=now)
    row = _standing(writing, certificate_id)
    _refuse_faults(writing, certificate)
    said = (row.earned_on, row.link)
    _say(row, certificate)
    _refuse_twice(row)
    row.save(update_fields=["earned_on", "expires_on", "link"])
    olds = {} if said == (row.earned_on, row.link) else {old.skill_id: old for old in _entries_of(row)}
    log.info("certificate_corrected", learner=learner.pk, by=by.pk, certificate=row.pk)
    additions = _entries(row, olds, now=now)
    for addition in additions:
        addition.row.replaces = olds[addition.row.skill_id]
    return _written(writing, row, additions)


@transaction.atomic
def extend_certificate(*, learner: User, certificate_id: int, now: datetime, by: User) -> Recorded:
    """Add entries for the skills that the certification covers now and had not when it was recorded.

    Raises CertificateNotFound unless the certificate is this learner's and stands.
    """
    writing = begin(learner, now=now)
    row = _standing(writing, certificate_id)
    had = {entry.skill_id for entry in _entries_of(row)}
    new = [skill for skill in _covered(row.certification) if skill not in had]
    log.info("certificate_extended", learner=learner.pk, by=by.pk, certificate=row.pk, skills=len(new))
    return _written(writing, row, _entries(row, new, now=now))


@transaction.atomic
def withdraw_certificate(*, learner: User, certificate_id: int, now: datetime, by: User) -> Recorded:
    """Take a certificate and all its entries out; doing it twice changes nothing.

    Raises CertificateNotFound unless the certificate is this learner's.
    """
    writing = begin(learner, now=now)
    row = _own(writing, certificate_id)
    if row.withdrawn_at is not None:
        return Recorded((), row.pk)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    additions = [Addition(again(old, now=now, replaces=old), {}) for old in _entries_of(row)]
    for addition in additions:
        addition.row.withdrawn = True
    log.info("certificate_withdrawn", learner=learner.pk, by=by.pk, certificate=row.pk)
    return _written(writing, row, additions)


@transaction.atomic
def restore_certificate(*, learner: User, certificate_id: int, now: datetime, by: User) -> Recorded:
    """Take the withdrawal of a certificate back: its entries say again what they said, and imply the same.

    Doing it twice changes nothing. Raises CertificateNotFound unless the certificate is this
    learner's, CertificateTwiceError where it was recorded anew meanwhile.
    """
    writing = begin(learner, now=now)
    row = _own(writing, certificate_id)
    if row.withdrawn_at is None:
        return Recorded((), row.pk)
    row.withdrawn_at = None
    _refuse_twice(row)
    row.save(update_fields=["withdrawn_at"])
    heads = row.entries.filter(replaced_by__isnull=True, withdrawn=True).select_related("replaces")
    ends = [(head, head.replaces) for head in heads.order_by("pk") if head.replaces is not None]
    implied = implied_by(said for _, said in ends)
    log.info("certificate_restored", learner=learner.pk, by=by.pk, certificate=row.pk)
    return _written(
        writing,
        row,
        [
            Addition(again(said, now=now, replaces=head), implied.get(said.pk, {}), as_it_was=True)
            for head, said in ends
        ],
    )


def _written(writing: Writing, row: Certificate, additions: Sequence[Addition]) -> Recorded:
    return Recorded(append(writing, additions), row.pk)


def _entries(row: Certificate, skill_ids: Collection[int], *, now: datetime) -> list[Addition]:
    """Return an entry for each of some skills; what has left the catalogue practises nothing under it."""
    under = practised_by_each(skill_ids)
    entries = [
        Evidence(
            learner=row.learner,
            skill_id=skill,
            day=row.earned_on,
            kind=Kind.CERTIFIED,
            note=row.certification.name,
            link=row.link,
            certificate=row,
            logged_at=now,
        )
        for skill in skill_ids
    ]
    return [Addition(entry, weighed(under.get(entry.skill_id, {}), entry)) for entry in entries]


def _covered(certification: Certification) -> list[int]:
    skills = certification.skills.filter(retired_at__isnull=True)
    return list(skills.order_by("position", "pk").values_list("pk", flat=True))


def _entries_of(row: Certificate) -> list[Evidence]:
    return list(row.entries.current().order_by("pk"))


def _own(writing: Writing, certificate_id: int) -> Certificate:
    rows = Certificate.objects.of(writing.learner).select_related("certification")
    row = rows.filter(pk=certificate_id).first()
    if row is None:
        raise CertificateNotFound(certificate_id)
    return row


def _standing(writing: Writing, certificate_id: int) -> Certificate:
    row = _own(writing, certificate_id)
    if row.withdrawn_at is not None:
        raise CertificateNotFound(certificate_id)
    return row


def _say(row: Certificate, certificate: NewCertificate) -> None:
    row.earned_on, row.expires_on = certificate.earned_on, certificate.expires_on
    row.link = certificate.link


def _refuse_faults(writing: Writing, certificate: NewCertificate) -> None:
    if found := certificate_faults(certificate, today=writing.today):
        raise CertificateRefusedError(found)


def _refuse_twice(row: Certificate) -> None:
    same = Certificate.objects.standing().filter(
        learner=row.learner_id, certification=row.certification_id, earned_on=row.earned_on
    )
    if same.exclude(pk=row.pk).exists():
        raise CertificateTwiceError


def _same_form(writing: Writing, certificate: NewCertificate) -> Certificate | None:
    if certificate.form_token is None:
        return None
    return Certificate.objects.of(writing.learner).filter(form_token=certificate.form_token).first()
