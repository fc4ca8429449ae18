"""Addresses of one's data, under the settings."""

from django.urls import path

from apps.users.views import data

urlpatterns = [
    path("", data.data, name="settings_data"),
    path("download/", data.download, name="settings_data_download"),
    path("delete/", data.delete, name="settings_data_delete"),
]
