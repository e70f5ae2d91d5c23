"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from surveys.views import answering, questions, results, surveys

app_name = "surveys"
urlpatterns = [
    path("", surveys.listing, name="list"),
    path("new/", surveys.new, name="new"),
    path("code/", answering.code, name="code"),
    path("thanks/", answering.thanks, name="thanks"),
    path("privacy/", answering.privacy, name="privacy"),
    path("<int:pk>/", surveys.survey, name="survey"),
    path("<int:pk>/settings/", surveys.settings, name="settings"),
    path("<int:pk>/audience/", surveys.aim, name="audience"),
    path("<int:pk>/preview/", surveys.preview, name="preview"),
    path("<int:pk>/send/", surveys.send, name="send"),
    path("<int:pk>/end/", surveys.end, name="end"),
    path("<int:pk>/discard/", surveys.discard, name="discard"),
    path("<int:pk>/codes/", surveys.codes, name="codes"),
    path("<int:pk>/add/<slug:kind>/", questions.add, name="add_question"),
    path("<int:pk>/questions/<int:question>/", questions.edit, name="edit_question"),
    path("<int:pk>/questions/<int:question>/move/", questions.move, name="move"),
    path("<int:pk>/questions/<int:question>/remove/", questions.remove, name="remove_question"),
    path("<int:pk>/answer/", answering.answer, name="answer"),
    path("<int:pk>/answer/keep/", answering.keep, name="keep"),
    path("<int:pk>/results/", results.results, name="results"),
    path("<int:pk>/results/cross/", results.cross, name="cross"),
    path("<int:pk>/results/compare/", results.compare, name="compare"),
    path("<int:pk>/results/named/", results.named, name="named"),
    path("<int:pk>/results/sheet/", results.workbook, name="workbook"),
    path("<int:pk>/results/document/", results.document, name="document"),
]
