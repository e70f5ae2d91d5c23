"""Addresses of people and their rosters."""

from __future__ import annotations

from django.urls import path

from members.views import imports, people, roster

app_name = "members"
urlpatterns = [
    path("", roster.roster, name="list"),
    path("menu/<slug:name>/", roster.menu, name="filter"),
    path("export/", roster.export, name="export"),
    path("export/full/", roster.export_full, name="export_full"),
    path("selected/", roster.selected, name="selected"),
    path("imports/", imports.uploads, name="imports"),
    path("imports/template/", imports.template, name="template"),
    path("imports/<int:pk>/", imports.roster_import, name="import"),
    path("imports/<int:pk>/sheet/", imports.choose_sheet, name="choose_sheet"),
    path("imports/<int:pk>/fix/", imports.fix_cell, name="fix_cell"),
    path("imports/<int:pk>/missing/", imports.create_missing, name="create_missing"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("imports/<int:pk>/discard/", imports.discard, name="discard"),
    path("imports/<int:pk>/refused/", imports.refused, name="refused"),
    path("new/", people.new, name="new"),
    path("<int:pk>/", people.member, name="member"),
    path("<int:pk>/edit/", people.edit, name="edit"),
    path("<int:pk>/move/", people.move, name="move"),
    path("<int:pk>/leave/", people.leave, name="leave"),
    path("<int:pk>/<slug:number>/", people.reveal, name="reveal"),
]
