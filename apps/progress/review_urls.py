"""Addresses of the review of a lab."""

from django.urls import path

from apps.progress.views import reviews

urlpatterns = [
    path("thanks/", reviews.thanks, name="review_thanks"),
    path("<str:token>/", reviews.review, name="review"),
]
