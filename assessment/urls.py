"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from assessment.views import branches, claims, members, objections, rules, settlements

app_name = "assessment"
urlpatterns = [
    path("", members.mine, name="mine"),
    path("members/<int:pk>/", members.member, name="member"),
    path("branches/<str:code>/", branches.branch, name="branch"),
    path("branches/<str:code>/<str:quarter>/", settlements.settlement, name="settlement"),
    path("branches/<str:code>/<str:quarter>/reopen/", settlements.reopen, name="reopen"),
    path(
        "branches/<str:code>/<str:quarter>/object/",
        objections.raise_objection,
        name="raise_objection",
    ),
    path("branches/<str:code>/<str:quarter>/<slug:verb>/", settlements.settle, name="settle"),
    path("settlements/", settlements.settlements, name="settlements"),
    path("settlements/<str:quarter>/<slug:verb>/", settlements.settle_all, name="settle_all"),
    path("objections/", objections.objections, name="objections"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("claims/", claims.claims, name="claims"),
    path("claims/new/", claims.propose, name="propose"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/evidence/", claims.evidence, name="evidence"),
    path("claims/<int:pk>/withdraw/", claims.withdraw, name="withdraw"),
    path("claims/<int:pk>/revoke/", claims.revoke, name="revoke"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<int:pk>/", rules.rule_set, name="rule_set"),
    path("rules/<int:pk>/copy/", rules.copy, name="copy_rule_set"),
    path("rules/<int:pk>/terms/", rules.terms, name="terms"),
    path("rules/<int:pk>/add/", rules.add_rule, name="add_rule"),
    path("rules/<int:pk>/simulate/", rules.simulate, name="simulate"),
    path("rules/<int:pk>/enact/", rules.enact, name="enact"),
    path("rules/<int:pk>/discard/", rules.discard, name="discard"),
    path("rules/<int:pk>/<int:rule>/", rules.edit_rule, name="edit_rule"),
    path("rules/<int:pk>/<int:rule>/remove/", rules.remove_rule, name="remove_rule"),
]
