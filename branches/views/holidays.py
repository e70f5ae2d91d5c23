"""The year's holidays and make-up working days: for everyone to see, for offices to keep."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import UserRequest
from branches.calendar import DayMark, day_label
from branches.forms.holidays import DayForm, YearForm
from branches.holiday_lines import write_lines
from branches.models import Holiday, Unit
from branches.month_grid import month_grid
from branches.periods import Period, PeriodRefused, whole_year
from branches.services import holidays as services


@require_GET
def holidays(request: UserRequest) -> HttpResponse:
    """A year on twelve sheets; a day that the office touches stands in the form below."""
    year = _year(request.GET.get("year", ""))
    return _page(request, year, DayForm(initial={"day": _day(request, year)}))


@require_POST
def mark_day(request: UserRequest) -> HttpResponse:
    """Enter one day."""
    _keeper_or_404(request)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, _year(""), form)
    day: date = form.cleaned_data["day"]
    try:
        services.mark_day(**form.cleaned_data)
    except services.HolidayRefused as refusal:
        form.add_error("day", str(refusal))
        return _page(request, whole_year(day.year), form)
    messages.success(request, f"{day_label(day)}已登记。")
    return redirect(_address(day.year))


@require_POST
def unmark_day(request: UserRequest, pk: int) -> HttpResponse:
    """Take one day back."""
    day = get_object_or_404(Holiday.objects.manageable_by(request.user), pk=pk).day
    services.unmark_day(day=day)
    messages.success(request, f"{day_label(day)}的安排已删除。")
    return redirect(_address(day.year))


@require_http_methods(["GET", "POST"])
def edit_year(request: UserRequest, year: int) -> HttpResponse:
    """The whole year as text: paste the notice, or correct what is there."""
    _keeper_or_404(request)
    period = _year(str(year))
    rows = list(Holiday.objects.manageable_by(request.user).filter(day__year=year))
    marks = [DayMark(row.day, row.is_off, row.name) for row in rows]
    source = rows[0].source if rows else ""
    form = YearForm(request.POST or None, initial={"lines": write_lines(marks), "source": source})
    if form.is_valid() and _replaced(request, form, year):
        return redirect(_address(year))
    return render(request, "branches/edit_year.html", {"form": form, "year": period})


def _replaced(request: UserRequest, form: YearForm, year: int) -> bool:
    try:
        count = services.replace_year(
            year=year, marks=form.cleaned_data["lines"], source=form.cleaned_data["source"]
        )
    except services.HolidayRefused as refusal:
        form.add_error("lines", str(refusal))
        return False
    messages.success(request, f"{year}年的放假安排已更新，共 {count} 天。")
    return True


def _page(request: UserRequest, year: Period, form: DayForm) -> HttpResponse:
    calendar = services.work_calendar(first_year=year.year, last_year=year.year)
    context = {
        "year": year,
        "period": {
            "label": year.label,
            "prev_url": _address(year.year - 1),
            "next_url": _address(year.year + 1),
        },
        "months": [month_grid(each, calendar) for each in year.months],
        "provisional": calendar.is_provisional(year.begins),
        "days": Holiday.objects.visible_to(request.user).filter(day__year=year.year),
        "keeps": _keeps(request),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "branches/holidays.html", context)


def _keeps(request: UserRequest) -> bool:
    """Whether the user is a political office: the table is one for all."""
    return Unit.objects.manageable_by(request.user).exists()


def _keeper_or_404(request: UserRequest) -> None:
    if not _keeps(request):
        raise Http404


def _year(written: str) -> Period:
    """The year asked for, or the present one."""
    try:
        return whole_year(int(written)) if written.isascii() and written.isdigit() else _now()
    except PeriodRefused:
        raise Http404 from None


def _now() -> Period:
    return whole_year(timezone.localdate().year)


def _day(request: UserRequest, year: Period) -> date | None:
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day and day in year else None


def _address(year: int) -> str:
    return f"{reverse('branches:holidays')}?year={year}"
