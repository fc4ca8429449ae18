"""What authors are about to import."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.skills.models.catalogues import Catalogue


class Way(models.TextChoices):
    """How the files of a draft meet what is stored."""

    FILES = "files", _("each takes the place of the file of its name")
    ENTRIES = "entries", _("their entries are added, or take the place of those with the same id")
    WHOLE = "whole", _("each section that they name is replaced")


class CatalogueDraft(models.Model):
    """Catalogue files that wait to be imported or thrown away. Every author sees every draft."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    files = models.JSONField()  # name to text
    # The catalogue that was in force when its files were last touched; none before the first import.
    base = models.ForeignKey(Catalogue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    put_back = models.ForeignKey(  # the import whose catalogue this draft brings back
        Catalogue, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="skills_draft_way_known"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
