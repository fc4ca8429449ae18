"""Addresses of the log."""

from django.urls import include, path

from apps.progress.views import certificates, entry, history, log, proofs

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
    path("proofs/new/<int:lab_id>/", proofs.new, name="proof_new"),
    path("proofs/<int:proof_id>/", proofs.proof, name="proof"),
    path("proofs/<int:proof_id>/edit/", proofs.edit, name="proof_edit"),
    path("proofs/<int:proof_id>/withdraw/", proofs.withdraw, name="proof_withdraw"),
    path("proofs/<int:proof_id>/restore/", proofs.restore, name="proof_restore"),
    path("proofs/<int:proof_id>/ask/", proofs.ask, name="review_ask"),
    path("proofs/<int:proof_id>/reviews/<int:review_id>/revoke/", proofs.revoke, name="review_revoke"),
    path(
        "proofs/<int:proof_id>/reviews/<int:review_id>/take-back/", proofs.take_back, name="review_take_back"
    ),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/new/", certificates.new, name="certificate_new"),
    path("certificates/<int:certificate_id>/edit/", certificates.edit, name="certificate_edit"),
    path("certificates/<int:certificate_id>/withdraw/", certificates.withdraw, name="certificate_withdraw"),
    path("certificates/<int:certificate_id>/restore/", certificates.restore, name="certificate_restore"),
    path("certificates/<int:certificate_id>/extend/", certificates.extend, name="certificate_extend"),
]
