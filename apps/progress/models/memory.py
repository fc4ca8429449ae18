"""The memory states derived from the log, and the curves they were derived with."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.skills.models import Skill
from apps.users.models import User


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
