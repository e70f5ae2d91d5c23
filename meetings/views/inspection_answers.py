"""What branches did about the findings of inspections: said by them, read by the inspectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from branches.models import Branch
from meetings.forms.inspections import AnswerForm
from meetings.models import InspectedBranch, InspectedRecord, Inspection, InspectionFinding
from meetings.services.inspection_notices import answer_finding
from meetings.services.refusals import InspectionRefused

A_PAGE = 25
INSPECTIONS_SHOWN = 12
ANSWERS = (("", "全部"), ("open", "待答复"), ("answered", "已答复"))


@require_safe
def answers(request: UserRequest, pk: int) -> HttpResponse:
    """What the branches did about it, finding by finding."""
    mine = Inspection.objects.manageable_by(request.user).select_related("unit")
    found = get_object_or_404(mine, pk=pk)
    rows = InspectionFinding.objects.visible_to(request.user).filter(record__inspection=found)
    show = request.GET.get("show", "")
    chosen = rows.unanswered() if show == "open" else rows
    if show == "answered":
        chosen = rows.exclude(answered_at=None)
    chosen = chosen.select_related("record__meeting", "record__branch", "answered_by")
    ordered = chosen.order_by("record", "pk")
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


@require_safe
def branch(request: UserRequest, code: str) -> HttpResponse:
    """The inspections that covered a branch, and to whom it may be told, what was found."""
    seen = Branch.objects.visible_to(request.user).select_related("unit")
    return _page(request, get_object_or_404(seen, code=code))


@require_POST
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """Refused, the page comes back with the sentence at the field and what was typed."""
    rows = InspectionFinding.objects.manageable_by(request.user)
    finding = get_object_or_404(rows.select_related("record__branch__unit"), pk=pk)
    here = finding.record.branch
    form = AnswerForm(request.POST, finding=finding, today=timezone.localdate())
    if form.is_valid():
        try:
            answer_finding(
                finding=finding, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except InspectionRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "已答复，政治处可以看到。")
            return redirect("meetings:inspected_branch", here.code)
    return _page(request, here, refused=form)


def _page(request: UserRequest, here: Branch, refused: AnswerForm | None = None) -> HttpResponse:
    covered = InspectedBranch.objects.visible_to(request.user).filter(branch=here)
    covered = covered.exclude(inspection__published_at=None).select_related("inspection__unit")
    latest = covered.order_by("-inspection__published_at")
    page = Paginator(latest, INSPECTIONS_SHOWN).get_page(request.GET.get("page"))
    drawn = _drawn(request, here, [row.inspection_id for row in page])
    answers = Branch.objects.manageable_by(request.user).filter(pk=here.pk).exists()
    context = {
        "branch": here,
        "page": page,
        "rows": [
            (
                row,
                [
                    (one, _asked(one, refused, answers and row.inspection.stands))
                    for one in drawn[row.inspection_id]
                ],
            )
            for row in page
        ],
        "answers": answers,
        "told": InspectedRecord.objects.visible_to(request.user).filter(branch=here).exists(),
    }
    return render(request, "meetings/inspections/branch.html", context)


def _drawn(
    request: UserRequest, here: Branch, inspections: Collection[int]
) -> defaultdict[int, list[InspectedRecord]]:
    """By inspection, the records of the branch that one may read about."""
    findings = InspectionFinding.objects.visible_to(request.user).select_related("answered_by")
    rows = InspectedRecord.objects.visible_to(request.user).select_related("meeting")
    rows = rows.filter(branch=here, inspection__in=inspections)
    found = defaultdict(list)
    for row in rows.prefetch_related(Prefetch("findings", findings)).in_order():
        found[row.inspection_id].append(row)
    return found


def _asked(
    record: InspectedRecord, refused: AnswerForm | None, answers: bool
) -> list[tuple[InspectionFinding, AnswerForm | None]]:
    """What was found, each with its form to whoever answers; the refused one as it was sent."""
    today = timezone.localdate()
    given = {refused.finding: refused} if refused else {}
    return [
        (one, given.get(one) or (AnswerForm(finding=one, today=today) if answers else None))
        for one in record.findings.all()
    ]
