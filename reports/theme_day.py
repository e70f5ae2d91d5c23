"""The theme day of a branch: its own day of the month, moved off holidays."""

from __future__ import annotations

from branches.calendar import DayRule, PlannedDay, WorkCalendar, plan_theme_day
from branches.choices import ThemeDayRule
from branches.models import Branch
from branches.periods import Period


def rule_of(branch: Branch) -> DayRule:
    """The day that the branch has chosen: 每月15日, 每月第一个周五."""
    return DayRule(
        ThemeDayRule(branch.theme_day_rule), branch.theme_day_number, branch.theme_day_weekday
    )


def theme_day(branch: Branch, month: Period, calendar: WorkCalendar) -> PlannedDay:
    """Its day in that month."""
    return plan_theme_day(month.year, month.number, rule_of(branch), calendar)
