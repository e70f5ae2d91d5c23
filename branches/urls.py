"""Addresses of units and Party organisations."""

from __future__ import annotations

from django.urls import path

from branches.views import holidays, provisions

app_name = "branches"
urlpatterns = [
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
