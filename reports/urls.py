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
    path("turnout/", views.turnout, name="turnout"),
    path("turnout/list/", views.turnout_list, name="turnout_list"),
    path("branch/<str:code>/", views.branch, name="branch"),
    path("reports/", views.reports, name="reports"),
    path("reports/new/", views.new_report, name="new_report"),
    path("reports/texts/<slug:kind>/", views.texts, name="texts"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/file/<slug:form>/", views.report_file, name="report_file"),
    path("reports/<int:pk>/figures/<slug:code>/", views.report_figure, name="report_figure"),
    path(
        "reports/<int:pk>/figures/<slug:code>/sheet/",
        views.report_figure_sheet,
        name="report_figure_sheet",
    ),
    path("reports/<int:pk>/recounted/", views.recounted, name="recounted"),
    path("reports/<int:pk>/cancel/", views.cancel_report, name="cancel_report"),
    path("reports/<int:pk>/retry/", views.retry_report, name="retry_report"),
    path("reports/<int:pk>/layout/", views.lay_out_report, name="lay_out_report"),
    path("statistics/<slug:code>/", views.statistic, name="statistic"),
    path("statistics/<slug:code>/list/", views.counted, name="counted"),
    path("statistics/<slug:code>/list/sheet/", views.counted_sheet, name="counted_sheet"),
    path("search/", views.search, name="search"),
]
