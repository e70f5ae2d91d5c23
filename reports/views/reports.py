"""Compiled documents: the list, ordering one, how far it is, its files, its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.requests import UserRequest
from branches.choices import UNIT_ROLES
from branches.models import Unit
from branches.scope import held_by
from reports import asking
from reports.choices import ReportKind
from reports.documents import figures, recount
from reports.documents.showing import Shown
from reports.files import sent
from reports.forms import OrderForm, TextsForm
from reports.models import Paragraph, Report
from reports.periods import switcher
from reports.refusals import ReportRefused, TextClash
from reports.services import paragraphs
from reports.services import reports as verbs
from reports.statistics import by_noun

REPORTS_A_PAGE = 20


def _compiles(request: UserRequest) -> bool:
    post = held_by(request.user).post
    return post is not None and post.role in UNIT_ROLES


def _own(request: UserRequest, pk: int) -> Report:
    found = Report.objects.manageable_by(request.user).select_related("unit", "created_by")
    return get_object_or_404(found, pk=pk)


@require_safe
def reports(request: UserRequest) -> HttpResponse:
    """What has been compiled, and the catalogue of statistics."""
    question = asking.question_of(request.user, request.GET, timezone.now())
    if question is None:
        raise Http404
    compiled = Report.objects.visible_to(request.user).select_related("unit").light()
    context = {
        "question": question,
        "address": asking.address(question),
        "switcher": switcher(question),
        "nouns": by_noun(),
        "compiles": _compiles(request),
        "page": Paginator(compiled, REPORTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/reports.html", context)


@require_http_methods(["GET", "POST"])
def new_report(request: UserRequest) -> HttpResponse:
    """Kind, unit and period are filled in: one more click. Another kind fetches its periods."""
    if not _compiles(request):
        raise Http404
    today, now = timezone.localdate(), timezone.now()
    form = OrderForm(
        request.POST or None,
        user=request.user,
        today=today,
        chosen=request.GET.get("kind", ""),
        period=request.GET.get("period", ""),
    )
    if request.htmx and request.method == "GET":
        return render(request, "reports/new_report.html#period", {"form": form})
    there = None
    if form.is_valid():
        there = _there_already(request, form)
    if form.is_valid() and there is None:
        try:
            report = verbs.order_report(**form.cleaned_data, as_of=now, by=request.user)
        except ReportRefused as refusal:
            form.add_error("period", str(refusal))
        else:
            return redirect(report)
    elif form.has_error("unit", "invalid_choice"):
        raise Http404
    context = {"form": form, "kinds": ReportKind, "there": there}
    return render(request, "reports/new_report.html", context)


def _there_already(request: UserRequest, form: OrderForm) -> Report | None:
    """A report of the same that somebody has compiled: one is asked first. Not when this very form
    has made it."""
    asked = form.cleaned_data
    found = Report.objects.manageable_by(request.user)
    if "again" in request.POST or found.filter(token=asked["token"]).exists():
        return None
    return verbs.like(kind=asked["kind"], unit=asked["unit"], period=asked["period"], reports=found)


@require_safe
def report(request: UserRequest, pk: int) -> HttpResponse:
    """How far it is; when it is done, what it says and its files."""
    found = _own(request, pk)
    context: dict[str, Any] = {"report": found, "silent": found.is_silent(timezone.now())}
    if request.htmx:
        if not found.is_working:
            return HttpResponseClientRefresh()
        return render(request, "reports/report.html#progress", context)
    if found.is_done:
        context["shown"] = Shown(found, figures.read(found.figures))
    return render(request, "reports/report.html", context)


@require_safe
def report_file(request: UserRequest, pk: int, form: str) -> HttpResponseBase:
    """Word, Excel with the lists, or the bare figures."""
    found = _own(request, pk)
    if not found.is_done:
        raise Http404
    return sent(found, form)


@require_safe
def recounted(request: UserRequest, pk: int) -> HttpResponse:
    """Counted again as of the same moment: what is otherwise by now, and why that may be."""
    found = _own(request, pk)
    if not found.is_done:
        raise Http404
    context = {"report": found, "differences": recount.differences(found)}
    return render(request, "reports/recounted.html", context)


def _act(
    request: UserRequest, pk: int, verb: Callable[..., None], **arguments: Any
) -> HttpResponse:
    found = _own(request, pk)
    try:
        verb(report=found, **arguments)
    except ReportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_POST
def cancel_report(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, pk, verbs.cancel)


@require_POST
def retry_report(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, pk, verbs.try_again, now=timezone.now())


@require_POST
def lay_out_report(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, pk, verbs.lay_out_again, now=timezone.now())


@require_http_methods(["GET", "POST"])
def texts(request: UserRequest, kind: str) -> HttpResponse:
    """The words that the office adds, kept for the next document of the kind."""
    place = asking.place_of(request.user, request.GET.get("unit", ""))
    if place is None or not _compiles(request) or kind not in ReportKind.values:
        raise Http404
    chosen = ReportKind(kind)
    rows = Paragraph.objects.manageable_by(request.user).filter(unit=place.unit, kind=chosen)
    known = {row.section: (row.text, row.version) for row in rows}
    form = TextsForm(request.POST or None, kind=chosen, known=known)
    if form.is_valid() and _keep(request, form, place.unit, chosen, timezone.now()):
        messages.success(request, "已保存，下次编制就用这些文字。")
        return redirect(f"{request.path}?unit={place.unit.code}")
    context = {"form": form, "kind": chosen, "unit": place.unit}
    return render(request, "reports/texts.html", context)


def _keep(
    request: UserRequest, form: TextsForm, unit: Unit, kind: ReportKind, now: datetime
) -> bool:
    """Whether the words were kept; a clash stands at the form, with what one has written."""
    try:
        paragraphs.write_texts(
            unit=unit, kind=kind, texts=form.texts, versions=form.versions, by=request.user, now=now
        )
    except TextClash as clash:
        form.add_error(None, str(clash))
        return False
    return True
