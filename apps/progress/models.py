"""The log of what a learner did, and the memory states derived from it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.skills.models import Outcome, Skill
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
            models.UniqueConstraint(fields=["learner", "form_token"], name="progress_form_logged_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["learner", "-day", "-id"], name="progress_evidence_by_day"),
            models.Index(fields=["learner", "skill", "day"], name="progress_evidence_by_skill"),
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


class SelfAssessment(models.Model):
    """What a learner says of a skill at the start: unverified, and shown so."""

    class Level(models.IntegerChoices):
        """How well, in the learner's own words."""

        NEW = 0, _("New")
        SEEN = 1, _("Seen it")
        USE = 2, _("Use it")
        TEACH = 3, _("Teach it")

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assessments"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    day = models.DateField()
    inferred = models.BooleanField(
        default=False
    )  # taken over from an answer on a skill that rests on this one

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "skill"], name="progress_assessed_once"),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=3), name="progress_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}: {self.get_level_display()}"


class OutcomeShown(models.Model):
    """An outcome that a learner says they have shown, and the day they did."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="outcomes_shown"
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        verbose_name_plural = "outcomes shown"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "outcome"], name="progress_outcome_shown_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} on {self.day}"


class DecayModel(models.Model):
    """A version of the forgetting curve's parameters. Exactly one is in force."""

    name = models.CharField(max_length=20)
    version = models.PositiveIntegerField(unique=True)
    parameters = ArrayField(models.FloatField(), size=21)
    active = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                F("active"), condition=Q(active=True), name="progress_one_model_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"


class MemoryStateQuerySet(models.QuerySet["MemoryState"]):
    """How memory states are asked."""

    def of(self, learner: User) -> MemoryStateQuerySet:
        """Return the states of one learner."""
        return self.filter(learner=learner)

    def due_between(self, first: date, last: date) -> MemoryStateQuerySet:
        """Return held skills due from one day to another, both included: what fades, read off an index."""
        return self.filter(held=True, due_on__range=(first, last))


class MemoryState(models.Model):
    """What we believe about one learner's grasp of one skill. Derived: the log can make it again.

    A row stands exactly for the skills that a learner has touched: any entry, outcome or
    self-assessment above *new*.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memory_states"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    stability = models.FloatField()  # days until recall falls from 100 % to 90 %
    difficulty = models.FloatField()
    last_day = models.DateField()  # the day the curve starts from; partial practice moves it part of the way
    due_on = models.DateField()  # when retention meets the target, or the tools have changed enough
    coverage = models.FloatField()  # 0 to 1, the greatest of outcomes, certificate and self-assessment
    held = models.BooleanField()
    verified = models.BooleanField(default=False)  # a check, certificate or reviewed work stands behind it
    touched_on = models.DateField()  # last day with an entry or an outcome of the skill itself
    model = models.ForeignKey(DecayModel, on_delete=models.PROTECT, related_name="+")

    objects = MemoryStateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "skill"], name="progress_state_unique"),
            models.CheckConstraint(condition=Q(stability__gte=0.001), name="progress_stability_positive"),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=10), name="progress_difficulty_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(coverage__gte=0, coverage__lte=1), name="progress_coverage_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("last_day")), name="progress_due_after_last_day"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(held=True), name="progress_held_by_due_day"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} of {self.learner_id}"
