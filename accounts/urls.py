"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from accounts.views import entry, me

app_name = "accounts"
urlpatterns = [
    path("login/", entry.login, name="login"),
    path("login/code/", entry.code, name="code"),
    path("logout/", entry.logout, name="logout"),
    path("act-as/<int:pk>/", entry.act_as, name="act_as"),
    path("me/", me.me, name="me"),
    path("me/password/", me.password, name="password"),
    path("me/sessions/<str:handle>/end/", me.end_session, name="end_session"),
]
