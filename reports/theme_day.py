"""The theme day of a branch: its own day of the month, moved off holidays."""

from __future__ import annotations

from accounts.prepared import Prepared
from branches.calendar import PlannedDay, WorkCalendar, plan_theme_day
from branches.models import Branch
from branches.periods import Period
from meetings.models import Theme

# What the offices above a user have published for a month, the nearest one's first.
THEMES = Prepared(
    lambda user, month: (
        Theme.objects.visible_to(user)
        .published()
        .filter(month=month)
        .order_by("-unit__path", "pk")[:1]
    )
)


def theme_day(branch: Branch, month: Period, calendar: WorkCalendar) -> PlannedDay:
    """Its day in that month."""
    return plan_theme_day(month.year, month.number, branch.theme_day, calendar)
