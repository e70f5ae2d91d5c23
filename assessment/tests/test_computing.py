"""The ledger follows the records, and says what changed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessment.choices import EntryOrigin, RuleSetState, SettlementState
from assessment.models import Entry, RuleSet, Settlement
from assessment.refusals import PointsRefused
from assessment.services.compute import compute_quarter
from assessment.tests.world import (
    AFTER,
    IN_QUARTER,
    QUARTER,
    THEME_DAY,
    decision,
    lecture_by,
    lines,
    meeting,
    rule_set,
    spoke_first,
    worth,
)
from branches.models import Branch
from meetings.choices import EXCUSED, MeetingKind, MeetingState, Presence
from members.models import Membership
from tests.factories import BranchFactory, MembershipFactory, UnitFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    return rule_set()


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def member(branch):
    return member_of(branch)


def compute(now=AFTER, **scope):
    return compute_quarter(quarter=QUARTER, now=now, **scope)


def held(branch, member, presence=Presence.PRESENT, **details):
    return meeting(branch, **{presence.value: [member]}, **details)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda b, m: held(b, m), {"A1": 2}),
        (lambda b, m: held(b, m, kinds=[MeetingKind.THEME_DAY, MeetingKind.GENERAL]), {"A1": 2}),
        (lambda b, m: held(b, m, kinds=[MeetingKind.COMMITTEE]), {}),
        (lambda b, m: held(b, m, state=MeetingState.SEALED), {"A1": 2}),
        (lambda b, m: held(b, m, state=MeetingState.HANDED_IN), {}),
        (lambda b, m: held(b, m, state=MeetingState.CANCELLED), {}),
        (lambda b, m: held(b, m, day=date(2026, 6, 30)), {}),
        (lambda b, m: held(b, m, day=date(2026, 10, 1)), {}),
        (lambda b, m: held(b, m, Presence.ABSENT), {"C1": -3}),
        (lambda b, m: [held(b, m, presence) for presence in EXCUSED], {}),
        (lambda b, m: lecture_by(b, m), {"A4": 3}),
        (lambda b, m: lecture_by(b, "指导员", m), {"A4": 3}),
        (lambda b, m: lecture_by(b, m, kinds=[MeetingKind.THEME_DAY]), {}),
        (lambda b, m: lecture_by(b, m, state=MeetingState.HANDED_IN), {}),
        (lambda b, m: spoke_first(b, m), {}),
        (lambda b, m: decision(b, m, due_on=THEME_DAY, done_on=THEME_DAY), {"A5": 2}),
        (lambda b, m: decision(b, m, due_on=None, done_on=THEME_DAY), {"A5": 2}),
        (lambda b, m: decision(b, m, due_on=THEME_DAY, done_on=date(2026, 8, 15)), {"C3": -3}),
        (lambda b, m: decision(b, m, due_on=THEME_DAY, done_on=None), {"C3": -3}),
        (lambda b, m: decision(b, m, due_on=date(2026, 6, 30), done_on=THEME_DAY), {}),
        (lambda b, m: decision(b, m, due_on=date(2026, 10, 30), done_on=None), {}),
    ],
    ids=[
        "present",
        "several kinds count once",
        "a kind that no rule counts",
        "sealed",
        "not accepted yet",
        "not held",
        "the day before the quarter",
        "the day after the quarter",
        "absent",
        "excused",
        "gave a lecture",
        "second lecturer after a guest",
        "a lecturer of what was no lecture",
        "a lecture not accepted yet",
        "spoke at the lecture of a guest",
        "decision in time",
        "decision without a date",
        "decision late",
        "decision open after its date",
        "late one of the quarter before",
        "due later",
    ],
)
def test_what_a_record_is_worth(branch, member, make, expected):
    make(branch, member)

    compute()

    assert worth(member) == {code: Decimal(points) for code, points in expected.items()}


def test_an_open_decision_is_late_only_once_its_day_is_over(branch, member):
    decision(branch, member, due_on=IN_QUARTER.date(), done_on=None)

    compute(now=IN_QUARTER)
    assert worth(member) == {}

    compute(now=IN_QUARTER + timedelta(days=1))
    assert worth(member) == {"C3": Decimal(-3)}


def test_each_line_names_its_record(branch, member):
    record = held(branch, member)
    promise = decision(branch, member, due_on=THEME_DAY, done_on=THEME_DAY)

    compute()

    by_rule = {entry.rule.code: entry for entry in Entry.objects.filter(member=member)}
    assert by_rule["A1"].meeting == record
    assert by_rule["A1"].source == f"meeting:{record.pk}"
    assert by_rule["A1"].occurred_on == THEME_DAY
    assert by_rule["A1"].branch == branch
    assert by_rule["A5"].decision == promise
    assert {entry.origin for entry in by_rule.values()} == {EntryOrigin.COMPUTED}


def test_computing_again_changes_nothing(branch, member):
    held(branch, member)
    held(branch, member, Presence.ABSENT)

    first, second = compute(), compute()

    assert (first.lines, second.lines) == (2, 0)
    assert Entry.objects.count() == 2


def test_a_corrected_attendance_appends_a_correction(branch, member):
    record = held(branch, member)
    compute()
    record.attendances.update(presence=Presence.ABSENT)

    compute()

    assert lines(member) == [("A1", Decimal(2), 1), ("A1", Decimal(-2), 2), ("C1", Decimal(-3), 1)]
    assert Entry.objects.get(rule__code="A1", line=2).reason == "记录更正"


def test_back_and_forth_numbers_the_lines(branch, member):
    record = held(branch, member)
    for presence in (Presence.PRESENT, Presence.SICK, Presence.PRESENT):
        record.attendances.update(presence=presence)
        compute()

    assert lines(member) == [("A1", Decimal(2), 1), ("A1", Decimal(-2), 2), ("A1", Decimal(2), 3)]


def test_a_meeting_that_no_longer_counts_is_taken_back(branch, member):
    record = held(branch, member)
    compute()
    record.state = MeetingState.RETURNED
    record.save()

    compute()

    assert worth(member) == {}
    assert Entry.objects.count() == 2


def test_another_rule_set_takes_back_what_the_old_one_gave(branch, member):
    held(branch, member)
    compute()
    newer = rule_set(effective_from=QUARTER)
    newer.rules.filter(code="A1").update(points=Decimal(1))

    compute()

    assert worth(member) == {"A1": Decimal(1)}
    assert [points for _, points, _ in lines(member)] == [2, -2, 1] or [
        points for _, points, _ in lines(member)
    ] == [2, 1, -2]


def test_the_nearest_units_rules_hold(rules):
    root = UnitFactory()
    own = rule_set(unit=UnitFactory(parent=root))
    own.rules.filter(code="A1").update(points=Decimal(5))
    near = BranchFactory(unit=UnitFactory(parent=own.unit))
    far = BranchFactory(unit=UnitFactory(parent=root))
    here, there = member_of(near), member_of(far)
    held(near, here)
    held(far, there)

    compute()

    assert (worth(here), worth(there)) == ({"A1": Decimal(5)}, {"A1": Decimal(2)})
    assert Settlement.objects.get(branch=near).rule_set == own
    assert Settlement.objects.get(branch=far).rule_set == rules


def test_who_moved_is_settled_at_the_last_days_branch_with_lines_where_they_arose(branch, member):
    held(branch, member, day=date(2026, 7, 10))
    Membership.objects.filter(member=member).update(until=date(2026, 7, 31))
    later = BranchFactory()
    MembershipFactory(member=member, branch=later, since=date(2026, 8, 1))
    held(later, member, day=date(2026, 9, 1))

    assert compute(branches=Branch.objects.filter(pk=branch.pk)).lines == 0
    assert compute(branches=Branch.objects.filter(pk=later.pk)).lines == 2
    assert {entry.branch for entry in Entry.objects.filter(member=member)} == {branch, later}


def test_who_is_attached_elsewhere_is_settled_where_the_relation_is(branch, member):
    MembershipFactory(member=member, branch=BranchFactory(), kind="attached")
    held(branch, member)

    compute()

    assert Entry.objects.count() == 1
    assert compute(branches=Branch.objects.exclude(pk=branch.pk)).lines == 0


@pytest.mark.parametrize(
    "state", [SettlementState.PUBLISHED, SettlementState.CONFIRMED, SettlementState.LOCKED]
)
def test_what_is_settled_stays(branch, member, state):
    compute()
    Settlement.objects.update(state=state, published_at=AFTER, objections_until=AFTER.date())
    held(branch, member)

    done = compute()

    assert (done.lines, done.branches, done.kept) == (0, 0, 1)
    assert not Entry.objects.exists()


def test_only_the_unit_asked_for_is_computed():
    brigade = UnitFactory()
    inside = BranchFactory(unit=UnitFactory(parent=brigade))
    outside = BranchFactory()
    here, there = member_of(inside), member_of(outside)
    held(inside, here)
    held(outside, there)

    done = compute(unit=brigade)

    assert (done.branches, done.lines) == (1, 1)
    assert worth(there) == {}


@pytest.mark.parametrize(
    ("quarter", "reason"),
    [("2026Q4", "还没有开始"), ("2026-09", "按季度"), ("Q3", "不是时间段")],
)
def test_impossible_quarters_are_refused(quarter, reason):
    with pytest.raises(PointsRefused, match=reason):
        compute_quarter(quarter=quarter, now=IN_QUARTER)


def test_no_rules_no_points():
    RuleSet.objects.update(state=RuleSetState.DRAFT)

    with pytest.raises(PointsRefused, match="没有施行中的积分规则"):
        compute()


def test_statements_do_not_grow_with_members(branch, django_assert_num_queries):
    def one_more():
        held(branch, member_of(branch))

    def count():
        with django_assert_num_queries(10):
            return compute().lines

    one_more()
    compute()
    one_more()
    assert count() == 1
    for _ in range(3):
        one_more()
    assert count() == 3
