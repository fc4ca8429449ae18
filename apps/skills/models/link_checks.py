"""Whether the addresses of resources still answer."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Health(models.TextChoices):
    """How an address stood when it was asked last."""

    ALIVE = "alive", _("alive")
    MOVED = "moved", _("moved")
    GONE = "gone", _("gone")
    DOUBTFUL = "doubtful", _("no answer")


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """How the checks are asked."""

    def due(self, now: datetime) -> LinkCheckQuerySet:
        """Return what wants asking again."""
        return self.filter(due_at__lte=now)

    def ailing(self) -> LinkCheckQuerySet:
        """Return what did not answer where it should."""
        return self.exclude(health=Health.ALIVE)


class LinkCheck(models.Model):
    """What was learned about one address. It belongs to the address, however many skills name it."""

    url = models.CharField(max_length=500, unique=True)
    health = models.CharField(max_length=8, choices=Health.choices)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of HTTP; none without an answer
    moved_to = models.CharField(max_length=2048, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why there was no answer
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(health__in=Health.values), name="skills_link_health_known"),
            models.CheckConstraint(
                condition=Q(health=Health.MOVED) ^ Q(moved_to=""), name="skills_link_moved_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
                name="skills_link_failing_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} ({self.get_health_display()})"
