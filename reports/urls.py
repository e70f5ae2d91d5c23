"""Addresses of boards, homes, branch pages and search."""

from __future__ import annotations

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/sheet/", views.board_sheet, name="board_sheet"),
    path("board/<str:code>/<str:kind>/", views.cell, name="cell"),
    path("standing/", views.standing, name="standing"),
    path("branch/<str:code>/", views.branch, name="branch"),
    path("search/", views.search, name="search"),
]
