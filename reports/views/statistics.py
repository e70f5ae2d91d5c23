"""One statistic, and the list behind each of its numbers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from branches.models import Unit
from reports import asking
from reports.periods import switcher
from reports.sheets import attached
from reports.statistics import CATALOGUE, Listed, Question, Statistic
from reports.statistics.listing import numeric, sheet_of, worded
from reports.statistics.showing import Shown, basis_of, by_regulation

ROWS_A_PAGE = 50


def _asked(request: UserRequest, code: str) -> tuple[Statistic, Question]:
    question = asking.question_of(request.user, request.GET, timezone.now())
    if question is None or code not in CATALOGUE:
        raise Http404
    return CATALOGUE[code], question


def _frame(request: UserRequest, statistic: Statistic, question: Question) -> dict[str, Any]:
    return {
        "statistic": statistic,
        "question": question,
        "address": asking.address(question),
        "period": switcher(question),
    }


@require_safe
def statistic(request: UserRequest, code: str) -> HttpResponse:
    """Table, chart, definition and article; every number opens its list."""
    asked, question = _asked(request, code)
    context = _frame(request, asked, question)
    units = Unit.objects.visible_to(request.user).just_below(question.place.unit)
    context |= {
        "shown": Shown(asked, asked.table(question), context["address"]),
        "basis": [
            (regulation, list(articles.items()))
            for regulation, articles in by_regulation(basis_of(asked, question)).items()
        ],
        "units": [] if question.place.branch else _below(question, units),
    }
    return render(request, "reports/statistic.html", context)


def _below(question: Question, units: Any) -> list[dict[str, Any]]:
    """A chip to narrow to one of the units below."""
    options = [
        (name, f"?unit={code}&period={question.period}", False, None)
        for code, name in units.values_list("code", "name")
    ]
    return [{"label": "单位", "value": "", "options": options}] if options else []


def _counted(request: UserRequest, code: str) -> tuple[dict[str, Any], Any]:
    """What the page and its sheet have in common: context and list."""
    asked, question = _asked(request, code)
    key = request.GET.get("key", "")
    at = _number_in(request, "column", range(len(asked.columns)), 0)
    less = _number_in(request, "less", {rate.less for rate in asked.rates}, -1)
    label = asked.word_of(question, key, at)
    context = _frame(request, asked, question) | {
        "label": f"{label}（扣除{asked.columns[less].label}）" if less > 0 else label,
        "here": asking.address(question, key=key, column=at, less=max(less, 0)),
    }
    return context, asked.left_of(question, key, at, less)


def _number_in(request: UserRequest, name: str, known: Collection[int], otherwise: int) -> int:
    """The column that the address names."""
    written = request.GET.get(name, "")
    return int(written) if written.isdecimal() and int(written) in known else otherwise


def page_of(request: UserRequest, listed: Listed) -> dict[str, Any]:
    """A page of a list for reports/_listed.html: rows with the addresses that the user may open."""
    page = Paginator(listed.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    said = list(listed.said(page.object_list))
    links = listed.links(request.user, [key for key, _ in said]) if listed.links else {}
    numbers = numeric([cells for _, cells in said], len(listed.headings))
    rows = [
        (links.get(key, ""), list(zip(listed.headings, numbers, map(worded, cells), strict=True)))
        for key, cells in said
    ]
    return {
        "page": page,
        "headings": list(zip(listed.headings, numbers, strict=True)),
        "rows": rows,
    }


@require_safe
def counted(request: UserRequest, code: str) -> HttpResponse:
    """The list from which a number was counted."""
    context, listed = _counted(request, code)
    context |= page_of(request, listed)
    context["adds"] = None if listed.adds is None else listed.headings[listed.adds]
    context["sum"] = None if listed.adds is None else listed.number()
    context["period"] = None  # a number's list is of the number's period
    return render(request, "reports/counted.html", context)


@require_safe
def counted_sheet(request: UserRequest, code: str) -> HttpResponse:
    """The same list, all of it, as a workbook."""
    context, listed = _counted(request, code)
    period, place = context["question"].period.label, context["question"].place.name
    name = " ".join(filter(None, (context["statistic"].name, context["label"])))
    file = sheet_of(listed, title=f"{place}{period}{name}", question=context["question"])
    return attached(file, f"{name} {period}.xlsx")
