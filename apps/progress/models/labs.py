"""What learners show of a lab, and what other people say of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.skills.models import Lab
from apps.users.models import User


class LabProofQuerySet(models.QuerySet["LabProof"]):
    """How proofs are asked."""

    def of(self, learner: User) -> LabProofQuerySet:
        """Return the proofs of one learner."""
        return self.filter(learner=learner)

    def standing(self) -> LabProofQuerySet:
        """Return the proofs that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class LabProof(models.Model):
    """What a learner kept of a lab. One line of the log stands for it: built, or accepted once it is."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lab_proofs")
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()  # the learner's local date
    minutes = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=2000, blank=True)
    link = models.CharField(max_length=2048, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Of the form that was sent: a form that arrives twice writes one row.
    form_token = models.UUIDField(null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = LabProofQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(note="", link=""), name="progress_proof_shows_something"),
            models.CheckConstraint(condition=Q(minutes__lte=1440), name="progress_proof_minutes_fit_a_day"),
            models.UniqueConstraint(
                fields=["learner", "form_token"], name="progress_proof_form_recorded_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["learner", "lab"], name="progress_proof_by_lab"),
        ]

    def __str__(self) -> str:
        return f"{self.lab_id} by {self.learner_id} on {self.day}"


class Verdict(models.TextChoices):
    """What a reviewer said."""

    NONE = "", _("nothing yet")
    ACCEPTED = "accepted", _("accepted")
    NOT_YET = "not yet", _("not yet")


class LabReviewQuerySet(models.QuerySet["LabReview"]):
    """How reviews are asked."""

    def open(self, now: datetime) -> LabReviewQuerySet:
        """Return those whose link still takes an answer."""
        return self.filter(verdict=Verdict.NONE, revoked_at__isnull=True, expires_at__gt=now)

    def accepting(self) -> LabReviewQuerySet:
        """Return the acceptances that stand."""
        return self.filter(verdict=Verdict.ACCEPTED, taken_back_at__isnull=True)


class LabReview(models.Model):
    """A link by which somebody may review a proof once, and what they said.

    The nonce is what the link carries, signed: a row that is answered, revoked or too old no longer
    takes an answer, whoever holds the link.
    """

    proof = models.ForeignKey(LabProof, on_delete=models.CASCADE, related_name="reviews")
    nonce = models.CharField(max_length=32, unique=True, editable=False)
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.NONE, blank=True)
    reviewer_name = models.CharField(max_length=100, blank=True)  # as the reviewer gave it
    # Whoever was signed in while reviewing; nobody needs to be.
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    comment = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)  # by the learner

    objects = LabReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="progress_verdict_known"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.NONE, answered_at__isnull=True, reviewer_name="")
                | (
                    ~Q(verdict=Verdict.NONE)
                    & ~Q(reviewer_name="")
                    & Q(answered_at__isnull=False, revoked_at__isnull=True)
                ),
                name="progress_review_is_open_or_named",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(verdict=Verdict.ACCEPTED),
                name="progress_only_acceptance_is_taken_back",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["proof", "-id"], name="progress_review_by_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.proof_id}: {self.get_verdict_display()}"
