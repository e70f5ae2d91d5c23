"""From rows in the database to cells of the board."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache

from branches.choices import BranchKind, Role, UnitKind
from branches.models import Branch, Coverage
from branches.periods import Period
from branches.services.provisions import override_provision
from meetings.cadence import CellState
from meetings.choices import MeetingKind, MeetingState
from reports.compliance import compliance_lately, compliance_of
from reports.tests.records import held, with_committee
from tests.factories import (
    BranchFactory,
    GroupFactory,
    UnitFactory,
    UserFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 20)
SEPTEMBER = Period.parse("2026-09")
IN_SEPTEMBER, IN_AUGUST = date(2026, 9, 15), date(2026, 8, 15)


def board(period=SEPTEMBER, today=TODAY, branches=None):
    return compliance_of(branches or Branch.objects.all(), period=period, today=today)


def cells(branch, period=SEPTEMBER, today=TODAY):
    (row,) = board(period, today, Branch.objects.filter(pk=branch.pk)).rows
    return {cell.kind: cell for cell in row.cells}


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.mark.parametrize(
    ("state", "expected", "counted"),
    [
        (MeetingState.HANDED_IN, CellState.DONE, 1),
        (MeetingState.ACCEPTED, CellState.DONE, 1),
        (MeetingState.SEALED, CellState.DONE, 1),
        (MeetingState.PLANNED, CellState.LATE, 0),
        (MeetingState.DRAFT, CellState.LATE, 0),
        (MeetingState.RETURNED, CellState.LATE, 0),
        (MeetingState.CANCELLED, CellState.LATE, 0),
    ],
)
def test_only_what_was_handed_in_counts(branch, state, expected, counted):
    held(branch, MeetingKind.THEME_DAY, IN_SEPTEMBER, state=state)

    cell = cells(branch)[MeetingKind.THEME_DAY]
    assert (cell.state, cell.held) == (expected, counted)


def test_not_entered_is_not_the_same_as_late(branch):
    assert cells(branch)[MeetingKind.THEME_DAY].state is CellState.NOT_ENTERED


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 10, 1)])
def test_meetings_of_other_months_do_not_count(branch, day):
    held(branch, MeetingKind.THEME_DAY, day)

    assert cells(branch)[MeetingKind.THEME_DAY].held == 0


def test_meetings_of_other_branches_and_kinds_do_not_count(branch):
    held(BranchFactory(), MeetingKind.THEME_DAY, IN_SEPTEMBER)
    held(branch, MeetingKind.LECTURE, IN_SEPTEMBER)

    assert cells(branch)[MeetingKind.THEME_DAY].held == 0


def test_one_gathering_counts_for_every_branch_it_is_credited_to(branch):
    other = BranchFactory()
    held(branch, MeetingKind.LECTURE, IN_SEPTEMBER, also=(other,))

    assert cells(branch)[MeetingKind.LECTURE].state is CellState.DONE
    assert cells(other)[MeetingKind.LECTURE].state is CellState.DONE


def test_a_quarter_judges_month_by_month(branch):
    for day in (date(2026, 7, 3), date(2026, 7, 17), date(2026, 9, 4)):
        held(branch, MeetingKind.THEME_DAY, day)

    cell = cells(branch, Period.parse("2026Q3"))[MeetingKind.THEME_DAY]
    assert (cell.held, cell.owed, cell.late) == (3, 3, 1)
    assert [str(slot) for slot in cell.missing] == ["2026-08"]


def test_a_quarterly_kind_stands_on_a_month_but_falls_due_with_the_quarter(branch):
    held(branch, MeetingKind.GENERAL, date(2026, 7, 3))

    august = cells(branch, Period.parse("2026-08"))[MeetingKind.GENERAL]
    assert (august.held, august.state, august.falls_due) == (1, CellState.DONE, False)
    assert cells(branch)[MeetingKind.GENERAL].falls_due


def test_each_group_has_to_meet(branch):
    first, second = GroupFactory.create_batch(2, branch=branch)
    for day in (date(2026, 9, 3), date(2026, 9, 10)):
        held(branch, MeetingKind.GROUP, day, group=first)

    cell = cells(branch)[MeetingKind.GROUP]
    assert (cell.held, cell.owed, cell.late) == (1, 2, 1)

    held(branch, MeetingKind.GROUP, IN_SEPTEMBER, group=second)
    assert cells(branch)[MeetingKind.GROUP].state is CellState.DONE


def test_no_groups_and_too_few_members_for_a_committee_are_waived(branch):
    member_of(branch)
    found = cells(branch)

    assert found[MeetingKind.GROUP].state is CellState.WAIVED
    assert found[MeetingKind.COMMITTEE].state is CellState.WAIVED
    assert "不足 7 人" in found[MeetingKind.COMMITTEE].reason


def test_seven_full_members_owe_committee_meetings_though_they_have_no_committee(branch):
    for _ in range(7):
        member_of(branch)

    cell = cells(branch)[MeetingKind.COMMITTEE]
    assert (cell.owed, cell.state) == (1, CellState.NOT_ENTERED)
    assert "应设支部委员会而未设" in cell.reason


def test_a_small_branch_with_a_committee_owes_its_meetings(branch):
    with_committee(branch)

    assert cells(branch)[MeetingKind.COMMITTEE].owed == 1


def test_a_deputy_alone_is_no_committee(branch):
    with_committee(branch).appointments.update(post="副书记")

    assert cells(branch)[MeetingKind.COMMITTEE].owed == 0


def test_founded_in_the_middle_of_the_quarter():
    branch = BranchFactory(founded_on=date(2026, 8, 20))
    found = cells(branch, Period.parse("2026Q3"))

    assert found[MeetingKind.THEME_DAY].owed == 2
    assert found[MeetingKind.GENERAL].state is CellState.WAIVED
    assert "2026年8月20日" in found[MeetingKind.GENERAL].reason


def test_branches_that_do_not_exist_in_the_period_or_hold_no_such_meetings_are_left_out(branch):
    BranchFactory(founded_on=date(2026, 10, 1))
    BranchFactory(dissolved_on=date(2026, 8, 31))
    BranchFactory(kind=BranchKind.COMMITTEE)
    BranchFactory(kind=BranchKind.GENERAL)

    assert [row.branch.pk for row in board().rows] == [branch.pk]


def test_a_temporary_branch_owes_nothing():
    found = cells(BranchFactory(kind=BranchKind.TEMPORARY, purpose="抗洪抢险"))

    assert {cell.state for cell in found.values()} == {CellState.WAIVED}


def test_a_joint_branch_over_ten_stations_is_one_row():
    brigade = UnitFactory(kind=UnitKind.BRIGADE)
    joint = BranchFactory(kind=BranchKind.JOINT, unit=brigade)
    for _ in range(10):
        station = UnitFactory(parent=brigade)
        Coverage.objects.create(branch=joint, unit=station, since=joint.founded_on)
    held(joint, MeetingKind.THEME_DAY, IN_SEPTEMBER)

    found = board()
    assert len(found.rows) == 1
    assert found.summary.entered == 1


def test_what_was_not_held_for_a_reason_is_late_and_explained(branch):
    held(branch, MeetingKind.THEME_DAY, IN_SEPTEMBER, state=MeetingState.CANCELLED)
    silent = BranchFactory()

    found = board()
    rows = {row.branch.pk: row for row in found.rows}
    assert rows[branch.pk].not_held == {MeetingKind.THEME_DAY}
    assert rows[silent.pk].not_held == frozenset()
    assert found.explained == 1


def test_a_gap_that_nobody_explained_leaves_the_cell_unexplained(branch):
    held(branch, MeetingKind.THEME_DAY, IN_AUGUST, state=MeetingState.CANCELLED)

    (row,) = board(Period.parse("2026Q3")).rows
    assert row.not_held == frozenset()


def test_a_unit_that_asks_for_more_has_its_own_cadence(branch):
    unit = UnitFactory(kind=UnitKind.DETACHMENT)
    own = BranchFactory(unit=UnitFactory(parent=unit))
    override_provision(
        unit=unit,
        code="UR.party_lecture",
        value=Decimal(2),
        reason="本支队规定",
        today=date(2026, 1, 1),
    )
    for place in (own, branch):
        held(place, MeetingKind.LECTURE, IN_SEPTEMBER)

    lectures = {
        row.branch.pk: cell
        for row in board().rows
        for cell in row.cells
        if cell.kind == MeetingKind.LECTURE
    }
    assert (lectures[own.pk].owed, lectures[own.pk].late) == (2, 1)
    assert (lectures[branch.pk].owed, lectures[branch.pk].late) == (1, 0)


def test_sums_are_those_of_the_cells(branch):
    with_committee(branch)
    GroupFactory(branch=branch)
    other = BranchFactory()
    held(branch, MeetingKind.THEME_DAY, IN_SEPTEMBER)
    held(branch, MeetingKind.THEME_DAY, IN_SEPTEMBER)
    held(other, MeetingKind.GENERAL, IN_AUGUST)

    found = board()
    due = [cell for row in found.rows for cell in row.cells if cell.falls_due]
    assert found.summary.owed == sum(cell.owed for cell in due)
    assert found.summary.entered == sum(min(cell.held, cell.owed) for cell in due) == 2
    assert found.summary.overdue == sum(row.late for row in found.rows)
    assert found.summary.branches == 2


@pytest.mark.parametrize("many", [1, 3])
def test_the_number_of_queries_does_not_grow(many, django_assert_num_queries):
    for _ in range(many):
        branch = with_committee(BranchFactory())
        held(branch, MeetingKind.THEME_DAY, IN_SEPTEMBER)
        member_of(BranchFactory())

    with django_assert_num_queries(3):
        assert len(board().rows) == 2 * many


class TestLately:
    """What is judged of very many branches is kept for minutes."""

    @pytest.fixture(autouse=True)
    def few_are_many(self, monkeypatch):
        cache.clear()
        monkeypatch.setattr("reports.compliance.MANY", 1)
        yield
        cache.clear()

    @pytest.fixture
    def unit(self):
        unit = UnitFactory()
        BranchFactory.create_batch(2, unit=unit)
        return unit

    def ask(self, user, unit):
        found = compliance_lately(user, unit.path, period=SEPTEMBER, today=TODAY)
        return [row.branch.name for row in found.rows], found.counted_at

    def test_it_is_kept_and_says_when_it_was_counted(self, unit):
        officer = user_with(Role.POLITICAL_OFFICE, unit=unit)
        before = self.ask(officer, unit)
        BranchFactory(unit=unit)

        assert self.ask(officer, unit) == before

    def test_few_are_counted_anew(self, unit, monkeypatch):
        monkeypatch.setattr("reports.compliance.MANY", 2)
        officer = user_with(Role.POLITICAL_OFFICE, unit=unit)
        self.ask(officer, unit)
        BranchFactory(unit=unit)

        assert len(self.ask(officer, unit)[0]) == 3

    def test_nobody_else_is_given_it(self, unit):
        self.ask(user_with(Role.POLITICAL_OFFICE, unit=unit), unit)
        own = BranchFactory(unit=unit)
        secretary = user_with(Role.SECRETARY, branch=own)

        assert self.ask(secretary, unit)[0] == [own.name]
        assert self.ask(UserFactory(), unit)[0] == []
