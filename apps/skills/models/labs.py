"""What trains a skill on one's own machine."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.skills.models.retirement import RetirableQuerySet
from apps.skills.models.skills import Skill


class Lab(models.Model):
    """An exercise with a check that tells by itself whether it worked. A skill has one or none.

    A lab stays with its skill for as long as there are rows: what was proved by it is about that skill.
    """

    slug = models.SlugField(max_length=60, unique=True)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="labs")
    title = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField()
    tools = ArrayField(models.CharField(max_length=80), default=list)
    summary = models.CharField(max_length=400)
    steps = models.JSONField(default=list)  # of {do, code} in their order; code may be empty
    check_do = models.TextField()
    check_expect = models.CharField(max_length=400)
    proof = models.CharField(max_length=400)  # what to keep, and what it must show
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RetirableQuerySet["Lab"].as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["skill"], condition=Q(retired_at__isnull=True), name="skills_lab_one_a_skill"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=30, minutes__lte=120), name="skills_lab_minutes_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.title
