"""Behind each number of a compiled document: its list, as of the document's moment."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from reports.documents import behind, figures
from reports.documents.behind import Behind
from reports.documents.phrases import Share
from reports.documents.showing import Shown
from reports.models import Report
from reports.sheets import attached
from reports.statistics.listing import sheet_of
from reports.views.statistics import page_of


def _asked(request: UserRequest, pk: int, code: str) -> tuple[Behind, Share | None, Shown]:
    """The number that the address names, the share that led to it, and its document."""
    report = get_object_or_404(
        Report.objects.manageable_by(request.user).select_related("unit"), pk=pk
    )
    if not report.is_done:
        raise Http404
    kept = figures.read(report.figures)
    key, column, of, less = (request.GET.get(name, "") for name in ("key", "column", "of", "less"))
    number = behind.number_of(kept, code, key, column)
    if number is None:
        raise Http404
    share = behind.share_of(number, kept, of, less)
    return Behind(report, kept[code], number), share, Shown(report, kept)


@require_safe
def report_figure(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """The list, with what the number is, how it is counted and as of when."""
    found, share, shown = _asked(request, pk, code)
    listed = found.listed
    context: dict[str, Any] = {
        "report": found.report,
        "found": found,
        "share": share,
        "urls": _urls(shown, share),
        "now": None if found.note or not found.is_number else listed.number(),
        "query": request.GET.urlencode(),
        **page_of(request, listed),
    }
    return render(request, "reports/report_figure.html", context)


def _urls(shown: Shown, share: Share | None) -> dict[str, str]:
    """Of the whole that a share is of, and of what is left out of it."""
    numbers = {"whole": share.whole, "less": share.less} if share else {}
    return {name: shown.address(number) for name, number in numbers.items() if number}


@require_safe
def report_figure_sheet(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """The same list, all of it, as a workbook."""
    found, _, _ = _asked(request, pk, code)
    name = f"{found.figure.name} {found.label.replace(' · ', ' ')}".strip()
    period = found.report.covers.label
    title = f"{found.report.unit.name}{period}{name}"
    file = sheet_of(found.listed, title=title, question=found.question)
    return attached(file, f"{name} {period}.xlsx")
