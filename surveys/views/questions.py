"""The questions of a draft: added, changed, moved, taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from surveys.choices import QuestionKind, SurveyState
from surveys.forms.questions import QuestionForm
from surveys.models import Question, Survey
from surveys.refusals import SurveyRefused
from surveys.services import drafting


@require_http_methods(["GET", "POST"])
def add(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """A question of that kind, at the end."""
    if kind not in QuestionKind.values:
        raise Http404
    draft = get_object_or_404(Survey.objects.manageable_by(request.user).drafts(), pk=pk)
    return _form(request, draft, Question(survey=draft, kind=kind))


@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, pk: int, question: int) -> HttpResponse:
    """One question."""
    chosen = _question(request, pk, question)
    return _form(request, chosen.survey, chosen)


@require_POST
def move(request: UserRequest, pk: int, question: int) -> HttpResponse:
    """One place up, or with ``down`` down."""
    try:
        drafting.move_question(
            question=_question(request, pk, question), up="down" not in request.POST
        )
    except SurveyRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:survey", pk=pk)


@require_POST
def remove(request: UserRequest, pk: int, question: int) -> HttpResponse:
    """Take it out."""
    drafting.remove_question(question=_question(request, pk, question))
    return redirect("surveys:survey", pk=pk)


def _question(request: UserRequest, pk: int, question: int) -> Question:
    mine = Question.objects.manageable_by(request.user).select_related("survey__unit")
    return get_object_or_404(mine, survey=pk, survey__state=SurveyState.DRAFT, pk=question)


def _form(request: UserRequest, survey: Survey, question: Question) -> HttpResponse:
    form = QuestionForm.of(survey, question, request.POST or None)
    if form.is_valid():
        fresh = question.pk is None
        details = {**form.cleaned_data, "kind": question.kind}
        try:
            drafting.put_question(survey=survey, question=None if fresh else question, **details)
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(survey)
    context = {"form": form, "survey": survey, "question": question}
    return render(request, "surveys/question_form.html", context)
