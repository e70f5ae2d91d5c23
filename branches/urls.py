"""Addresses of units and Party organisations."""

from __future__ import annotations

from django.urls import path

from branches.views import groups, holidays, organisations, posts, provisions, tree, units

app_name = "branches"
urlpatterns = [
    path("units/", tree.tree, name="tree"),
    path("units/<str:code>/", tree.unit, name="unit"),
    path("units/<str:code>/children/", tree.children, name="children"),
    path("units/<str:code>/new/", units.found, name="found_unit"),
    path("units/<str:code>/rename/", units.rename, name="rename_unit"),
    path("units/<str:code>/move/", units.move, name="move_unit"),
    path("units/<str:code>/close/", units.close, name="close_unit"),
    path("units/<str:code>/reopen/", units.reopen, name="reopen_unit"),
    path("units/<str:code>/posts/", posts.unit_posts, name="unit_posts"),
    path("units/<str:code>/organisations/new/", organisations.found, name="found_branch"),
    path("organisations/theme-days/", organisations.theme_days, name="theme_days"),
    path("organisations/<str:code>/change/", organisations.change, name="change_branch"),
    path("organisations/<str:code>/dissolve/", organisations.dissolve, name="dissolve_branch"),
    path("organisations/<str:code>/coverage/", organisations.coverage, name="coverage"),
    path("coverage/<int:pk>/end/", organisations.uncover, name="uncover"),
    path("organisations/<str:code>/groups/", groups.groups, name="groups"),
    path("groups/<int:pk>/rename/", groups.rename, name="rename_group"),
    path("groups/<int:pk>/dissolve/", groups.dissolve, name="dissolve_group"),
    path("organisations/<str:code>/posts/", posts.posts, name="posts"),
    path("posts/people/", posts.people, name="people"),
    path("posts/system/", posts.system_posts, name="system_posts"),
    path("posts/<int:pk>/relieve/", posts.relieve, name="relieve"),
    path("provisions/", provisions.provisions, name="provisions"),
    path("provisions/<str:code>/adjust/", provisions.adjust_provision, name="adjust_provision"),
    path(
        "provisions/overrides/<int:pk>/withdraw/",
        provisions.withdraw_provision,
        name="withdraw_provision",
    ),
    path("holidays/", holidays.holidays, name="holidays"),
    path("holidays/mark/", holidays.mark_day, name="mark_day"),
    path("holidays/days/<int:pk>/remove/", holidays.unmark_day, name="unmark_day"),
    path("holidays/<int:year>/edit/", holidays.edit_year, name="edit_holidays"),
]
