"""A download of all of one person's data, asked for, built by a worker and kept for a day."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    """How far a download got."""

    WAITING = "waiting", _("waits")
    BUILDING = "building", _("is being built")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


UNDER_WAY: tuple[ExportState, ...] = (ExportState.WAITING, ExportState.BUILDING)


class DataExportQuerySet(models.QuerySet["DataExport"]):
    """How downloads are asked."""

    def due(self, now: datetime) -> DataExportQuerySet:
        """Return what may be built now, also where a worker began and did not come back."""
        waiting = Q(state=ExportState.WAITING, next_try_at__lte=now)
        return self.filter(waiting | Q(state=ExportState.BUILDING, lease_until__lt=now))

    def ready(self, now: datetime) -> DataExportQuerySet:
        """Return what may be downloaded."""
        return self.filter(state=ExportState.READY, expires_at__gt=now)

    def over(self, now: datetime) -> DataExportQuerySet:
        """Return what has run out."""
        return self.filter(expires_at__lte=now)


class DataExport(models.Model):
    """One download. A person has one under way at most."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    asked_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    # The number of the claim: whoever holds an older one may not write any more.
    fence = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # of a ready or failed one; then the row goes

    objects = DataExportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=ExportState.values), name="users_export_state_known"
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(state__in=UNDER_WAY), name="users_export_one_under_way"
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.BUILDING, lease_until__isnull=False)
                | (~Q(state=ExportState.BUILDING) & Q(lease_until__isnull=True)),
                name="users_export_leased_while_building",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, finished_at__isnull=True, expires_at__isnull=True)
                | Q(
                    ~Q(state__in=UNDER_WAY),
                    finished_at__isnull=False,
                    expires_at__gt=F("finished_at"),
                ),
                name="users_export_runs_out_once_finished",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=UNDER_WAY), name="users_export_under_way"
            ),
            models.Index(
                fields=["expires_at"], condition=Q(expires_at__isnull=False), name="users_export_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"download {self.pk} ({self.get_state_display()})"


class DataExportPiece(models.Model):
    """A piece of the file of a download: in pieces, so that nobody holds all of it in memory."""

    export = models.ForeignKey(DataExport, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["export", "number"], name="users_export_piece_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of download {self.export_id}"
