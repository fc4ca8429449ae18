"""Addresses of the log."""

from django.urls import include, path

from apps.progress.views import certificates, entry, history, log

urlpatterns = [
    path("", log.log, name="log"),
    path("suggest/", log.suggest, name="log_suggest"),
    path("undo/", entry.undo, name="log_undo"),
    path("history/", history.history, name="log_history"),
    path("week/", history.week, name="log_week"),
    path("", include("apps.progress.file_urls")),
    path("new/", entry.new, name="log_new"),
    path("<int:evidence_id>/edit/", entry.edit, name="log_edit"),
    path("<int:evidence_id>/delete/", entry.delete, name="log_delete"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/new/", certificates.new, name="certificate_new"),
    path("certificates/<int:certificate_id>/edit/", certificates.edit, name="certificate_edit"),
    path("certificates/<int:certificate_id>/withdraw/", certificates.withdraw, name="certificate_withdraw"),
    path("certificates/<int:certificate_id>/restore/", certificates.restore, name="certificate_restore"),
    path("certificates/<int:certificate_id>/extend/", certificates.extend, name="certificate_extend"),
]
