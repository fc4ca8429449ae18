"""What one learns for: roles, the choice of one, and certifications."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.skills.models.retirement import RetirableQuerySet
from apps.skills.models.skills import Skill


class Role(models.Model):
    """A job to aim at: which skills it asks for, and where its balance lies."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=400)
    band_low = models.FloatField()  # lowest healthy ML share
    band_high = models.FloatField()
    target_mastery = models.JSONField(default=dict)  # domain slug to share, as in the file
    listed_skills = ArrayField(
        models.SlugField(max_length=80), default=list
    )  # when authors override the list
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    skills = models.ManyToManyField(Skill, related_name="roles")  # computed at import

    objects = RetirableQuerySet["Role"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(band_low__gte=0, band_high__lte=1, band_low__lt=F("band_high")),
                name="skills_role_band_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleChoice(models.Model):
    """The role a learner aims at."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_choice"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.learner_id} aims at {self.role_id}"


class Certification(models.Model):
    """A public certification and the skills it touches."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    code = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    url = models.URLField(max_length=500)
    exam_guide_url = models.URLField(max_length=500, blank=True)
    status = models.CharField(max_length=16)
    status_detail = models.CharField(max_length=400)
    status_as_of = models.CharField(max_length=10, blank=True)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    skills = models.ManyToManyField(Skill, related_name="certifications")

    objects = RetirableQuerySet["Certification"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.name
