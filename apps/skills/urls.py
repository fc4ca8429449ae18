"""Addresses of the catalogue's pages."""

from django.urls import path

from apps.skills.views import catalogue, drafts
from apps.skills.views.links import links

urlpatterns = [
    path("", catalogue.overview, name="catalogue"),
    path("edit/", drafts.edit, name="catalogue_edit"),
    path("upload/", drafts.upload, name="catalogue_upload"),
    path("drafts/<int:draft_id>/", drafts.draft, name="catalogue_draft"),
    path("drafts/<int:draft_id>/commit/", drafts.commit, name="catalogue_commit"),
    path("drafts/<int:draft_id>/discard/", drafts.discard, name="catalogue_discard"),
    path("imports/", catalogue.history, name="catalogue_imports"),
    path("imports/<int:catalogue_id>/", catalogue.one_import, name="catalogue_import"),
    path("imports/<int:catalogue_id>/put-back/", catalogue.back, name="catalogue_put_back"),
    path("links/", links, name="catalogue_links"),
]
