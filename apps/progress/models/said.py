"""What learners say of their skills outside the log: at the start, and of outcomes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.skills.models import Outcome, Skill


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
