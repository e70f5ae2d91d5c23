"""The list, one survey's page, and what becomes of it: sent, ended, copied, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from branches import scope
from branches.models import Branch, Unit
from surveys import slips
from surveys.audience import audience
from surveys.choices import BLANK
from surveys.forms.writing import AudienceForm, CodesForm, SendForm, SettingsForm, StartForm
from surveys.models import Participation, Survey
from surveys.presenting import lists, sheet, whom
from surveys.refusals import SurveyRefused
from surveys.services import drafting, sending
from surveys.templates import template

A_PAGE = 25
EARLIER = 12


@require_safe
def listing(request: UserRequest) -> HttpResponse:
    """What I have to answer, and the surveys that I run or oversee."""
    own = Participation.objects.visible_to(request.user).waiting().select_related("survey")
    seen = lists.with_progress(Survey.objects.visible_to(request.user).defer("paper", "intro"))
    page = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": own.order_by("survey__closes_on", "survey_id"),
        "page": page,
        "rows": [lists.Listed(survey) for survey in page],
        "writes": _writes(request),
    }
    return render(request, "surveys/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Begin with nothing, a template or an earlier survey."""
    seen = Survey.objects.visible_to(request.user).sent().light()
    earlier = list(seen.select_related("unit", "branch")[:EARLIER])
    form = StartForm(
        request.POST or None,
        units=Unit.objects.visible_to(request.user).filter(scope.under(_paths(request)))[:60],
        branches=Branch.objects.manageable_by(request.user).filter(pk__in=_secretary_of(request)),
        starts=lists.starts(earlier),
        initial={"start": _asked_start(request), "title": request.GET.get("title", "")},
    )
    if not _writes(request):
        get_object_or_404(Survey.objects.none())
    if form.is_valid():
        given = form.cleaned_data
        kind, _, key = given["start"].partition(":")
        made = drafting.start(
            unit=given["unit"], branch=given["branch"], title=given["title"], by=request.user,
            now=timezone.now(),
            template=template(key) if kind == "t" else None,
            earlier=next((one for one in earlier if kind == "s" and str(one.pk) == key), None),
        )  # fmt: skip
        return redirect(made)
    return render(request, "surveys/new.html", {"form": form})


@require_safe
def survey(request: UserRequest, pk: int) -> HttpResponse:
    """A draft with its questions; a running one with how far it is; an ended one's results."""
    return _page(request, pk)


def _page(request: UserRequest, pk: int, **forms: Form) -> HttpResponse:
    """``send_form`` or ``codes_form`` as it was sent, where it was refused."""
    seen = lists.with_progress(Survey.objects.visible_to(request.user))
    shown = get_object_or_404(seen, pk=pk)
    if shown.is_closed:
        return redirect("surveys:results", pk=pk)
    context: dict[str, Any] = {
        "survey": shown,
        "manages": Survey.objects.manageable_by(request.user).filter(pk=pk).exists(),
        "status": lists.Listed(shown).status,
        "returned": lists.returned(shown),
        "asks": whom.in_words(shown),
    }
    if shown.is_draft:
        context["audience"] = audience(shown, timezone.localdate())
        context["questions"] = shown.questions.select_related("asked_if").order_by("number")
        context["send_form"] = SendForm()
    else:
        context["questions"] = sheet.asked(shown.questionnaire)
        context["codes_form"] = CodesForm()
    return render(request, "surveys/survey.html", context | forms)


@require_http_methods(["GET", "POST"])
def settings(request: UserRequest, pk: int) -> HttpResponse:
    """Title, introduction, anonymous or not."""
    draft = _draft(request, pk)
    form = SettingsForm.of(draft, request.POST or None)
    if form.is_valid() and _done(form, drafting.change, survey=draft, **form.cleaned_data):
        return redirect(draft)
    context = {"form": form, "survey": draft, "title": "标题和匿名"}
    return render(request, "surveys/form.html", context)


@require_http_methods(["GET", "POST"])
def aim(request: UserRequest, pk: int) -> HttpResponse:
    """Whom it asks; the page shows how many that are."""
    draft = _draft(request, pk)
    units = Unit.objects.visible_to(request.user).under(draft.unit)
    nearest = units.filter(depth__lte=draft.unit.depth + 1)
    form = AudienceForm.of(draft, nearest, request.POST or None)
    if form.is_valid() and _done(form, drafting.aim, survey=draft, **form.cleaned_data):
        messages.success(request, "发放范围已保存，人数见下。")
        return redirect("surveys:audience", pk=pk)
    found = audience(draft, timezone.localdate())
    return render(
        request, "surveys/audience.html", {"form": form, "survey": draft, "audience": found}
    )


@require_safe
def preview(request: UserRequest, pk: int) -> HttpResponse:
    """As those who answer will see it."""
    shown = get_object_or_404(Survey.objects.visible_to(request.user), pk=pk)
    questions = sheet.asked(drafting.paper_of(survey=shown))
    context = {"survey": shown, "questions": questions, **sheet.as_stored(shown)}
    return render(request, "surveys/preview.html", context)


@require_POST
def send(request: UserRequest, pk: int) -> HttpResponse:
    """Freeze it and tell everybody. Refused, the dialog comes back."""
    draft = _draft(request, pk)
    form = SendForm(request.POST)
    sent = {"survey": draft, "by": request.user, "now": timezone.now()}
    if form.is_valid() and _done(
        form, sending.send, field="closes_on", **sent, **form.cleaned_data
    ):
        messages.success(request, "问卷已发出，有账号的人会收到消息。")
        return redirect(draft)
    return _page(request, pk, send_form=form)


@require_POST
def end(request: UserRequest, pk: int) -> HttpResponse:
    """Take no more answers, and count."""
    running = get_object_or_404(Survey.objects.manageable_by(request.user).running(), pk=pk)
    sending.end(survey=running, now=timezone.now())
    return redirect("surveys:results", pk=pk)


@require_POST
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    drafting.discard(survey=_draft(request, pk))
    return redirect("surveys:list")


@never_cache
@require_POST
def codes(request: UserRequest, pk: int) -> HttpResponse:
    """New one-time codes as slips to print. They are shown this once."""
    running = get_object_or_404(Survey.objects.manageable_by(request.user).running(), pk=pk)
    form = CodesForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, codes_form=form)
    made = sending.issue_codes(survey=running, number=form.cleaned_data["number"])
    context = {"survey": running, "slips": slips.drawn(made), "address": slips.address()}
    return render(request, "surveys/slips.html", context)


def _writes(request: UserRequest) -> bool:
    held = scope.held_by(request.user)
    return bool(held.unit_paths or held.secretary_ids)


def _paths(request: UserRequest) -> tuple[str, ...]:
    return scope.held_by(request.user).unit_paths


def _secretary_of(request: UserRequest) -> frozenset[int]:
    return scope.held_by(request.user).secretary_ids


def _asked_start(request: UserRequest) -> str:
    """``?start=``, or the first of the list."""
    return request.GET.get("start", "") or BLANK


def _draft(request: UserRequest, pk: int) -> Survey:
    mine = Survey.objects.manageable_by(request.user).drafts()
    return get_object_or_404(mine.select_related("unit", "branch"), pk=pk)


def _done(form: Any, verb: Callable[..., Any], *, field: str | None = None, **given: Any) -> bool:
    """Do it; a refusal goes to the form, or to its only field."""
    try:
        verb(**given)
    except SurveyRefused as refusal:
        form.add_error(field, str(refusal))
        return False
    return True
