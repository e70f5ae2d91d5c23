"""What branches did about the findings of inspections: said by them, read by the inspectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

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
def answer(request: UserRequest, code: str) -> HttpResponse:
    """All answers that were typed; those refused come back with their sentence, none is lost."""
    mine = Branch.objects.manageable_by(request.user).select_related("unit")
    here = get_object_or_404(mine, code=code)
    rows = InspectionFinding.objects.manageable_by(request.user).filter(record__branch=here)
    sent = [key for name in request.POST if (key := name.removeprefix("answer-")).isdecimal()]
    today = timezone.localdate()
    forms = [
        AnswerForm(request.POST, finding=one, today=today)
        for one in rows.filter(pk__in=sent).select_related("record__branch")
    ]
    changed = [form for form in forms if form.has_changed()]
    done = [form for form in changed if _answered(request, form)]
    if done:
        messages.success(request, f"已答复 {len(done)} 条，政治处可以看到。")
    elif not changed:
        messages.info(request, "没有新写的答复。")
    if len(done) < len(changed):
        return _page(request, here, sent={form.finding: form for form in changed})
    return redirect("meetings:inspected_branch", here.code)


def _answered(request: UserRequest, form: AnswerForm) -> bool:
    """Refused, the sentence stands at the field."""
    if not form.is_valid():
        return False
    try:
        answer_finding(
            finding=form.finding, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except InspectionRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _page(
    request: UserRequest,
    here: Branch,
    sent: Mapping[InspectionFinding, AnswerForm] | None = None,
) -> HttpResponse:
    covered = InspectedBranch.objects.visible_to(request.user).filter(branch=here)
    covered = covered.exclude(inspection__published_at=None).select_related("inspection__unit")
    latest = covered.order_by("-inspection__published_at")
    page = Paginator(latest, INSPECTIONS_SHOWN).get_page(request.GET.get("page"))
    drawn = _drawn(request, here, [row.inspection_id for row in page])
    answers = Branch.objects.manageable_by(request.user).filter(pk=here.pk).exists()
    rows = [
        (
            row,
            [
                (one, _asked(one, sent or {}, answers and row.inspection.stands))
                for one in drawn[row.inspection_id]
            ],
        )
        for row in page
    ]
    context = {
        "branch": here,
        "page": page,
        "rows": rows,
        "asks": {
            row.inspection_id
            for row, records in rows
            for _, findings in records
            if any(form for _, form in findings)
        },
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
    record: InspectedRecord, sent: Mapping[InspectionFinding, AnswerForm], answers: bool
) -> list[tuple[InspectionFinding, AnswerForm | None]]:
    """What was found, each with its form to whoever answers; refused ones as they were sent."""
    today = timezone.localdate()
    return [
        (one, _refused(sent, one) or (AnswerForm(finding=one, today=today) if answers else None))
        for one in record.findings.all()
    ]


def _refused(
    sent: Mapping[InspectionFinding, AnswerForm], finding: InspectionFinding
) -> AnswerForm | None:
    form = sent.get(finding)
    return form if form and form.errors else None
