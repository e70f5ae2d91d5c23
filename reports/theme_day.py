"""The theme day of a branch: its own day of the month, moved off holidays."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from accounts.prepared import Prepared
from branches.calendar import PlannedDay, WorkCalendar, plan_theme_day
from branches.models import Branch
from branches.periods import Grain, Period
from branches.services.holidays import work_calendar
from meetings.choices import ENTERED, MeetingKind, MeetingState
from meetings.models import Credit, Theme

SETTLED = frozenset({*(state.value for state in ENTERED), MeetingState.CANCELLED.value})

# What the offices above a user have published for a month, the nearest one's first.
THEMES = Prepared(
    lambda user, month: (
        Theme.objects.visible_to(user)
        .published()
        .filter(month=month)
        .order_by("-unit__path", "pk")[:1]
    )
)

_SETTLED = Prepared(
    lambda user, branch, first, last: (
        Credit.objects.visible_to(user)
        .filter(branch_id=branch, kind=MeetingKind.THEME_DAY, state__in=SETTLED)
        .held_within(first, last)
        .order_by()
        .values("pk")[:1]
    )
)


def theme_day(branch: Branch, month: Period, calendar: WorkCalendar) -> PlannedDay:
    """Its day in that month."""
    return plan_theme_day(month.year, month.number, branch.theme_day, calendar)


def calendar_on(today: date) -> WorkCalendar:
    """In which this month's and next month's theme day lie. One query."""
    month = Period.containing(today, Grain.MONTH)
    return work_calendar(first_year=today.year, last_year=month.next.year)


def next_theme_day(user: User, branch: Branch, today: date, calendar: WorkCalendar) -> PlannedDay:
    """This month's unless its day has passed or it is on record, held or not; then next month's.

    The same for everybody of the branch. One query.
    """
    month = Period.containing(today, Grain.MONTH)
    planned = theme_day(branch, month, calendar)
    days = {"first": month.begins, "last": month.ends}
    settled = _SETTLED.rows(user=user, branch=branch.pk, **days)
    if planned.day >= today and not settled:
        return planned
    return theme_day(branch, month.next, calendar)
