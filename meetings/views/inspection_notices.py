"""The notice of an inspection: worded, published, printed, corrected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from meetings.choices import Grade
from meetings.forms.inspections import CorrectionForm, WordingForm
from meetings.inspections.outcome import Outcome
from meetings.inspections.wording import paragraphs
from meetings.models import Inspection
from meetings.services import inspection_notices as services
from meetings.services.refusals import InspectionRefused, WordingClash


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: UserRequest, pk: int) -> HttpResponse:
    """The paragraphs to change, beside the notice as it would be published."""
    found = _conducted(request, pk)
    if request.method != "POST" and not found.is_open:
        return redirect(found)
    outcome = Outcome(found)
    shown = paragraphs(found, outcome)
    form = WordingForm(request.POST or None, paragraphs=shown, initial={"version": found.version})
    if form.is_valid() and _worded(request, found, form):
        messages.success(request, "通报文字已保存。")
        return redirect("meetings:word_notice", pk)
    context = {
        "inspection": found,
        "outcome": outcome,
        "grades": list(Grade),
        "paragraphs": shown,
        "form": form,
    }
    return render(request, "meetings/inspections/word.html", context)


def _worded(request: UserRequest, found: Inspection, form: WordingForm) -> bool:
    """Whether it was written; if not, the form keeps what was typed and says why."""
    texts = {name: text for name, text in form.cleaned_data.items() if name != "version"}
    version = form.cleaned_data["version"]
    try:
        services.word_notice(
            inspection=found, texts=texts, version=version, by=request.user, now=timezone.now()
        )
    except InspectionRefused as refusal:
        if isinstance(refusal, WordingClash):
            form.go_on_from(refusal.version)
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
def publish(request: UserRequest, pk: int) -> HttpResponse:
    found = _conducted(request, pk)
    try:
        services.publish_notice(inspection=found, by=request.user, now=timezone.now())
    except InspectionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:inspected_records", pk)
    messages.success(request, "通报已发布，各支部书记已收到自己支部的情况。")
    return redirect(found)


@require_safe
def printed(request: UserRequest, pk: int) -> HttpResponse:
    """The notice on A4; before it is published, for those who conduct it."""
    rows = Inspection.objects.visible_to(request.user).select_related("unit", "published_by")
    found = get_object_or_404(rows, pk=pk)
    outcome = Outcome(found)
    context = {
        "inspection": found,
        "outcome": outcome,
        "grades": list(Grade),
        "paragraphs": paragraphs(found, outcome),
        "corrections": found.corrections.select_related("by"),
    }
    return render(request, "meetings/print/inspection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: UserRequest, pk: int) -> HttpResponse:
    found = _conducted(request, pk)
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        try:
            services.correct_notice(
                inspection=found, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except InspectionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "更正通报已发布。")
            return redirect(found)
    return render(request, "meetings/inspections/correct.html", {"inspection": found, "form": form})


def _conducted(request: UserRequest, pk: int) -> Inspection:
    rows = Inspection.objects.manageable_by(request.user).select_related("unit", "published_by")
    return get_object_or_404(rows, pk=pk)
