"""One record: read, printed, and moved along its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.prepared import Prepared
from accounts.refused import RefusedForm
from accounts.requests import UserRequest
from meetings import queue
from meetings.choices import Presence
from meetings.forms.steps import CorrectForm, ExplainForm, MakeUpForm, RemarkForm
from meetings.models import Attendance, Meeting, Oddity
from meetings.reading import Reading
from meetings.services import attendance as attendances
from meetings.services import review
from meetings.services.oddities import explain_oddity
from meetings.services.refusals import MeetingRefused

# What the page shows of people: never their personal data.
SHOWN = (
    "branch__unit", "theme", "chair", "recorder", "recorded_by",
)  # fmt: skip
LEFT_OUT = tuple(
    f"{who}__{name}"
    for who in ("chair", "recorder")
    for name in ("id_number", "phone", "nationality", "birth_date", "education", "work_since")
)
_SEEN = Prepared(
    lambda user, pk: (
        Meeting.objects.visible_to(user)
        .with_rights(user)
        .with_place()
        .select_related(*SHOWN)
        .defer(*LEFT_OUT)
        .filter(pk=pk)
    )
)


@require_safe
def meeting(request: UserRequest, pk: int) -> HttpResponse:
    return _show(request, pk)


def _show(request: UserRequest, pk: int, **more: Any) -> HttpResponse:
    found = _seen(request, pk)
    reading = Reading(found, user=request.user)
    context: dict[str, Any] = {
        "meeting": found,
        "reading": reading,
        "crumbs": _crumbs(found),
        "today": timezone.localdate(),
        **more,
    }
    if found.may_review:
        context["queue"] = queue.around(request.user, found)
        context.setdefault("return_form", RemarkForm())
    return render(request, "meetings/meeting.html", context)


def _crumbs(found: Any) -> list[tuple[str, str]]:
    """The unit above, if the branch's own is not at the top, and the branch with its records."""
    records = f"{reverse('meetings:list')}?branch={found.branch.code}"
    above = [(found.above, "")] if found.above else []
    return [*above, (found.branch.name, records)]


@require_safe
def minutes(request: UserRequest, pk: int) -> HttpResponse:
    """The official minutes page, on A4."""
    found = _seen(request, pk)
    return render(
        request,
        "meetings/print/minutes.html",
        {"meeting": found, "reading": Reading(found, user=request.user)},
    )


@require_safe
def sign_in(request: UserRequest, pk: int) -> HttpResponse:
    """The sign-in sheet, on A4."""
    found = _seen(request, pk)
    return render(
        request,
        "meetings/print/sign_in.html",
        {"meeting": found, "reading": Reading(found, user=request.user)},
    )


@require_POST
def accept(request: UserRequest, pk: int) -> HttpResponse:
    """On to the next one that waits, when one came from the queue."""
    found = get_object_or_404(_visible(request).reviewable_by(request.user), pk=pk)
    following = queue.around(request.user, found)
    _do(request, review.accept, "已通过。", meeting=found, remark=request.POST.get("remark", ""))
    if "queue" in request.POST:
        if following.next:
            return redirect("meetings:meeting", following.next)
        return redirect("meetings:review")
    return redirect(found)


@require_POST
def return_to_branch(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_visible(request).reviewable_by(request.user), pk=pk)
    form = RemarkForm(request.POST)
    if _did(request, form, review.return_meeting, "已退回支部。", meeting=found):
        return redirect(found)
    return _show(request, pk, return_form=form)


@require_POST
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take it back and go on writing."""
    found = get_object_or_404(_visible(request).withdrawable_by(request.user), pk=pk)
    if _do(request, review.withdraw, "已撤回，改好后再上报。", meeting=found):
        return redirect("meetings:edit", pk)
    return redirect(found)


@require_POST
def correct(request: UserRequest, pk: int) -> HttpResponse:
    """Put right where somebody was, in an accepted record. Refused, the choice stays as it was."""
    rows = Attendance.objects.visible_to(request.user).correctable_by(request.user)
    row = get_object_or_404(rows.select_related("meeting", "member"), pk=pk)
    form = CorrectForm(request.POST)
    correction = attendances.correct_attendance
    if not _did(
        request, form, correction, "考勤已更正，积分会按更正后的情况重算。", attendance=row
    ):
        return _show(request, row.meeting_id, refused=RefusedForm.of(pk, form))
    post = row.meeting.post_of(row.member_id)
    if post and form.cleaned_data["presence"] != Presence.PRESENT:
        away = f"{row.member}是这次会的{post}，更正后没有到会。"
        messages.warning(request, f"{away}请核对会议记录上的{post}是不是本人。")
    return redirect("meetings:meeting", row.meeting_id)


@require_POST
def make_up(request: UserRequest, pk: int) -> HttpResponse:
    """Note or take back a make-up. Refused, what was typed stays."""
    rows = Attendance.objects.manageable_by(request.user)
    rows = rows.select_related("meeting__branch__unit", "member")
    row = get_object_or_404(rows, pk=pk)
    form = MakeUpForm(request.POST)
    try:
        if "undo" in request.POST:
            attendances.unmake_up(attendance=row)
        elif form.is_valid():
            attendances.make_up(attendance=row, today=timezone.localdate(), **form.cleaned_data)
    except MeetingRefused as refusal:
        form.add_error(None, str(refusal))
    if "undo" in request.POST or form.is_valid():
        return redirect(row.meeting)
    return _show(request, row.meeting_id, make_up_refused=RefusedForm.of(pk, form))


@require_POST
def explain(request: UserRequest, pk: int) -> HttpResponse:
    """A reviewer says what an oddity turned out to be."""
    oddity = get_object_or_404(
        Oddity.objects.manageable_by(request.user).select_related("meeting"), pk=pk
    )
    form = ExplainForm(request.POST)
    if _did(request, form, explain_oddity, "已记下核实情况。", oddity=oddity):
        return redirect(oddity.meeting)
    return _show(request, oddity.meeting_id, explain_refused=RefusedForm.of(pk, form))


def _visible(request: UserRequest) -> Any:
    return Meeting.objects.visible_to(request.user)


def _seen(request: UserRequest, pk: int) -> Any:
    """The meeting with what its page shows, in one query; 404 for who does not see it."""
    found = _SEEN.instance(user=request.user, pk=pk)
    if found is None:
        raise Http404
    return found


def _do(request: UserRequest, step: Callable[..., Any], done: str, **details: Any) -> bool:
    """Take a step in the user's name; say what became of it."""
    try:
        step(by=request.user, now=timezone.now(), **details)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def _did(
    request: UserRequest, form: Form, step: Callable[..., Any], done: str, **details: Any
) -> bool:
    """The same with what a form says; what is refused goes to the form."""
    if not form.is_valid():
        return False
    try:
        step(by=request.user, now=timezone.now(), **details, **form.cleaned_data)
    except MeetingRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    return True
