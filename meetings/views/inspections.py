"""Inspections of records: the list, a new one, its sample, and marking record by record."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from branches.models import Branch
from branches.periods import Grain, Period
from meetings.choices import Grade, InspectionState
from meetings.forms.inspections import InspectionForm, MarkForm, units_of
from meetings.inspections import drawing
from meetings.inspections.facts import suggested
from meetings.inspections.outcome import Outcome
from meetings.inspections.sample import SampleFilter, around
from meetings.inspections.wording import paragraphs
from meetings.models import InspectedRecord, Inspection, InspectionFinding, Meeting
from meetings.reading import Reading
from meetings.services import inspecting
from meetings.services.refusals import InspectionRefused, MarkClash

A_PAGE = 25


@require_safe
def inspections(request: UserRequest) -> HttpResponse:
    """Those one conducts, and the notices from above; a branch also sees what is left to answer."""
    rows = Inspection.objects.visible_to(request.user).select_related("unit").with_progress()
    state = request.GET.get("state", "")
    chosen = state if state in InspectionState.values else ""
    page = Paginator(rows.filter(state=chosen) if chosen else rows, A_PAGE)
    mine = Branch.objects.manageable_by(request.user).first()
    starts = units_of(request.user).exists()
    context = {
        "page": page.get_page(request.GET.get("page")),
        "starts": starts,
        "mine": mine,
        "unanswered": _unanswered(request),
        "tabs": _states(chosen) if starts else [],
        "narrowed": bool(chosen),
    }
    return render(request, "meetings/inspections/list.html", context)


def _unanswered(request: UserRequest) -> int:
    mine = InspectionFinding.objects.manageable_by(request.user)
    return mine.published().unanswered().count()


def _states(chosen: str) -> list[tuple[str, str, bool, None]]:
    here = reverse("meetings:inspections")
    return [
        ("全部", here, not chosen, None),
        *(
            (state.label, f"{here}?state={state}", state == chosen, None)
            for state in InspectionState
        ),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Say what; see how many that would be; draw."""
    now = timezone.now()
    unit = get_object_or_404(units_of(request.user)[:1])
    today = timezone.localdate()
    initial = {
        "token": uuid4(),
        "unit": unit,
        "period": str(Period.containing(today, Grain.MONTH).previous),
        "per_branch": inspecting.sample_at(unit=unit, now=now),
    }
    form = InspectionForm(request.POST or None, user=request.user, today=today, initial=initial)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        if "draw" in request.POST:
            try:
                made = inspecting.start_inspection(by=request.user, now=now, **form.cleaned_data)
            except InspectionRefused as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                return redirect(made)
        else:
            context["preview"] = drawing.preview(form.wish)
    return render(request, "meetings/inspections/new.html", context)


@require_safe
def inspection(request: UserRequest, pk: int) -> HttpResponse:
    """The notice, once it is out; before, the sample."""
    found = _seen(request, pk)
    if found.is_open:
        return redirect("meetings:inspected_records", pk)
    outcome = Outcome(found)
    context = {
        "inspection": found,
        "outcome": outcome,
        "grades": list(Grade),
        "paragraphs": paragraphs(found, outcome),
        "corrections": found.corrections.select_related("by"),
        "inspects": _inspects(request, pk),
        "mine": Branch.objects.manageable_by(request.user).first(),
    }
    return render(request, "meetings/inspections/inspection.html", context)


@require_safe
def records(request: UserRequest, pk: int) -> HttpResponse:
    """Which records were drawn, and how far their marking is."""
    found = _conducted(request, pk)
    rows = InspectedRecord.objects.visible_to(request.user).filter(inspection=found)
    asked = SampleFilter(request.GET, rows)
    outcome = Outcome(found)
    context = {
        "inspection": found,
        "outcome": outcome,
        "asked": asked,
        "page": Paginator(asked.rows, A_PAGE).get_page(request.GET.get("page")),
        "next": rows.unmarked().in_order().values_list("pk", flat=True).first(),
        "inspects": True,
    }
    return render(request, "meetings/inspections/records.html", context)


@require_POST
def discard(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Inspection.objects.manageable_by(request.user), pk=pk)
    try:
        inspecting.discard_inspection(inspection=found)
    except InspectionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, f"“{found}”已删除。")
    return redirect("meetings:inspections")


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: UserRequest, pk: int) -> HttpResponse:
    """The record beside its mark sheet; saved, and on to the next that waits."""
    rows = InspectedRecord.objects.manageable_by(request.user)
    drawn = get_object_or_404(rows.select_related("inspection", "marked_by", "meeting"), pk=pk)
    if request.method != "POST" and not drawn.inspection.is_open:
        return redirect(drawn.meeting)
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user)
        .with_rights(request.user)
        .with_place()
        .select_related("branch__unit", "theme", "chair", "recorder"),
        pk=drawn.meeting_id,
    )
    reading = Reading(meeting, user=request.user)
    form = MarkForm(
        request.POST or None,
        record=drawn,
        suggested=suggested(meeting, reading, timezone.localdate()),
    )
    queue = around(rows.filter(inspection=drawn.inspection_id), drawn)
    if form.is_valid() and _marked(request, drawn, form):
        if "stay" in request.POST or queue.waiting is None:
            return redirect("meetings:inspected_records", drawn.inspection_id)
        return redirect("meetings:inspected_record", queue.waiting)
    context = {
        "record": drawn,
        "inspection": drawn.inspection,
        "meeting": meeting,
        "reading": reading,
        "form": form,
        "queue": queue,
        "today": timezone.localdate(),
    }
    return render(request, "meetings/inspections/record.html", context)


def _marked(request: UserRequest, drawn: InspectedRecord, form: MarkForm) -> bool:
    """Whether it was written. After a clash the sheet keeps what was typed and says who was first;
    saving once more is then knowingly over theirs."""
    try:
        inspecting.mark_record(
            record=drawn,
            version=form.cleaned_data["version"],
            sheet=form.sheet,
            by=request.user,
            now=timezone.now(),
        )
    except MarkClash as clash:
        theirs = clash.theirs
        form.go_on_from(theirs.version)
        form.add_error(
            None,
            f"{theirs.marked_by}刚刚评过这份记录，总评“{theirs.get_grade_display()}”。"
            "您填的还在；再次保存就以您的为准。",
        )
        return False
    except InspectionRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _seen(request: UserRequest, pk: int) -> Inspection:
    rows = Inspection.objects.visible_to(request.user).select_related("unit", "published_by")
    return get_object_or_404(rows, pk=pk)


def _conducted(request: UserRequest, pk: int) -> Inspection:
    rows = Inspection.objects.manageable_by(request.user).select_related("unit", "published_by")
    return get_object_or_404(rows, pk=pk)


def _inspects(request: UserRequest, pk: int) -> bool:
    return Inspection.objects.manageable_by(request.user).filter(pk=pk).exists()
