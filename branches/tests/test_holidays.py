"""The holiday table: seeded once, read as a calendar, kept by hand."""

from datetime import date

import pytest

from branches.calendar import DayMark
from branches.models import Holiday
from branches.services import holidays as services

pytestmark = pytest.mark.django_db


def test_a_migrated_database_has_the_announced_years():
    found = Holiday.objects.filter(day__year=2026)

    assert set(found.filter(is_off=False).values_list("day", flat=True)) == {
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
    assert found.filter(is_off=True).count() == 33
    assert found.get(day=date(2026, 10, 1)).name == "国庆节"


def test_loading_again_adds_nothing_and_overrules_nobody():
    Holiday.objects.filter(day=date(2026, 10, 10)).delete()

    assert services.load_holidays() == 0
    assert not Holiday.objects.filter(day=date(2026, 10, 10)).exists()


def test_a_year_not_yet_announced_stays_empty():
    assert services.load_holidays(years=[2027]) == 0


def test_the_table_reads_as_a_calendar_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = services.work_calendar(first_year=2026, last_year=2027)

    assert not calendar.is_workday(date(2026, 10, 7))
    assert calendar.is_workday(date(2026, 10, 10))
    assert not calendar.is_provisional(date(2026, 3, 2))
    assert calendar.is_provisional(date(2027, 3, 1))


def test_a_day_is_entered_changed_and_taken_back():
    day = date(2027, 2, 8)
    services.mark_day(day=day, is_off=True, name="春节")
    services.mark_day(day=day, is_off=True, name="春节假期", source="通知")

    assert [(h.name, h.source) for h in Holiday.objects.filter(day=day)] == [("春节假期", "通知")]
    services.unmark_day(day=day)
    services.unmark_day(day=day)
    assert not Holiday.objects.filter(day=day).exists()


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"is_off": False}, "2027年2月8日（周一）本来就是工作日"),
        ({"name": "  "}, "."),
        ({"name": "长" * 33}, "."),
    ],
    ids=["a Monday is worked anyway", "no name", "name too long"],
)
def test_a_day_that_makes_no_sense_is_refused(spoilt, reason):
    details = {"day": date(2027, 2, 8), "is_off": True, "name": "春节"} | spoilt

    with pytest.raises(services.HolidayRefused, match=reason):
        services.mark_day(**details)

    assert not Holiday.objects.filter(day__year=2027).exists()


def test_a_year_is_replaced_as_a_whole():
    marks = [DayMark(date(2026, 1, 1), True, "元旦"), DayMark(date(2026, 10, 1), True, "国庆节")]

    assert services.replace_year(year=2026, marks=marks, source="更正通知") == 2

    assert list(Holiday.objects.filter(day__year=2026).values_list("day", flat=True)) == [
        date(2026, 1, 1),
        date(2026, 10, 1),
    ]
    assert Holiday.objects.filter(day__year=2025).exists()


@pytest.mark.parametrize(
    "marks",
    [
        [],
        [DayMark(date(2026, 1, 1), True, "元旦"), DayMark(date(2025, 12, 31), True, "元旦")],
        [DayMark(date(2026, 1, 1), True, "元旦"), DayMark(date(2026, 1, 5), False, "元旦")],
    ],
    ids=["nothing", "another year", "a working day"],
)
def test_a_year_is_replaced_all_or_nothing(marks):
    before = list(Holiday.objects.values_list("day", "name"))

    with pytest.raises(services.HolidayRefused):
        services.replace_year(year=2026, marks=marks, source="更正通知")

    assert list(Holiday.objects.values_list("day", "name")) == before
