"""The notice of an inspection: worded, published, printed, corrected, answered."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from branches.models import Branch
from meetings.choices import Grade
from meetings.forms.inspections import AnswerForm, CorrectionForm, WordingForm
from meetings.inspections.outcome import Outcome
from meetings.inspections.wording import paragraphs
from meetings.models import (
    InspectedBranch,
    InspectedRecord,
    Inspection,
    InspectionFinding,
)
from meetings.services import inspection_notices as services
from meetings.services.refusals import InspectionRefused

A_PAGE = 25
INSPECTIONS_SHOWN = 12
ANSWERS = (("", "全部"), ("open", "待答复"), ("answered", "已答复"))


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: UserRequest, pk: int) -> HttpResponse:
    """The paragraphs to change, beside the notice as it would be published."""
    found = _conducted(request, pk)
    if not found.is_open:
        return redirect(found)
    outcome = Outcome(found)
    shown = paragraphs(found, outcome)
    form = WordingForm(request.POST or None, paragraphs=shown, initial={"version": found.version})
    if form.is_valid():
        texts = {one.code: form.cleaned_data[one.code] for one in shown}
        try:
            services.word_notice(
                inspection=found,
                texts=texts,
                version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except InspectionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
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


@require_safe
def answers(request: UserRequest, pk: int) -> HttpResponse:
    """What the branches did about it, finding by finding."""
    found = _conducted(request, pk)
    rows = InspectionFinding.objects.visible_to(request.user).filter(record__inspection=found)
    show = request.GET.get("show", "")
    chosen = rows.unanswered() if show == "open" else rows
    if show == "answered":
        chosen = rows.exclude(answered_at=None)
    chosen = chosen.select_related("record__meeting", "record__branch", "answered_by")
    ordered = chosen.order_by("record__branch__unit__path", "record__branch", "pk")
    total, left = rows.count(), rows.unanswered().count()
    numbers = {"": total, "open": left, "answered": total - left}
    context = {
        "inspection": found,
        "page": Paginator(ordered, A_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            (name, f"?show={key}" if key else "?", key == show, numbers[key])
            for key, name in ANSWERS
        ],
        "total": total,
        "answered": total - left,
        "inspects": True,
    }
    return render(request, "meetings/inspections/answers.html", context)


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


@require_safe
def branch(request: UserRequest, code: str) -> HttpResponse:
    """The inspections that covered a branch, and to whom it may be told, what was found."""
    here = get_object_or_404(
        Branch.objects.visible_to(request.user).select_related("unit"), code=code
    )
    covered = InspectedBranch.objects.visible_to(request.user).filter(branch=here)
    covered = covered.exclude(inspection__published_at=None).select_related("inspection__unit")
    latest = covered.order_by("-inspection__published_at")
    page = Paginator(latest, INSPECTIONS_SHOWN).get_page(request.GET.get("page"))
    keys = [row.inspection_id for row in page]
    drawn = InspectedRecord.objects.visible_to(request.user).filter(
        branch=here, inspection__in=keys
    )
    findings = InspectionFinding.objects.visible_to(request.user).select_related("answered_by")
    drawn = drawn.select_related("meeting").prefetch_related(Prefetch("findings", findings))
    found: dict[int, list[InspectedRecord]] = {}
    for row in drawn.in_order():
        found.setdefault(row.inspection_id, []).append(row)
    context = {
        "branch": here,
        "page": page,
        "rows": [(row, found.get(row.inspection_id, [])) for row in page],
        "answers": Branch.objects.manageable_by(request.user).filter(pk=here.pk).exists(),
        "told": _told(request, here),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/inspections/branch.html", context)


def _told(request: UserRequest, here: Branch) -> bool:
    return InspectedRecord.objects.visible_to(request.user).filter(branch=here).exists()


@require_POST
def answer(request: UserRequest, pk: int) -> HttpResponse:
    rows = InspectionFinding.objects.manageable_by(request.user).select_related("record__branch")
    finding = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise InspectionRefused(form.first_problem)
        services.answer_finding(
            finding=finding, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except InspectionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已答复，政治处可以看到。")
    return redirect("meetings:inspected_branch", finding.record.branch.code)


def _conducted(request: UserRequest, pk: int) -> Inspection:
    rows = Inspection.objects.manageable_by(request.user).select_related("unit", "published_by")
    return get_object_or_404(rows, pk=pk)
