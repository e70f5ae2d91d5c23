"""Addresses of people and their rosters."""

from __future__ import annotations

from django.urls import path

from members.views import people, roster

app_name = "members"
urlpatterns = [
    path("", roster.roster, name="list"),
    path("menu/<slug:name>/", roster.menu, name="filter"),
    path("export/", roster.export, name="export"),
    path("export/full/", roster.export_full, name="export_full"),
    path("selected/", roster.selected, name="selected"),
    path("new/", people.new, name="new"),
    path("<int:pk>/", people.member, name="member"),
    path("<int:pk>/edit/", people.edit, name="edit"),
    path("<int:pk>/move/", people.move, name="move"),
    path("<int:pk>/leave/", people.leave, name="leave"),
    path("<int:pk>/<slug:number>/", people.reveal, name="reveal"),
]
