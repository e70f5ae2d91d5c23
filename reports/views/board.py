"""The compliance board, what stands behind one of its cells, and the board as a sheet."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from branches.models import Branch, Unit
from branches.scope import held_by
from meetings.choices import MeetingKind
from meetings.models import Meeting
from reports import filters, links, sheets, wording
from reports.asked import Asked, period_from
from reports.board import ROWS_A_PAGE, BoardShown
from reports.choices import By
from reports.compliance import compliance_lately
from reports.look import look_into


def _shown(request: UserRequest) -> BoardShown:
    """The board that the address asks for, of what the user sees."""
    today = timezone.localdate()
    asked = Asked.of(request.GET, today)
    places = Unit.objects.visible_to(request.user)
    post = held_by(request.user).post
    unit = get_object_or_404(places, code=asked.unit) if asked.unit else post and post.unit
    path = unit.path if unit else ""
    return BoardShown(
        found=compliance_lately(request.user, path, period=asked.period, today=today),
        asked=asked,
        unit=unit,
        units=list(places.just_below(unit)) if unit else [],
    )


@require_safe
def board(request: UserRequest) -> HttpResponse:
    """Branches (or units) × kinds in one period, the late ones first."""
    shown = _shown(request)
    rows: list[Any] = shown.unit_rows if shown.by is By.UNIT else shown.rows
    context = {
        "shown": shown,
        "asked": shown.asked,
        "summary": shown.found.summary,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "period": shown.asked.switcher(shown.found.today),
        "columns": filters.columns(shown),
        "filters": filters.of_board(shown),
        "sides": filters.sides(shown),
        "links": filters.links(shown),
        "crumbs": filters.crumbs(request.user, shown),
        "said": wording,
        "now": shown.found.counted_at,
    }
    return render(request, "reports/board.html", context)


@require_safe
def board_sheet(request: UserRequest) -> HttpResponse:
    """Exactly the rows and columns that the board shows, as a workbook."""
    shown = _shown(request)
    return sheets.answer(sheets.of_board(shown, now=shown.found.counted_at), sheets.name_of(shown))


@require_safe
def cell(request: UserRequest, code: str, kind: str) -> HttpResponse:
    """One branch, one kind, one period: what is owed, by which article, and what was recorded."""
    branch = get_object_or_404(Branch.objects.visible_to(request.user), code=code)
    if kind not in MeetingKind.values:
        raise Http404
    today = timezone.localdate()
    period = period_from(request.GET.get("period", ""), today)
    writes = branch.pk in held_by(request.user).committee_ids
    context = {
        "look": look_into(
            branch,
            MeetingKind(kind),
            period=period,
            today=today,
            meetings=Meeting.objects.visible_to(request.user),
        ),
        "all_url": links.meetings(branch=code, kind=kind, period=period),
        "record_url": links.record(branch=code, kind=kind) if writes else "",
        "not_held_url": links.not_held(branch=code, kind=kind) if writes else "",
        "now": timezone.now(),
    }
    part = "#panel" if request.htmx else ""
    return render(request, f"reports/cell.html{part}", context)
