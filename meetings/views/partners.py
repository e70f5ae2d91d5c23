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
from meetings.services import partners
from meetings.services.refusals import MeetingRefused


@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """We were there."""
    return _answer(request, pk, PartnerState.CONFIRMED)


@require_POST
def decline(request: UserRequest, pk: int) -> HttpResponse:
    """We were not."""
    return _answer(request, pk, PartnerState.DECLINED)


def _answer(request: UserRequest, pk: int, state: PartnerState) -> HttpResponse:
    rows = Partner.objects.manageable_by(request.user).select_related("branch", "meeting")
    partner = get_object_or_404(rows, pk=pk)
    service = partners.confirm if state == PartnerState.CONFIRMED else partners.decline
    try:
        service(partner=partner, by=request.user, now=timezone.now())
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(partner, state))
    return redirect("home" if "home" in request.POST else "meetings:list")


def _said(partner: Partner, state: PartnerState) -> str:
    title = partner.meeting.title
    if state == PartnerState.CONFIRMED:
        return f"已确认，“{title}”计入{partner.branch}。"
    return f"已答复没有参加，“{title}”不计入{partner.branch}，对方会收到通知。"
