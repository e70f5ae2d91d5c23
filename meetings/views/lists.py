"""Lists: all records, what waits for review, decisions."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.prepared import Prepared
from accounts.refused import RefusedForm
from accounts.requests import UserRequest
from branches.models import Branch
from branches.scope import held_by
from meetings import fields, list_sheet, partners, queue
from meetings.decision_list import DecisionFilter
from meetings.forms.steps import DoneForm
from meetings.listing import MeetingFilter, marked, with_remark
from meetings.models import Decision, Draft, Meeting
from meetings.services.decisions import finish_decision, remind_owner, reopen_decision
from meetings.services.refusals import DecisionRefused, MeetingRefused
from meetings.services.review import accept_several

A_PAGE = 25


_DRAFTS = Prepared(
    lambda user: Draft.objects.manageable_by(user).filter(meeting=None).select_related("saved_by")
)
_RETURNED = Prepared(lambda user: with_remark(Meeting.objects.visible_to(user).editable_by(user)))
_WAITING = Prepared(queue.waiting)
_JOINT = Prepared(partners.waiting_for)
_TWO_BRANCHES = Prepared(lambda user: Branch.objects.visible_to(user).order_by().values("pk")[:2])


@require_safe
def meetings(request: UserRequest) -> HttpResponse:
    user = request.user
    asked = MeetingFilter(request.GET, user=user, today=timezone.localdate())
    page = Paginator(asked.listed(), A_PAGE).get_page(request.GET.get("page"))
    page.object_list = marked(list(page))
    context = {
        "asked": asked,
        "page": page,
        "period": asked.switcher,
        "drafts": list(_DRAFTS.instances(user=user)),
        "returned": list(_RETURNED.instances(user=user)),
        "joint": partners.compared(_JOINT.instances(user=user)),
        "writes": bool(held_by(user).committee_ids),
        "several": len(_TWO_BRANCHES.rows(user=user)) > 1
        or len({meeting.branch_id for meeting in page}) > 1,
        "waiting": _WAITING.count(user=user),
        "export": asked.address(),
    }
    return render(request, "meetings/list.html", context)


@require_safe
def export(request: UserRequest) -> FileResponse:
    """The same rows as a sheet."""
    today = timezone.localdate()
    asked = MeetingFilter(request.GET, user=request.user, today=today)
    file = BytesIO()
    list_sheet.write(asked.narrow(Meeting.objects.visible_to(request.user)), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"组织生活记录-{today:%Y%m%d}.xlsx")


@require_safe
def review(request: UserRequest) -> HttpResponse:
    """What waits, oldest first; what looks odd says so."""
    rows = queue.waiting(request.user).select_related("branch").prefetch_related("oddities")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = marked(list(page))
    actions = [("action", "accept", "通过", "check")]
    return render(request, "meetings/review.html", {"page": page, "actions": actions})


@require_POST
def accept_selected(request: UserRequest) -> HttpResponse:
    chosen = [key for each in request.POST.getlist("selected") if (key := fields.key(each))]
    rows = queue.waiting(request.user).filter(pk__in=chosen)
    try:
        accepted = accept_several(meetings=rows, by=request.user, now=timezone.now())
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{len(accepted)} 份记录已通过。")
    return redirect("meetings:review")


@require_safe
def decisions(request: UserRequest) -> HttpResponse:
    return _decisions(request)


def _decisions(request: UserRequest, refused: RefusedForm | None = None) -> HttpResponse:
    asked = DecisionFilter(request.GET, user=request.user, today=timezone.localdate())
    page = Paginator(asked.rows, A_PAGE).get_page(request.GET.get("page"))
    mine = Branch.objects.manageable_by(request.user).values_list("pk", flat=True)
    context = {
        "asked": asked,
        "page": page,
        "mine": set(mine),
        "today": timezone.localdate(),
        "refused": refused,
    }
    return render(request, "meetings/decisions.html", context)


@require_POST
def finish(request: UserRequest, pk: int) -> HttpResponse:
    """Done on a day, or open again; back to the part of the list where it stood."""
    rows = Decision.objects.manageable_by(request.user).select_related("item__meeting")
    decision = get_object_or_404(rows, pk=pk)
    here = f"{reverse('meetings:decisions')}?{request.GET.urlencode()}"
    if "undo" in request.POST:
        reopen_decision(decision=decision, by=request.user, now=timezone.now())
        messages.success(request, f"{decision}重新列为未完成。")
        return redirect(here)
    form = DoneForm(request.POST)
    if form.is_valid():
        try:
            finish_decision(
                decision=decision, on=form.cleaned_data["on"], by=request.user, now=timezone.now()
            )
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(here)
    return _decisions(request, RefusedForm.of(pk, form))


@require_POST
def remind(request: UserRequest, pk: int) -> HttpResponse:
    """Tell the owner of a decision; back to where the button stood."""
    rows = Decision.objects.manageable_by(request.user).select_related("item__meeting", "owner")
    decision = get_object_or_404(rows, pk=pk)
    try:
        remind_owner(decision=decision, by=request.user, today=timezone.localdate())
    except DecisionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已提醒{decision.owner}办理{decision}。")
    return redirect("home" if "home" in request.POST else "meetings:decisions")
