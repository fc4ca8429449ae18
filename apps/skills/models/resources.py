"""Where a skill can be learned."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.skills.models.retirement import RetirableQuerySet
from apps.skills.models.skills import Skill


class ResourceKind(models.TextChoices):
    """What a resource is."""

    DOCS = "docs", _("Docs")
    COURSE = "course", _("Course")
    BOOK = "book", _("Book")
    ARTICLE = "article", _("Article")
    VIDEO = "video", _("Video")
    LAB = "lab", _("Lab")


class Resource(models.Model):
    """Where a skill can be learned. One address may serve several skills."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="resources")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500)
    provider = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=ResourceKind.choices)
    minutes = models.PositiveIntegerField()
    free = models.BooleanField()
    address_check = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RetirableQuerySet["Resource"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["skill", "url"], name="skills_resource_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=ResourceKind.values), name="skills_resource_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="skills_resource_url_is_web",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["url"], name="skills_resource_url"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="skills_resource_title_trgm"),
        ]

    def __str__(self) -> str:
        return self.title
