"""Meetings that were due and not held."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from branches.models import Branch
from meetings.choices import MeetingKind
from meetings.forms.steps import CancelForm
from meetings.models import Meeting
from meetings.services.cancel import cancel_meeting, uncancel_meeting
from meetings.services.refusals import MeetingRefused


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: UserRequest) -> HttpResponse:
    """A meeting that was due and not held, and why."""
    branches = Branch.objects.manageable_by(request.user).select_related("unit")
    code = request.GET.get("branch", "")
    branch = get_object_or_404(branches.filter(code=code) if code else branches[:1])
    form = CancelForm(request.POST or None, initial=_asked(request))
    if form.is_valid():
        try:
            meeting = cancel_meeting(
                branch=branch, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记为未召开。")
            return redirect(meeting)
    return render(request, "meetings/cancel.html", {"form": form, "branch": branch})


def _asked(request: UserRequest) -> dict[str, Any]:
    return {
        "token": uuid4(),
        "kinds": [kind for kind in request.GET.getlist("kind") if kind in MeetingKind.values],
        "day": request.GET.get("day") or timezone.localdate(),
    }


@require_POST
def uncancel(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Meeting.objects.manageable_by(request.user), pk=pk)
    try:
        uncancel_meeting(meeting=found)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, "“未召开”的登记已撤销。")
    return redirect("meetings:list")
