"""The log and what follows from it, for staff to look at: nobody adds, changes or deletes a row here."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from apps.progress.models import (
    Certificate,
    DecayModel,
    Evidence,
    MemoryState,
    OutcomeShown,
    ProgressImport,
    SelfAssessment,
)


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Rows to look at; a log of millions is not counted, and no filter lists every learner."""

    show_full_result_count = False
    list_per_page = 50
    search_fields: ClassVar[tuple[str, ...]] = ("=learner__email",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: learners write their log, and the rest follows from it."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: the log is append-only, and states are replayed."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse, as above."""
        del request, obj
        return False


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    """The log. Notes and links are the learner's own and are not shown."""

    list_display = ("learner", "skill", "day", "minutes", "kind", "withdrawn", "logged_at")
    list_select_related = ("learner", "skill")
    list_filter = ("kind", "withdrawn")
    ordering = ("-id",)
    fields = ("learner", "skill", "day", "minutes", "kind", "replaces", "withdrawn", "logged_at")


@admin.register(Certificate)
class CertificateAdmin(ReadOnly):
    """Which certificates learners have recorded. Links are the learner's own and are not shown."""

    list_display = ("learner", "certification", "earned_on", "expires_on", "withdrawn_at")
    list_select_related = ("learner", "certification")
    ordering = ("-id",)
    fields = ("learner", "certification", "earned_on", "expires_on", "withdrawn_at", "recorded_at")


@admin.register(ProgressImport)
class ProgressImportAdmin(ReadOnly):
    """Files that learners brought in. What they hold, and what they are called, is not shown."""

    list_display = ("id", "learner", "format", "size", "state", "rows", "adds", "errors", "asked_at")
    list_select_related = ("learner",)
    list_filter = ("state", "format")
    ordering = ("-id",)
    fields = (
        "learner", "format", "size", "state", "rows", "adds", "already", "left_out", "errors", "attempts",
        "asked_at", "finished_at", "undone_at",
    )  # fmt: skip


@admin.register(MemoryState)
class MemoryStateAdmin(ReadOnly):
    """What is believed of each learner and skill."""

    list_display = ("learner", "skill", "held", "coverage", "stability", "last_day", "due_on", "model")
    list_select_related = ("learner", "skill", "model")
    list_filter = ("held", "verified", "model")
    ordering = ("-id",)


@admin.register(OutcomeShown)
class OutcomeShownAdmin(ReadOnly):
    """Which outcomes learners have shown."""

    list_display = ("learner", "outcome", "day")
    list_select_related = ("learner", "outcome")
    ordering = ("-id",)


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(ReadOnly):
    """What learners said of their skills."""

    list_display = ("learner", "skill", "level", "inferred", "day")
    list_select_related = ("learner", "skill")
    list_filter = ("level", "inferred")
    ordering = ("-id",)


@admin.register(DecayModel)
class DecayModelAdmin(ReadOnly):
    """Versions of the forgetting curve."""

    list_display = ("name", "version", "active", "made_at")
    list_filter = ("active",)
    search_fields: ClassVar[tuple[str, ...]] = ()
    ordering = ("-version",)
