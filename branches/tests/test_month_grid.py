"""Months on the wall."""

from datetime import date

import pytest

from branches.calendar import DayMark, WorkCalendar
from branches.month_grid import month_grid
from branches.periods import month

OCTOBER = WorkCalendar(
    [
        DayMark(date(2026, 10, 1), True, "国庆节"),
        DayMark(date(2026, 10, 10), False, "国庆节"),
    ]
)


@pytest.mark.parametrize(
    ("year", "number", "weeks", "blanks"),
    [(2026, 10, 5, 4), (2026, 2, 5, 7), (2021, 2, 4, 0), (2026, 8, 6, 11)],
    ids=["from Thursday to Saturday", "starts on Sunday", "fits four weeks", "six weeks"],
)
def test_weeks_run_from_monday_to_sunday(year, number, weeks, blanks):
    grid = month_grid(month(year, number), OCTOBER)

    assert len(grid.weeks) == weeks
    assert {len(week) for week in grid.weeks} == {7}
    assert sum(cell is None for week in grid.weeks for cell in week) == blanks
    assert all(
        cell.day.weekday() == place
        for week in grid.weeks
        for place, cell in enumerate(week)
        if cell
    )


@pytest.mark.parametrize(
    ("day", "mark", "name", "worked"),
    [
        (1, "休", "国庆节", False),
        (10, "班", "国庆节", True),
        (11, "", "", False),
        (12, "", "", True),
    ],
    ids=["holiday", "make-up Saturday", "Sunday", "Monday"],
)
def test_days_are_marked_where_the_table_speaks(day, mark, name, worked):
    cells = [cell for week in month_grid(month(2026, 10), OCTOBER).weeks for cell in week if cell]

    assert [cell.day.day for cell in cells] == list(range(1, 32))
    found = cells[day - 1]
    assert (found.mark, found.name, found.is_workday) == (mark, name, worked)
