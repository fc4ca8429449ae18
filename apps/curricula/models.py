"""What a learner decided about their own course."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.skills.models import Skill


class Postponement(models.Model):
    """A skill that a learner does not want proposed before a day."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="postponements"
    )
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "skill"], name="curricula_postponed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} not before {self.until}"


class StepChoice(models.Model):
    """The step that a learner put first instead of the one proposed; gone once the skill is held."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="step_choice"
    )
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    chosen_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.learner_id} chose {self.skill_id}"
