"""Working days and theme days, with the official table of 2026 and with none."""

from datetime import date, timedelta

import pytest

from branches.calendar import (
    DayMark,
    DayRule,
    PlanState,
    Prefer,
    WorkCalendar,
    add_months,
    add_years,
    day_label,
    plan_theme_day,
)
from branches.choices import ThemeDayRule
from branches.models import Branch

MON, FRI = 0, 4
FIXED, NTH, LAST = ThemeDayRule.FIXED_DAY, ThemeDayRule.NTH_WEEKDAY, ThemeDayRule.LAST_WORKDAY


def off(first, last, name):
    span = (last - first).days + 1
    return [DayMark(first + timedelta(days=step), True, name) for step in range(span)]


OFFICIAL = WorkCalendar(
    [
        *off(date(2026, 1, 1), date(2026, 1, 3), "元旦"),
        DayMark(date(2026, 1, 4), False, "元旦"),
        DayMark(date(2026, 2, 14), False, "春节"),
        *off(date(2026, 2, 15), date(2026, 2, 23), "春节"),
        DayMark(date(2026, 2, 28), False, "春节"),
        *off(date(2026, 5, 1), date(2026, 5, 5), "劳动节"),
        DayMark(date(2026, 5, 9), False, "劳动节"),
        *off(date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
        DayMark(date(2026, 10, 10), False, "国庆节"),
    ]
)
NOTHING_ENTERED = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "worked", "name"),
    [
        (date(2026, 9, 18), True, ""),
        (date(2026, 9, 19), False, ""),
        (date(2026, 10, 7), False, "国庆节"),
        (date(2026, 10, 10), True, "国庆节"),
        (date(2026, 2, 28), True, "春节"),
    ],
    ids=["Friday", "Saturday", "holiday", "make-up Saturday", "make-up Saturday in February"],
)
def test_the_official_table_overrides_the_week(day, worked, name):
    assert (OFFICIAL.is_workday(day), OFFICIAL.name_of(day)) == (worked, name)
    assert not OFFICIAL.is_provisional(day)


@pytest.mark.parametrize(
    ("day", "worked", "name"),
    [
        (date(2027, 10, 1), False, "国庆节"),
        (date(2027, 10, 4), True, ""),
        (date(2027, 10, 9), False, ""),
        (date(2027, 5, 3), True, ""),
    ],
    ids=[
        "holiday of fixed date",
        "day off only by notice",
        "make-up day only by notice",
        "third of May",
    ],
)
def test_a_year_without_a_table_counts_weekdays_less_fixed_holidays_and_says_so(day, worked, name):
    assert (NOTHING_ENTERED.is_workday(day), NOTHING_ENTERED.name_of(day)) == (worked, name)
    assert NOTHING_ENTERED.is_provisional(day)


def test_in_an_entered_year_only_the_table_speaks():
    assert OFFICIAL.is_workday(date(2026, 1, 5))
    assert WorkCalendar([DayMark(date(2026, 10, 1), True, "国庆节")]).is_workday(date(2026, 5, 1))


def test_a_day_entered_by_hand_does_not_make_a_year_official():
    begun = WorkCalendar([DayMark(date(2027, 2, 8), True, "春节")])

    assert not begun.is_workday(date(2027, 2, 8))
    assert not begun.is_workday(date(2027, 10, 1))
    assert begun.is_provisional(date(2027, 2, 8))


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 9, 14), date(2026, 9, 18), 5),
        (date(2026, 9, 30), date(2026, 10, 8), 2),
        (date(2026, 10, 1), date(2026, 10, 7), 0),
        (date(2026, 9, 18), date(2026, 9, 17), 0),
    ],
    ids=["a week", "across the holiday", "the holiday", "backwards"],
)
def test_working_days_between_two_days_count_both_ends(first, last, count):
    assert OFFICIAL.workdays(first, last) == count


@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        (date(2026, 9, 14), 5, date(2026, 9, 18)),
        (date(2026, 9, 14), 1, date(2026, 9, 14)),
        (date(2026, 9, 12), 1, date(2026, 9, 14)),
        (date(2026, 9, 30), 3, date(2026, 10, 9)),
        (date(2026, 10, 8), 3, date(2026, 10, 10)),
    ],
    ids=[
        "start counts",
        "one day",
        "start on a Saturday",
        "over the holiday",
        "make-up Saturday counts",
    ],
)
def test_a_span_of_working_days_begins_with_its_start(start, count, ends):
    assert OFFICIAL.add_workdays(start, count) == ends


def test_a_span_of_no_working_days_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        OFFICIAL.add_workdays(date(2026, 9, 14), 0)


@pytest.mark.parametrize(
    ("day", "count", "there"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 18), 0, date(2026, 5, 18)),
        (date(2026, 5, 18), 6, date(2026, 11, 18)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day, count, there):
    assert add_months(day, count) == there


def test_leap_day_becomes_the_28th_in_a_common_year():
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("month", "rule", "prefer", "day", "state"),
    [
        (9, DayRule(FIXED, 18), Prefer.NEXT, date(2026, 9, 18), PlanState.PLANNED),
        (9, DayRule(FIXED, 5), Prefer.NEXT, date(2026, 9, 7), PlanState.SHIFTED),
        (9, DayRule(FIXED, 5), Prefer.PREVIOUS, date(2026, 9, 4), PlanState.SHIFTED),
        (10, DayRule(FIXED, 1), Prefer.NEXT, date(2026, 10, 8), PlanState.SHIFTED),
        (10, DayRule(FIXED, 1), Prefer.PREVIOUS, date(2026, 10, 8), PlanState.SHIFTED),
        (5, DayRule(FIXED, 31), Prefer.NEXT, date(2026, 5, 29), PlanState.SHIFTED),
        (2, DayRule(FIXED, 31), Prefer.NEXT, date(2026, 2, 28), PlanState.PLANNED),
        (9, DayRule(NTH, 1, MON), Prefer.NEXT, date(2026, 9, 7), PlanState.PLANNED),
        (10, DayRule(NTH, 1, FRI), Prefer.NEXT, date(2026, 10, 8), PlanState.SHIFTED),
        (9, DayRule(NTH, 5, FRI), Prefer.NEXT, date(2026, 9, 25), PlanState.PLANNED),
        (10, DayRule(NTH, 5, FRI), Prefer.NEXT, date(2026, 10, 30), PlanState.PLANNED),
        (2, DayRule(LAST), Prefer.NEXT, date(2026, 2, 28), PlanState.PLANNED),
        (1, DayRule(LAST), Prefer.NEXT, date(2026, 1, 30), PlanState.PLANNED),
    ],
    ids=[
        "a working day stands",
        "Saturday goes on to Monday",
        "Saturday goes back to Friday",
        "holiday goes on",
        "going back would leave the month, so it goes on",
        "going on would leave the month, so it goes back",
        "the 31st of February is its last day, a make-up Saturday",
        "first Monday",
        "first Friday falls into the holiday",
        "September has no fifth Friday",
        "October has one",
        "last working day is a make-up Saturday",
        "last working day",
    ],
)
def test_theme_day(month, rule, prefer, day, state):
    plan = plan_theme_day(2026, month, rule, OFFICIAL, prefer=prefer)

    assert (plan.day, plan.state) == (day, state)
    assert bool(plan.reason) is (state is not PlanState.PLANNED)


def test_a_theme_day_with_no_working_day_near_stays_and_needs_a_person():
    plan = plan_theme_day(2026, 2, DayRule(FIXED, 19), OFFICIAL, window=2)

    assert (plan.day, plan.state) == (date(2026, 2, 19), PlanState.NEEDS_MANUAL)
    assert "人工确定" in plan.reason


def test_the_sentence_names_the_holiday_and_both_days():
    plan = plan_theme_day(2026, 10, DayRule(FIXED, 5), OFFICIAL)

    assert plan.named == date(2026, 10, 5)
    assert plan.reason == "10月5日（周一）逢国庆节，顺延至10月8日（周四）。"


def test_a_theme_day_of_a_year_without_table_is_provisional():
    assert plan_theme_day(2027, 2, DayRule(FIXED, 8), OFFICIAL).provisional
    assert not plan_theme_day(2026, 3, DayRule(FIXED, 9), OFFICIAL).provisional


def test_every_theme_day_of_a_year_stays_in_its_month():
    rules = [DayRule(FIXED, number) for number in range(1, 32)] + [
        DayRule(NTH, 1, MON),
        DayRule(NTH, 5, FRI),
        DayRule(LAST),
    ]
    plans = [
        (month, plan_theme_day(2026, month, rule, OFFICIAL))
        for month in range(1, 13)
        for rule in rules
    ]

    assert all(plan.day.month == month for month, plan in plans)
    assert all(OFFICIAL.is_workday(plan.day) for _, plan in plans)


@pytest.mark.parametrize(
    ("rule", "label"),
    [
        (DayRule(FIXED, 5), "每月5日"),
        (DayRule(NTH, 1, FRI), "每月第一个周五"),
        (DayRule(NTH, 5, FRI), "每月最后一个周五"),
        (DayRule(LAST), "每月最后一个工作日"),
    ],
)
def test_a_rule_can_be_read_aloud(rule, label):
    assert rule.label == label


@pytest.mark.parametrize("spoilt", [(FIXED, 32), (FIXED, 0), (NTH, 1, 7)])
def test_a_rule_that_names_no_day_is_an_error(spoilt):
    with pytest.raises(ValueError, match="no such day"):
        DayRule(*spoilt)


def test_days_are_written_the_chinese_way():
    assert day_label(date(2026, 9, 18)) == "2026年9月18日（周五）"
    assert day_label(date(2026, 9, 18), with_year=False) == "9月18日（周五）"


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        ({}, "每月15日"),
        ({"theme_day_rule": "nth_weekday", "theme_day_number": 1}, "每月第一个周五"),
        ({"theme_day_rule": "nth_weekday", "theme_day_number": 31}, "每月最后一个周五"),
        ({"theme_day_rule": "last_workday"}, "每月最后一个工作日"),
    ],
)
def test_a_branch_knows_its_theme_day(columns, label):
    assert Branch(**columns).theme_day.label == label
