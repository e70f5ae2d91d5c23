"""Addresses of backups."""

from __future__ import annotations

from django.urls import path

from backups import views

app_name = "backups"
urlpatterns = [
    path("", views.backups, name="list"),
    path("now/", views.back_up_now, name="now"),
]
