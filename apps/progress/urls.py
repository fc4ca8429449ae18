"""Addresses of the log."""

from django.urls import path

from apps.progress.views import entry, history, log

urlpatterns = [
    path("", log.log, name="log"),
    path("suggest/", log.suggest, name="log_suggest"),
    path("undo/", entry.undo, name="log_undo"),
    path("history/", history.history, name="log_history"),
    path("week/", history.week, name="log_week"),
    path("new/", entry.new, name="log_new"),
    path("<int:evidence_id>/edit/", entry.edit, name="log_edit"),
    path("<int:evidence_id>/delete/", entry.delete, name="log_delete"),
]
