"""The theme day of a branch: its own day of the month, moved off holidays."""

from __future__ import annotations

from branches.calendar import PlannedDay, WorkCalendar, plan_theme_day
from branches.models import Branch
from branches.periods import Period


def theme_day(branch: Branch, month: Period, calendar: WorkCalendar) -> PlannedDay:
    """Its day in that month."""
    return plan_theme_day(month.year, month.number, branch.theme_day, calendar)
