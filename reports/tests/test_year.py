"""A branch's year, slot by slot."""

from datetime import date

import pytest

from meetings.cadence import CellState
from meetings.choices import MeetingKind, MeetingState
from reports.tests.records import held, with_committee
from reports.year import year_of
from tests.factories import BranchFactory, GroupFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 10)


@pytest.fixture
def branch():
    return BranchFactory()


def lines(branch, today=TODAY):
    return dict(year_of(branch, year=2026, today=today).lines)


def test_a_slot_is_as_wide_as_the_kind_is_owed(branch):
    found = lines(branch)

    assert [slot.span for slot in found[MeetingKind.THEME_DAY]] == [1] * 12
    assert [slot.span for slot in found[MeetingKind.GENERAL]] == [3] * 4
    assert [slot.span for slot in found[MeetingKind.ORG_LIFE]] == [12]


def test_each_slot_is_judged_by_itself(branch):
    for day in (date(2026, 1, 9), date(2026, 1, 23), date(2026, 3, 6)):
        held(branch, MeetingKind.THEME_DAY, day)

    months = lines(branch)[MeetingKind.THEME_DAY]
    assert [slot.mark for slot in months[:3]] == ["done", "missing", "done"]
    assert months[7].mark == "due"
    assert [slot.mark for slot in months[8:]] == ["none"] * 4
    assert months[8].cell is None


def test_a_cell_of_the_year_says_what_the_board_of_the_month_says(branch):
    GroupFactory(branch=branch)
    with_committee(branch)
    held(branch, MeetingKind.COMMITTEE, date(2026, 5, 8), state=MeetingState.DRAFT)
    may = {kind: slots[4] for kind, slots in lines(branch).items() if len(slots) == 12}

    assert may[MeetingKind.COMMITTEE].cell.state is CellState.LATE
    assert may[MeetingKind.GROUP].cell.state is CellState.NOT_ENTERED


def test_what_was_not_held_for_a_reason_is_marked_where_it_was(branch):
    held(branch, MeetingKind.THEME_DAY, date(2026, 2, 6), state=MeetingState.CANCELLED)

    assert lines(branch)[MeetingKind.THEME_DAY][1].mark == "cancelled"
    assert lines(branch)[MeetingKind.THEME_DAY][2].mark == "missing"


@pytest.mark.parametrize(("today", "named"), [(TODAY, False), (date(2026, 10, 2), True)])
def test_what_is_owed_once_a_year_is_named_from_its_last_quarter(branch, today, named):
    due = {slot.kind for slot in year_of(branch, year=2026, today=today).due}

    assert (MeetingKind.ORG_LIFE in due) is named
    assert {MeetingKind.THEME_DAY, MeetingKind.LECTURE} <= due


def test_overdue_comes_the_latest_first(branch):
    overdue = year_of(branch, year=2026, today=TODAY).overdue

    assert [slot.period.ends for slot in overdue] == sorted(
        (slot.period.ends for slot in overdue), reverse=True
    )
    assert str(overdue[0].period) == "2026-07"


def test_queries(branch, django_assert_num_queries):
    for month in (1, 2, 3):
        held(branch, MeetingKind.THEME_DAY, date(2026, month, 6))

    with django_assert_num_queries(2):
        year_of(branch, year=2026, today=TODAY)


@pytest.mark.parametrize(("year", "month"), [(2026, 8), (2025, None)])
def test_the_running_month_is_marked_in_its_own_year_alone(branch, year, month):
    assert year_of(branch, year=year, today=TODAY).month_now == month
