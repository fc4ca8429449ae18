"""The log of what a learner did: entries, and the practice they imply."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.progress.models.certificates import Certificate
from apps.progress.models.imports import ProgressImport
from apps.progress.models.labs import LabProof
from apps.skills.models import Skill
from apps.users.models import User

MINUTES_MOST = 1440


class Kind(models.TextChoices):
    """What kind of doing a log entry tells of."""

    CHECKED = "checked", _("Checked")
    BUILT = "built", _("Built")
    APPLIED = "applied", _("Applied")
    READ = "read", _("Read")
    WATCHED = "watched", _("Watched")
    COURSE = "course", _("Course")
    ATTENDED = "attended", _("Attended")
    EXPLAINED = "explained", _("Explained")
    PRESENTED = "presented", _("Presented")
    PAIRED = "paired", _("Paired")
    REVIEWED = "reviewed", _("Reviewed")
    WROTE = "wrote", _("Wrote")
    COMMUNITY = "community", _("Community")
    CERTIFIED = "certified", _("Certified")
    ACCEPTED = "accepted", _("Accepted")


class Visibility(models.TextChoices):
    """Who may read the note of an entry."""

    PRIVATE = "private", _("only me")
    LEAD = "lead", _("my team lead")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """How the log is asked."""

    def of(self, learner: User) -> EvidenceQuerySet:
        """Return the entries of one learner."""
        return self.filter(learner=learner)

    def current(self) -> EvidenceQuerySet:
        """Return the entries that stand: neither corrected by a later row nor withdrawn."""
        return self.filter(replaced_by__isnull=True, withdrawn=False)

    def alone(self) -> EvidenceQuerySet:
        """Return the entries that stand for themselves, and not for a certificate or the proof of a lab."""
        return self.filter(certificate__isnull=True, proof__isnull=True)


class Evidence(models.Model):
    """One entry of the log. Append-only: a correction is a new row that replaces one.

    A withdrawal is a row that replaces one and says nothing in its place; taking the
    withdrawal back is a further row. The database refuses updates (see the migrations).
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="evidence")
    day = models.DateField()  # the learner's local date
    minutes = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)  # of a check: 1 again … 4 easy
    note = models.CharField(max_length=2000, blank=True)
    link = models.CharField(max_length=2048, blank=True)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE)
    # Entries of a certificate are written, corrected and withdrawn with it.
    certificate = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.CASCADE, related_name="entries"
    )
    # So is the one that stands for the proof of a lab.
    proof = models.ForeignKey(
        LabProof, null=True, blank=True, on_delete=models.CASCADE, related_name="entries"
    )
    # The import that wrote it, and that can be undone as a whole; a correction by hand bears none.
    source_import = models.ForeignKey(
        ProgressImport, null=True, blank=True, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replaced_by"
    )
    withdrawn = models.BooleanField(default=False)
    # Of the form that was sent: a form that arrives twice writes one row.
    form_token = models.UUIDField(null=True, blank=True, editable=False)
    logged_at = models.DateTimeField(db_default=Now())

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="progress_kind_known"),
            models.CheckConstraint(condition=Q(minutes__lte=MINUTES_MOST), name="progress_minutes_fit_a_day"),
            models.CheckConstraint(
                condition=Q(kind=Kind.CHECKED, grade__gte=1, grade__lte=4)
                | (~Q(kind=Kind.CHECKED) & Q(grade__isnull=True)),
                name="progress_grade_of_a_check_only",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(replaces__isnull=False),
                name="progress_withdrawal_replaces_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="progress_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True) | Q(kind=Kind.CERTIFIED),
                name="progress_certificate_certifies",
            ),
            models.CheckConstraint(
                condition=Q(proof__isnull=True) | Q(kind__in=[Kind.BUILT, Kind.ACCEPTED]),
                name="progress_proof_is_built_or_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ACCEPTED) | Q(proof__isnull=False),
                name="progress_only_proofs_are_accepted",
            ),
            models.UniqueConstraint(fields=["learner", "form_token"], name="progress_form_logged_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["learner", "-day", "-id"], name="progress_evidence_by_day"),
            models.Index(fields=["learner", "skill", "day"], name="progress_evidence_by_skill"),
            models.Index(
                fields=["source_import", "id"],
                condition=Q(source_import__isnull=False),
                name="progress_evidence_imported",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"


class ImplicitPractice(models.Model):
    """A skill practised by practising one that rests on it.

    Written when the cause is, from the graph of that day; replay reads these rows and never the
    graph. It stands as long as its cause stands.
    """

    # The learner of the cause, repeated so that one learner's rows of one skill lie together.
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cause = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="implies")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    factor = models.FloatField()  # weight of the event: edge weights along the path × the cause's own weight

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cause", "skill"], name="progress_implicit_once_per_cause"),
            models.CheckConstraint(
                condition=Q(factor__gt=0, factor__lte=1), name="progress_factor_is_a_share"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["learner", "skill"], name="progress_implicit_by_learner"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} through {self.cause_id}"
