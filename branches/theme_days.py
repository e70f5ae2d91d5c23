"""The next theme days of a rule, moved off holidays: what the page shows while one chooses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from branches.calendar import DayRule, PlannedDay, plan_theme_day
from branches.choices import ThemeDayRule
from branches.periods import Grain, Period
from branches.services.holidays import work_calendar

MONTHS = 6


def next_days(*, rule: Mapping[str, Any], today: date, months: int = MONTHS) -> list[PlannedDay]:
    """From this month on. ``rule``: the fields of Branch that say it. One query."""
    period = Period.containing(today, Grain.MONTH)
    periods = [period.shifted(step) for step in range(months)]
    calendar = work_calendar(first_year=periods[0].year, last_year=periods[-1].year)
    day_rule = DayRule(
        ThemeDayRule(rule["theme_day_rule"]), rule["theme_day_number"], rule["theme_day_weekday"]
    )
    return [plan_theme_day(one.year, one.number, day_rule, calendar) for one in periods]
