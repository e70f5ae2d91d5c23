"""Addresses of the app."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

app_name = "reports"
urlpatterns = [
    path("branch/<str:code>/", RedirectView.as_view(pattern_name="branches:posts"), name="branch"),
]
