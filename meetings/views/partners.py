"""A branch says whether it met together with the one that wrote it down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from meetings.choices import PartnerState
from meetings.models import Partner
from meetings.partners import compared
from meetings.services import partners
from meetings.services.refusals import MeetingRefused


@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """We were there. Where the branch has one of the same month on record, that is asked first."""
    return _answer(request, pk, PartnerState.CONFIRMED)


@require_POST
def decline(request: UserRequest, pk: int) -> HttpResponse:
    """We were not, or have ``recorded`` it ourselves."""
    return _answer(request, pk, PartnerState.DECLINED)


def _answer(request: UserRequest, pk: int, state: PartnerState) -> HttpResponse:
    rows = Partner.objects.manageable_by(request.user).select_related("branch", "meeting")
    partner = get_object_or_404(rows, pk=pk)
    back = _back(request, partner, state)
    asked = state == PartnerState.CONFIRMED and "besides" not in request.POST
    if asked and (warning := _twice(partner)):
        messages.warning(request, f"还没有确认。{warning}确认后这个月会算两次。")
        return back
    recorded = "recorded" in request.POST
    answer = {"partner": partner, "by": request.user, "now": timezone.now()}
    try:
        if state == PartnerState.CONFIRMED:
            partners.confirm(**answer)
        else:
            partners.decline(**answer, recorded=recorded)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(partner, state, recorded))
    return back


def _back(request: UserRequest, partner: Partner, state: PartnerState) -> HttpResponse:
    """Where the button stood; who was not there sees the record no more."""
    if "meeting" in request.POST and state == PartnerState.CONFIRMED:
        return redirect(partner.meeting)
    return redirect("home" if "home" in request.POST else "meetings:list")


def _twice(partner: Partner) -> str:
    waits = partner.state == PartnerState.WAITING
    return compared([partner])[0].twin_warning if waits else ""


def _said(partner: Partner, state: PartnerState, recorded: bool) -> str:
    title = partner.meeting.title
    if state == PartnerState.CONFIRMED:
        return f"已确认，“{title}”计入{partner.branch}。"
    answer = partners.RECORDED if recorded else "没有参加"
    return f"已答复{answer}，“{title}”不计入{partner.branch}，对方会收到通知。"
