"""The month on the wall."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from meetings.calendar_filter import CalendarFilter
from meetings.calendar_month import CalendarMonth


@require_safe
def calendar(request: UserRequest) -> HttpResponse:
    """Planned theme days, meetings, themes and what falls due, of one month."""
    today = timezone.localdate()
    asked = CalendarFilter(request.GET, user=request.user, today=today)
    context = {
        "asked": asked,
        "month": CalendarMonth(asked),
        "today": today,
        "period": asked.switcher,
    }
    return render(request, "meetings/calendar.html", context)
