"""Addresses of the users app, beside allauth's."""

from django.urls import path

from apps.users.views.accounts import resend_confirmation

urlpatterns = [
    path("resend/", resend_confirmation, name="account_resend"),
]
