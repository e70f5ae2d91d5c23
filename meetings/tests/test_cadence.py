"""What branches owe, as tables of cases. The clock stands at 18 September 2026."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from branches.periods import Grain, Period
from branches.services.provisions import shipped_provisions
from meetings import cadence
from meetings.cadence import Board, BranchFacts, Cadence, CellState, Requirement, Span, summarise

TODAY = date(2026, 9, 18)
DONE, DUE, LATE, NOT_ENTERED, WAIVED = CellState
GENERAL = Requirement("general_meeting", "BR-11", cadence.Body.BRANCH, Grain.QUARTER, 1)
COMMITTEE = Requirement("committee_meeting", "BR-12", cadence.Body.COMMITTEE, Grain.MONTH, 1)
GROUP = Requirement("group_meeting", "BR-13", cadence.Body.GROUPS, Grain.MONTH, 1)
THEME_DAY = Requirement("theme_day", "BR-16", cadence.Body.BRANCH, Grain.MONTH, 1)
ORG_LIFE = Requirement("org_life_meeting", "BR-17", cadence.Body.BRANCH, Grain.YEAR, 1)
TWO_GROUPS = (Span(), Span())
PLAIN = BranchFacts(full_members=12)


def cell(need, written, *tally, facts=PLAIN, today=TODAY):
    """The one cell of a board with one requirement."""
    board = Board(Cadence((need,)), Period.parse(written), today)
    (only,) = board.cells(facts, {need.kind: tally} if tally else {})
    return only


@pytest.mark.parametrize(
    ("written", "tally", "state", "held", "owed"),
    [
        ("2026-08", (1, 0), DONE, 1, 1),
        ("2026-08", (3, 0), DONE, 3, 1),
        ("2026-08", (), NOT_ENTERED, 0, 1),
        ("2026-08", (0, 0), NOT_ENTERED, 0, 1),
        ("2026-08", (0, 1), LATE, 0, 1),
        ("2026-09", (), DUE, 0, 1),
        ("2026-09", (0, 1), DUE, 0, 1),
        ("2026-09", (1, 0), DONE, 1, 1),
        ("2026-10", (), DUE, 0, 1),
        ("2026Q2", (1, 0, 1, 0, 1, 0), DONE, 3, 3),
        ("2026Q2", (3, 0, 0, 0, 0, 0), NOT_ENTERED, 3, 3),
        ("2026Q2", (1, 0, 0, 1, 0, 0), LATE, 1, 3),
        ("2026Q3", (1, 0, 1, 0, 0, 0), DUE, 2, 3),
        ("2026Q3", (1, 0, 0, 0, 0, 0), NOT_ENTERED, 1, 3),
        ("2026", (1, 0) * 9 + (0, 0) * 3, DONE, 9, 9),
        ("2026", (1, 0) * 8 + (0, 0) * 4, DUE, 8, 9),
        ("2027", (), DUE, 0, 12),
    ],
    ids=[
        "held",
        "more than owed",
        "no record",
        "counted as nought",
        "recorded as not held",
        "month still runs",
        "draft while the month runs",
        "held this month",
        "next month",
        "every month of a quarter",
        "three at once do not cover the other two months",
        "one month not held, one not entered",
        "only the running month lacks",
        "a past month without record",
        "all months so far",
        "this month still lacks",
        "a year that has not begun",
    ],
)
def test_a_kind_owed_every_month(written, tally, state, held, owed):
    found = cell(THEME_DAY, written, *tally)

    assert (found.state, found.held, found.owed) == (state, held, owed)


@pytest.mark.parametrize(
    ("need", "written", "tally", "today", "state", "falls_due"),
    [
        (GENERAL, "2026-08", (), TODAY, DUE, False),
        (GENERAL, "2026-09", (), TODAY, DUE, True),
        (GENERAL, "2026-08", (1, 0), TODAY, DONE, False),
        (GENERAL, "2026-08", (), date(2026, 10, 1), NOT_ENTERED, False),
        (GENERAL, "2026Q2", (0, 1), TODAY, LATE, True),
        (ORG_LIFE, "2026Q3", (), TODAY, DUE, False),
        (ORG_LIFE, "2026Q4", (), TODAY, DUE, True),
        (ORG_LIFE, "2025", (), TODAY, NOT_ENTERED, True),
    ],
    ids=[
        "any day of the quarter will do",
        "the quarter ends with the month",
        "held in the quarter",
        "the quarter is over",
        "quarter on the board of the quarter",
        "year on the board of a quarter",
        "the year ends with the quarter",
        "year on the board of the year",
    ],
)
def test_a_kind_owed_less_often_is_judged_over_its_own_period(
    need, written, tally, today, state, falls_due
):
    found = cell(need, written, *tally, today=today)

    assert (found.state, found.owed, found.falls_due) == (state, 1, falls_due)


@pytest.mark.parametrize(
    ("need", "written", "facts", "reason"),
    [
        (GROUP, "2026-08", PLAIN, "未划分党小组"),
        (COMMITTEE, "2026-08", BranchFacts(has_committee=False, full_members=6), "不足 7 人"),
        (THEME_DAY, "2026-08", BranchFacts(temporary=True), "临时党支部"),
        (THEME_DAY, "2026-08", BranchFacts(Span(date(2026, 9, 1))), "9月1日（周二）成立"),
        (THEME_DAY, "2026-08", BranchFacts(Span(None, date(2026, 8, 30))), "8月30日（周日）撤销"),
        (THEME_DAY, "2026-08", BranchFacts(Span(None, date(2026, 5, 1))), "撤销"),
        (GENERAL, "2026Q2", BranchFacts(Span(date(2026, 5, 1))), "成立，本期不计"),
        (GENERAL, "2026Q2", BranchFacts(Span(None, date(2026, 6, 1))), "撤销"),
        (ORG_LIFE, "2025", BranchFacts(Span(date(2025, 11, 1))), "成立，本期不计"),
        (GROUP, "2026-08", BranchFacts(groups=(Span(date(2026, 9, 9)),)), "党小组在本期内成立"),
    ],
    ids=[
        "no groups",
        "too few for a committee",
        "temporary branch",
        "founded later",
        "dissolved within the month",
        "dissolved before",
        "first quarter incomplete",
        "dissolved within the quarter",
        "founded in November owes no yearly meeting",
        "group founded later",
    ],
)
def test_what_is_not_owed_is_waived_and_says_why(need, written, facts, reason):
    found = cell(need, written, facts=facts)

    assert (found.state, found.owed, found.shortfall) == (WAIVED, 0, 0)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("need", "written", "facts", "owed"),
    [
        (THEME_DAY, "2026-08", BranchFacts(Span(date(2026, 8, 31))), 1),
        (THEME_DAY, "2026-08", BranchFacts(Span(None, date(2026, 8, 31))), 1),
        (THEME_DAY, "2026Q3", BranchFacts(Span(date(2026, 8, 20))), 2),
        (THEME_DAY, "2026Q2", BranchFacts(Span(None, date(2026, 6, 10))), 2),
        (THEME_DAY, "2026", BranchFacts(Span(date(2026, 3, 5))), 7),
        (GENERAL, "2026Q2", BranchFacts(Span(date(2026, 4, 30))), 1),
        (ORG_LIFE, "2025", BranchFacts(Span(date(2025, 10, 31))), 1),
        (GROUP, "2026-08", BranchFacts(groups=TWO_GROUPS), 2),
        (GROUP, "2026Q3", BranchFacts(groups=(Span(), Span(date(2026, 8, 15)))), 5),
        (GROUP, "2026Q3", BranchFacts(groups=(Span(), Span(None, date(2026, 8, 15)))), 4),
        (COMMITTEE, "2026-08", BranchFacts(has_committee=True, full_members=4), 1),
        (COMMITTEE, "2026-08", BranchFacts(has_committee=False, full_members=7), 1),
    ],
    ids=[
        "the month of founding counts",
        "dissolved on the month's last day",
        "founded in the quarter's second month",
        "dissolved in the quarter's third month",
        "founded in March",
        "founded in the quarter's first month",
        "founded with a whole quarter of the year to come",
        "each group for itself",
        "a group joined",
        "a group left",
        "a small branch that has a committee all the same",
        "a committee that should be there",
    ],
)
def test_what_a_branch_owes_follows_its_life(need, written, facts, owed):
    assert cell(need, written, facts=facts).owed == owed


def test_a_missing_committee_is_named():
    found = cell(COMMITTEE, "2026-08", facts=BranchFacts(has_committee=False, full_members=7))

    assert found.state is NOT_ENTERED
    assert found.reason == "应设支部委员会而未设；2026年8月没有任何记录，应开 1 次。"


@pytest.mark.parametrize(
    ("tally", "state", "reason"),
    [
        ((2, 0), DONE, "已按要求开展。"),
        ((1, 0), LATE, "2026年8月已有记录，还差 1 次。"),
        ((0, 1), LATE, "2026年8月只有未上报、退回或未召开的记录，还差 2 次。"),
        ((), NOT_ENTERED, "2026年8月没有任何记录，应开 2 次。"),
    ],
)
def test_groups_all_have_to_meet(tally, state, reason):
    found = cell(GROUP, "2026-08", *tally, facts=BranchFacts(groups=TWO_GROUPS))

    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    ("by", "today", "state"),
    [
        (date(2026, 9, 22), TODAY, DUE),
        (date(2026, 9, 18), TODAY, DUE),
        (date(2026, 9, 17), TODAY, NOT_ENTERED),
        (date(2026, 8, 17), TODAY, DUE),
    ],
    ids=["day to come", "the last day itself", "day passed", "another month's day"],
)
def test_a_theme_day_may_be_late_before_its_month_is_over(by, today, state):
    found = cell(THEME_DAY, "2026-09", facts=BranchFacts(theme_day_by=by), today=today)

    assert found.state is state


@pytest.mark.parametrize(
    ("today", "urgent"),
    [(date(2026, 9, 22), False), (date(2026, 9, 23), True), (date(2026, 9, 30), True)],
)
def test_what_is_due_becomes_urgent_in_the_last_week(today, urgent):
    found = cell(THEME_DAY, "2026-09", today=today)

    assert (found.state, found.urgent) == (DUE, urgent)
    assert found.due_on == date(2026, 9, 30)


def test_a_cell_names_the_slots_that_lack_something_and_counts_what_is_late():
    found = cell(THEME_DAY, "2026Q3", 0, 0, 0, 1, 0, 0)

    assert [str(slot) for slot in found.missing] == ["2026-07", "2026-08"]
    assert (found.shortfall, found.late, found.due_on) == (3, 2, date(2026, 7, 31))
    assert found.overdue


def test_what_is_held_shows_even_where_nothing_is_owed():
    found = cell(THEME_DAY, "2026-08", 2, 0, facts=BranchFacts(temporary=True))

    assert (found.state, found.held, found.owed) == (WAIVED, 2, 0)


def test_a_tally_must_fit_its_window():
    with pytest.raises(ValueError, match="2 numbers for 3 slots"):
        cell(THEME_DAY, "2026Q3", 1, 0)


def test_a_board_tells_what_to_count():
    board = Board(Cadence((GENERAL, THEME_DAY)), Period.parse("2026Q3"), TODAY)

    assert {kind: [str(slot) for slot in slots] for kind, slots in board.windows.items()} == {
        "general_meeting": ["2026Q3"],
        "theme_day": ["2026-07", "2026-08", "2026-09"],
    }


def test_branches_that_owe_the_same_share_their_cells():
    board = Board(Cadence((THEME_DAY,)), Period.parse("2026-09"), TODAY)
    born = [BranchFacts(Span(date(2020, 1, n)), full_members=n) for n in range(1, 20)]
    rows = [board.cells(facts, {}) for facts in born]

    assert len({id(cells[0]) for cells in rows}) == 1


def test_the_board_in_one_sentence():
    board = Board(Cadence((THEME_DAY, ORG_LIFE)), Period.parse("2026-08"), TODAY)
    held, nothing = board.cells(PLAIN, {"theme_day": (4, 0)}), board.cells(PLAIN, {})
    summary = summarise([(1, held), (2, nothing)])

    assert summary == (3, 1, 2, 2)
    assert summary.sentence(board.period) == (
        "2026年8月应开 3 次，已录入 1 次，逾期 2 次，涉及 2 个支部。"
    )


def test_what_is_due_later_is_not_counted_as_overdue():
    board = Board(Cadence((THEME_DAY,)), Period.parse("2026Q3"), TODAY)
    cells = board.cells(PLAIN, {"theme_day": (1, 0, 0, 0, 0, 0)})
    summary = summarise([(1, cells)])

    assert summary == (3, 1, 1, 1)


def number(value, measure):
    return SimpleNamespace(value=Decimal(value), measure=measure)


def test_the_shipped_numbers_make_the_cadence_of_the_regulation():
    rows = {row.code: row for row in shipped_provisions()}
    made = Cadence.from_numbers(rows)

    assert set(cadence.CODES) <= rows.keys()
    assert [(need.kind, need.per.name, need.at_least) for need in made.requirements] == [
        ("general_meeting", "QUARTER", 1),
        ("committee_meeting", "MONTH", 1),
        ("group_meeting", "MONTH", 1),
        ("party_lecture", "QUARTER", 1),
        ("theme_day", "MONTH", 1),
        ("org_life_meeting", "YEAR", 1),
        ("democratic_appraisal", "YEAR", 1),
    ]
    assert made[1:] == (7, 3, 7)


def test_a_unit_may_switch_a_kind_on_or_ask_for_more():
    made = Cadence.from_numbers(
        {
            "UR.first_topic": number(1, "次/月"),
            "UR.party_lecture": number(2, "次/季度"),
            "UR.study_centre": number(0, "次/季度"),
            "BR-20.committee_from": number(9, "人"),
        }
    )

    assert [(need.kind, need.at_least) for need in made.requirements] == [
        ("party_lecture", 2),
        ("first_topic", 1),
    ]
    assert made.committee_from == 9
