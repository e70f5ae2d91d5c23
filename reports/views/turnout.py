"""How many came: twelve months beside the twelve before, and the list behind any of it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from branches.periods import Grain, Period
from reports.asked import period_from
from reports.turnout import ATTENDANCE, DEFINITION, turnout_of
from reports.turnout_list import list_of

A_PAGE = 50


@require_safe
def turnout(request: UserRequest) -> HttpResponse:
    """Twelve months of those who came, beside the twelve before."""
    today = timezone.localdate()
    last = period_from(request.GET.get("period", ""), today)
    now = Period.containing(today, Grain.MONTH)
    if last.grain is not Grain.MONTH or last.begins > now.begins:
        last = now
    found = turnout_of(request.user, last=last, today=today)
    if found is None:
        raise Http404
    context = {"turnout": found, "period": found.switcher, "now": timezone.now()}
    return render(request, "reports/turnout.html", context)


@require_safe
def turnout_list(request: UserRequest) -> HttpResponse:
    """The meetings, or the own marks, that a turnout was counted from."""
    found = list_of(request.user, request.GET, timezone.localdate())
    if found is None:
        raise Http404
    page = Paginator(found.rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        "readable": found.readable(page) if found.is_own else (),
        "tabs": found.tabs if found.is_own else [],
        "definitions": (DEFINITION, ATTENDANCE),
        "now": timezone.now(),
    }
    return render(request, "reports/turnout_list.html", context)
