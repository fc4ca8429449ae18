"""The certificates that learners have recorded."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.skills.models import Certification
from apps.users.models import User


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """How certificates are asked."""

    def of(self, learner: User) -> CertificateQuerySet:
        """Return the certificates of one learner."""
        return self.filter(learner=learner)

    def standing(self) -> CertificateQuerySet:
        """Return the certificates that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Certificate(models.Model):
    """A certification that a learner has earned.

    What it does for skills are entries of the log that name it: one for each skill that the
    certification covered when the entry was written.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificates"
    )
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="+")
    earned_on = models.DateField()  # the learner's local date
    expires_on = models.DateField(null=True, blank=True)  # its last day
    link = models.CharField(max_length=2048, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Of the form that was sent: a form that arrives twice writes one row.
    form_token = models.UUIDField(null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("earned_on")),
                name="progress_certificate_ends_after_it_began",
            ),
            # Earned again on another day, it is another certificate.
            models.UniqueConstraint(
                fields=["learner", "certification", "earned_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="progress_certificate_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["learner", "form_token"], name="progress_certificate_form_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certification_id} of {self.learner_id}, earned on {self.earned_on}"
