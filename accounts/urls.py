"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from accounts.views import entry, factor, me, people, tokens, trail

app_name = "accounts"
urlpatterns = [
    path("login/", entry.login, name="login"),
    path("login/code/", entry.code, name="code"),
    path("logout/", entry.logout, name="logout"),
    path("act-as/<int:pk>/", entry.act_as, name="act_as"),
    path("me/", me.me, name="me"),
    path("me/password/", me.password, name="password"),
    path("me/sessions/<str:handle>/end/", me.end_session, name="end_session"),
    path("me/second-factor/", factor.switch_on, name="second_factor"),
    path("me/second-factor/off/", factor.switch_off, name="second_factor_off"),
    path("me/second-factor/codes/", factor.recovery_codes, name="recovery_codes"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("me/looks/", trail.looks, name="looks"),
    path("audit/", trail.trail, name="audit"),
    path("audit/file/", trail.trail_file, name="audit_file"),
    path("audit/logins/", trail.logins, name="logins"),
    path("audit/failed-logins/", trail.failed_logins, name="failed_logins"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new, name="new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/reset-password/", people.reset_password, name="reset_password"),
    path("people/<int:pk>/unlock/", people.unlock, name="unlock"),
    path("people/<int:pk>/take-second-factor/", people.take_second_factor, name="take_factor"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<int:pk>/activate/", people.activate, name="activate"),
]
