"""Addresses of the catalogue's pages."""

from django.urls import path

from apps.skills.views.links import links

urlpatterns = [
    path("links/", links, name="catalogue_links"),
]
