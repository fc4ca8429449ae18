"""The outbox for staff: what was planned for whom, how it ended and why; never a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from apps.nudges.models import Nudge

if TYPE_CHECKING:
    NudgeModelAdmin = admin.ModelAdmin[Nudge]
else:
    NudgeModelAdmin = admin.ModelAdmin


@admin.register(Nudge)
class NudgeAdmin(NudgeModelAdmin):
    """What went out or did not, to be read only: a row tells what happened."""

    list_display = ("due_at", "kind", "period", "learner", "state", "attempts", "finished_at", "error")
    list_filter = ("state", "kind")
    list_select_related = ("learner",)
    search_fields = ("learner__email", "to", "period")
    date_hierarchy = "due_at"
    fields = (
        "learner",
        "kind",
        "period",
        "due_at",
        "expires_at",
        "state",
        "attempts",
        "next_try_at",
        "to",
        "subject",
        "finished_at",
        "error",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: mails are planned by the calendar."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Nudge | None = None) -> bool:
        """Refuse: a row tells what happened."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Nudge | None = None) -> bool:
        """Refuse: no mail goes without a trace."""
        del request, obj
        return False
