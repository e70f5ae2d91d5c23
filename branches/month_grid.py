"""A month as it hangs on the wall: weeks from Monday to Sunday. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from branches.calendar import WorkCalendar, days
from branches.periods import Period


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day. ``mark`` is 休 or 班 where an entry of the table overrides the week, else empty."""

    day: date
    mark: str
    name: str
    is_workday: bool


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """Its weeks have seven places; those outside the month are ``None``."""

    period: Period
    weeks: tuple[tuple[DayCell | None, ...], ...]


def month_grid(period: Period, calendar: WorkCalendar) -> MonthGrid:
    """The month with its holidays and make-up working days."""
    first = period.begins - timedelta(days=period.begins.weekday())
    last = period.ends + timedelta(days=6 - period.ends.weekday())
    cells = [_cell(day, calendar) if day in period else None for day in days(first, last)]
    weeks = tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
    return MonthGrid(period, weeks)


def _cell(day: date, calendar: WorkCalendar) -> DayCell:
    name, worked = calendar.name_of(day), calendar.is_workday(day)
    mark = ("班" if worked else "休") if name else ""
    return DayCell(day, mark, name, worked)
