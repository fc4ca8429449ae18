"""Addresses of files into the log and out of it, under the log."""

from django.urls import path

from apps.progress.views import exports, imports

urlpatterns = [
    path("export.<str:form>", exports.export, name="log_export"),
    path("import/", imports.files, name="log_import"),
    path("import/<int:import_id>/", imports.file, name="log_import_file"),
    path("import/<int:import_id>/choose/", imports.choose, name="log_import_choose"),
    path("import/<int:import_id>/start/", imports.act, {"what": "start"}, name="log_import_start"),
    path("import/<int:import_id>/stop/", imports.act, {"what": "stop"}, name="log_import_stop"),
    path("import/<int:import_id>/undo/", imports.act, {"what": "undo"}, name="log_import_undo"),
    path("import/<int:import_id>/errors.csv", imports.errors, name="log_import_errors"),
]
