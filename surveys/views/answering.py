"""Answering: as oneself, or with a one-time code and without a login.

What is posted here appears in no error report (``sensitive_post_parameters``) and is written
nowhere but into the ballot box.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import client_address
from accounts.requests import UserRequest
from surveys import throttle
from surveys.models import AnswerDraft, Participation
from surveys.paper import AnswersRefused
from surveys.presenting import sheet
from surveys.refusals import DraftClash, SurveyRefused
from surveys.services import answering, keeping

WRONG = "代码不对，请照纸条再输一遍。"
LOCKED = "输错次数太多，请 10 分钟后再试。"
ELSEWHERE = "另一台设备"
CLASH = "您在另一台设备上又填过，和这里的不一样，还没有交。核对后再点一次「交卷」，就以这里的为准。"
LONGEST_NUMBER = 9


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """One's own sheet; afterwards the same address says that it has been handed in."""
    participation = answering.own(user=request.user, survey=pk)
    if participation is None:
        raise Http404
    context: dict[str, Any] = {"key": f"{pk}-{request.user.pk}"}
    if request.method == "POST":
        problem = _hand_in(participation, request)
        if problem is None:
            return redirect("surveys:answer", pk=pk)
        context |= problem
    return _page(request, participation, context)


@never_cache
@sensitive_post_parameters()
@require_POST
def keep(request: UserRequest, pk: int) -> HttpResponse:
    """What static/js/autosave.js sends of a sheet under one's name; see there for the answers."""
    try:
        draft = keeping.keep(
            user=request.user,
            survey=pk,
            given=dict(request.POST.lists()),
            version=_version(request) or 0,
            now=timezone.now(),
        )
    except Participation.DoesNotExist as unknown:
        raise Http404 from unknown
    except DraftClash as clash:
        theirs = clash.theirs
        return JsonResponse(_kept(theirs) | {"by": ELSEWHERE, "values": theirs.given}, status=409)
    except SurveyRefused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    return JsonResponse(_kept(draft))


def _kept(draft: AnswerDraft) -> dict[str, Any]:
    return {"version": draft.version, "saved_at": draft.saved_at.isoformat()}


def _version(request: HttpRequest) -> int | None:
    """That of the draft which the page shows; None where it shows none."""
    return _number(request.POST.get("version", ""))


def _number(typed: str) -> int | None:
    fits = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER
    return int(typed) if fits else None


@never_cache
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Open a questionnaire with a code from a slip of paper, and hand it in with the same code.

    The code comes in the body, never in the address: no access log knows it.
    """
    if request.method == "GET":
        return render(request, "surveys/code.html")
    address = client_address(request)
    if throttle.is_locked(address):
        return render(request, "surveys/code.html", {"error": LOCKED})
    typed = request.POST.get("code", "")
    participation = answering.by_code(code=typed)
    if participation is None:
        throttle.note_wrong(address)
        return render(request, "surveys/code.html", {"error": WRONG})
    context: dict[str, Any] = {"code": typed, "key": f"code-{participation.pk}"}
    if "hand_in" in request.POST and participation.handed_in_on is None:
        problem = _hand_in(participation, request)
        if problem is None:
            return redirect("surveys:thanks")
        context |= problem
    return _page(request, participation, context)


@require_safe
@login_not_required
def thanks(request: HttpRequest) -> HttpResponse:
    """After handing in with a code; it says nothing of the survey, whose code is used up."""
    return render(request, "surveys/thanks.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, in plain words, and the way back to the sheet from which it was opened."""
    context = {"survey": _number(request.GET.get("survey", "")), "with_code": "code" in request.GET}
    return render(request, "surveys/privacy.html", context)


def _hand_in(participation: Participation, request: HttpRequest) -> dict[str, Any] | None:
    """None when it is in; else what the page has to say."""
    given = dict(request.POST.lists())
    try:
        answering.hand_in(
            participation=participation,
            given=given,
            today=timezone.localdate(),
            version=_version(request),
        )
    except AnswersRefused as refusal:
        return {"given": given, "problems": refusal.problems, "version": _version(request)}
    except DraftClash as clash:
        return {"given": given, "error": CLASH, "version": clash.theirs.version}
    except SurveyRefused as refusal:
        return {"given": given, "error": str(refusal)}
    return None


def _page(
    request: HttpRequest, participation: Participation, context: dict[str, Any]
) -> HttpResponse:
    survey = participation.survey
    if participation.handed_in_on or not survey.is_open:
        template = "surveys/handed_in.html"
    else:
        template = "surveys/answer.html"
        groups = survey.groups or [""]
        draft = None if "given" in context else keeping.kept(participation=participation)
        given = context.get("given") or (draft.given if draft else None)
        context |= {
            "draft": draft,
            "version": draft.version if draft else context.get("version") or 0,
            "keeps": not survey.is_anonymous and participation.member_id,
            "questions": sheet.asked(survey.questionnaire, given, context.get("problems")),
            "promises": list(sheet.promises(survey, groups[participation.group])),
        }
    return render(request, template, {**context, "survey": survey, "participation": participation})
