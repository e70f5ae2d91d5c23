"""The holiday table: read as a calendar, seeded with official years, kept by the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import chinese_calendar
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.prepared import Prepared
from branches.calendar import DayMark, WorkCalendar, day_label
from branches.models import Holiday

SEEDED_YEARS = (2025, 2026)
SEED_SOURCE = "国务院办公厅节假日安排（随产品附带）"


class HolidayRefused(Exception):
    """The day cannot be entered; the message is fit for the screen."""


def work_calendar(*, first_year: int, last_year: int) -> WorkCalendar:
    """The calendar of these years, both included, from the holiday table. One query."""
    days = {"first": date(first_year, 1, 1), "last": date(last_year, 12, 31)}
    return WorkCalendar(DayMark(*row) for row in _MARKED.rows(**days))


_MARKED = Prepared(
    lambda first, last: Holiday.objects.filter(day__range=(first, last)).values_list(
        "day", "is_off", "name"
    )
)


def load_holidays(*, years: Iterable[int] = SEEDED_YEARS) -> int:
    """Enter the official days of years of which the table holds none; how many days that were.

    Safe to run again, and it never overrules what an office has entered. A year that has not been
    announced stays empty, so that its plans are provisional.
    """
    entered = set(Holiday.objects.values_list("day__year", flat=True).distinct())
    days = [row for year in years if year not in entered for row in announced(year=year)]
    Holiday.objects.bulk_create(days, ignore_conflicts=True)
    return len(days)


def announced(*, year: int) -> list[Holiday]:
    """The exceptions to Monday–Friday that are known for the year, not saved; else none."""
    tables = ((chinese_calendar.holidays, True), (chinese_calendar.workdays, False))
    return [
        Holiday(day=day, is_off=is_off, name=_chinese(name), source=SEED_SOURCE)
        for table, is_off in tables
        for day, name in table.items()
        if day.year == year
    ]


def _chinese(english: str) -> str:
    return chinese_calendar.Holiday(english).chinese


def mark_day(*, day: date, is_off: bool, name: str, source: str = "") -> Holiday:
    """Enter one exception, or change what was entered for that day.

    Refused: a working day that is one anyway, and an exception without a name.
    """
    if not is_off and day.weekday() < 5:
        raise HolidayRefused(f"{day_label(day)}本来就是工作日，不需要登记。")
    holiday = Holiday.objects.filter(day=day).first() or Holiday(day=day)
    holiday.is_off, holiday.name, holiday.source = is_off, name.strip(), source.strip()
    return _saved(holiday)


def unmark_day(*, day: date) -> None:
    """Take the exception back; harmless when there is none."""
    for holiday in Holiday.objects.filter(day=day):
        holiday.delete()


@transaction.atomic
def replace_year(*, year: int, marks: Iterable[DayMark], source: str) -> int:
    """Replace the table of a year by these days, all or nothing; how many there are.

    Refused: no day at all, a day of another year, a working day that is one anyway.
    """
    marks = list(marks)
    if not marks:
        raise HolidayRefused("没有读到任何一天，原有的安排没有改动。")
    strangers = [mark for mark in marks if mark.day.year != year]
    if strangers:
        raise HolidayRefused(f"{day_label(strangers[0].day)}不在{year}年，原有的安排没有改动。")
    for holiday in Holiday.objects.filter(day__year=year).exclude(day__in=[m.day for m in marks]):
        holiday.delete()
    for mark in marks:
        mark_day(day=mark.day, is_off=mark.is_off, name=mark.name, source=source)
    return len(marks)


def _saved(holiday: Holiday) -> Holiday:
    try:
        holiday.full_clean()
    except ValidationError as error:
        raise HolidayRefused("".join(error.messages)) from error
    holiday.save()
    return holiday
