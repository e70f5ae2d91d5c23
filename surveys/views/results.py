"""Results of surveys that have ended: in total, crossed, beside another wave, as files."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.loading import when_used
from accounts.requests import UserRequest
from surveys.models import NamedResponse, Survey
from surveys.models.survey import SurveyQuerySet
from surveys.presenting import results as presenting
from surveys.presenting.named import sheets
from surveys.services import sending

exports = when_used("surveys.exports")

DAY = 86400
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def results(request: UserRequest, pk: int) -> HttpResponse:
    """Every question with its chart and its table."""
    shown = get_object_or_404(_all_ended(request).defer("paper", "outcome", "intro"), pk=pk)
    respondents, figures = _figures(shown)
    context = {"survey": shown, "figures": figures, "respondents": respondents}
    return render(request, "surveys/results.html", context)


@require_safe
def cross(request: UserRequest, pk: int) -> HttpResponse:
    """One question against another."""
    shown = _ended(request, pk)
    items = shown.questionnaire.items
    able = [
        (place, f"{place + 1}. {item.text}") for place, item in enumerate(items) if item.is_chosen
    ]
    down, across = _chosen(request, [place for place, _ in able])
    context: dict[str, Any] = {"survey": shown, "able": able, "down": down, "across": across}
    if down is not None and across is not None:
        table = sending.crossed(survey=shown, down=down, across=across)
        context |= {"asked": True, "table": table}
        if table:
            title = f"{items[down].text} × {items[across].text}"
            context |= {
                "row_head": items[down].text,
                "rows": presenting.table_rows(table),
                "chart": presenting.table_chart(table, title),
            }
    return render(request, "surveys/cross.html", context)


@require_safe
def compare(request: UserRequest, pk: int) -> HttpResponse:
    """Beside an earlier or later wave with the same questions."""
    shown = _ended(request, pk)
    lineages = {item["lineage"] for item in shown.figures["items"]}
    ended = Survey.objects.visible_to(request.user).closed().exclude(pk=pk)
    others = [
        other for other in ended.select_related("unit", "branch")[:60]
        if lineages & {item["lineage"] for item in other.figures["items"]}
    ]  # fmt: skip
    asked = request.GET.get("with", "") or str(shown.earlier_id)
    other = next((one for one in others if str(one.pk) == asked), others[0] if others else None)
    context: dict[str, Any] = {"survey": shown, "others": others, "other": other}
    if other is not None:
        names = (presenting.wave_name(shown), presenting.wave_name(other))
        context["names"] = names
        context["compared"] = presenting.compared(shown.figures, other.figures, names)
    return render(request, "surveys/compare.html", context)


@require_safe
def named(request: UserRequest, pk: int) -> HttpResponse:
    """Who answered what, of a survey that was not anonymous."""
    readable = _all_ended(request).names_readable_by(request.user)
    shown = get_object_or_404(readable, pk=pk)
    rows = NamedResponse.objects.visible_to(request.user).of(shown)
    context = {"survey": shown, "sheets": sheets(shown.questionnaire, rows)}
    return render(request, "surveys/named.html", context)


@require_safe
def workbook(request: UserRequest, pk: int) -> HttpResponse:
    """The results as a sheet."""
    shown = _ended(request, pk)
    return _file(exports.workbook(shown), SHEET, f"{shown.title}-结果.xlsx")


@require_safe
def document(request: UserRequest, pk: int) -> HttpResponse:
    """The results as a document."""
    shown = _ended(request, pk)
    return _file(exports.document(shown), DOCUMENT, f"{shown.title}-结果.docx")


def _all_ended(request: UserRequest) -> SurveyQuerySet:
    shown = Survey.objects.visible_to(request.user).closed().telling_names(request.user)
    return shown.select_related("unit", "branch")


def _ended(request: UserRequest, pk: int) -> Survey:
    return get_object_or_404(_all_ended(request), pk=pk)


def _figures(survey: Survey) -> tuple[int, SafeString]:
    """How many answered, and the questions as markup: for ever the same, and for everybody."""
    key = f"surveys:figures:{survey.pk}:{survey.anonymous_key or survey.named_key}"
    kept = cache.get(key)
    if kept is None:
        told = survey.figures
        shown = presenting.results(told)
        markup = str(render_to_string("surveys/_figures.html", {"results": shown}))
        kept = told["respondents"], markup
        cache.set(key, kept, DAY)
    return kept[0], SafeString(kept[1])


def _chosen(request: UserRequest, able: list[int]) -> tuple[int | None, int | None]:
    """``?down=`` and ``?across=``, where both are questions that can be crossed."""
    asked = [request.GET.get(name, "") for name in ("down", "across")]
    known = {str(place): place for place in able}
    down, across = (known.get(one) for one in asked)
    return (down, across) if down != across else (down, None)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
