"""A settlement goes one way, and back only with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assessment.choices import ClaimState, SettlementState
from assessment.models import Claim, Entry, Objection, Settlement, Standing
from assessment.refusals import SettlementRefused
from assessment.services import settling
from assessment.services.compute import compute_quarter
from assessment.services.daily import follow_records, follow_reviews
from assessment.services.settling import compute, confirm, lock, one, publish, reopen
from assessment.services.unit_settling import settle_unit
from assessment.tests.world import AFTER, IN_QUARTER, QUARTER, THEME_DAY, meeting, rule_set, worth
from branches.models import Holiday
from meetings.models import Review
from notices.models import Notice
from tests.factories import BranchFactory, UnitFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 10, 14)  # AFTER is a Monday; three working days, the first among them


@pytest.fixture(autouse=True)
def rules():
    return rule_set()


@pytest.fixture
def branch():
    return BranchFactory(unit=UnitFactory())


@pytest.fixture
def member(branch):
    return member_of(branch, user=UserFactory())


@pytest.fixture
def office():
    return UserFactory()


@pytest.fixture
def settlement(branch, member):
    meeting(branch, present=[member])
    compute_quarter(quarter=QUARTER, now=AFTER)
    return Settlement.objects.get(branch=branch)


def go(settlement, office, *verbs, now=AFTER):
    for verb in verbs:
        one(verb=verb, settlement=settlement, by=office, now=now)
    return settlement


def days_later(count):
    return AFTER + timedelta(days=count)


def states(settlement):
    return [step.state for step in settlement.steps.order_by("pk")]


def test_the_whole_way(settlement, member, office):
    go(settlement, office, compute, publish)
    assert settlement.objections_until == LAST_DAY
    go(settlement, office, confirm, lock, now=days_later(3))

    assert settlement.state == SettlementState.LOCKED
    assert states(settlement) == ["computed", "published", "confirmed", "locked"]
    assert {step.by for step in settlement.steps.all()} == {office}
    standing = Standing.objects.get()
    assert (standing.member, standing.total, standing.band) == (member, Decimal(62), "合格")


def test_publication_tells_the_members_once(settlement, member, office):
    go(settlement, office, compute, publish)

    notice = Notice.objects.get()
    assert notice.recipient == member.user
    assert "10月14日" in notice.body


def test_holidays_do_not_count_towards_the_days(settlement, office):
    Holiday.objects.create(day=date(2026, 10, 13), is_off=True, name="测试放假")

    assert go(settlement, office, compute, publish).objections_until == date(2026, 10, 15)


@pytest.mark.parametrize(
    ("before", "verb", "now", "reason"),
    [
        ([], compute, IN_QUARTER, "还没有结束"),
        ([], publish, AFTER, "请先计算"),
        ([], confirm, AFTER, "不能再确认"),
        ([], lock, AFTER, "不能再锁定"),
        ([compute], confirm, AFTER, "不能再确认"),
        ([compute, publish], compute, AFTER, "先重开"),
        ([compute, publish], publish, AFTER, "不能再公示"),
        ([compute, publish], confirm, AFTER + timedelta(days=2), "异议期到"),
        ([compute, publish], lock, AFTER, "不能再锁定"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_order_is_kept(settlement, office, before, verb, now, reason):
    go(settlement, office, *before)
    settled = states(settlement)

    with pytest.raises(SettlementRefused, match=reason):
        one(verb=verb, settlement=settlement, by=office, now=now)

    assert states(settlement) == settled


def test_claims_that_wait_hold_the_publication(settlement, member, office, rules):
    Claim.objects.create(
        token=uuid4(), member=member, branch=settlement.branch, quarter=QUARTER,
        rule=rules.rules.get(code="B1"), points=3, occurred_on=THEME_DAY, reason="表扬",
        proposed_by=member.user, state=ClaimState.WAITING,
    )  # fmt: skip
    go(settlement, office, compute)

    with pytest.raises(SettlementRefused, match="还有 1 项申报待审核"):
        go(settlement, office, publish)
    assert not Standing.objects.exists()


def test_objections_that_wait_hold_the_confirmation(settlement, member, office):
    go(settlement, office, compute, publish)
    Objection.objects.create(settlement=settlement, member=member, text="少记一次")

    with pytest.raises(SettlementRefused, match="还有 1 条异议"):
        go(settlement, office, confirm, now=days_later(3))


def test_publishing_counts_once_more(settlement, member, office):
    go(settlement, office, compute)
    meeting(settlement.branch, present=[member])

    go(settlement, office, publish)

    assert Standing.objects.get().total == Decimal(64)


def test_locked_is_locked_until_it_is_reopened(settlement, member, office):
    go(settlement, office, compute, publish)
    go(settlement, office, confirm, lock, now=days_later(3))
    meeting(settlement.branch, present=[member])

    assert compute_quarter(quarter=QUARTER, now=days_later(4)).lines == 0
    with pytest.raises(SettlementRefused, match="先重开"):
        go(settlement, office, compute, now=days_later(4))
    with pytest.raises(SettlementRefused, match="原因"):
        reopen(settlement=settlement, by=office, reason=" ", now=days_later(4))
    reopen(settlement=settlement, by=office, reason="漏审一次会议", now=days_later(4))

    assert (settlement.state, settlement.objections_until) == (SettlementState.COMPUTED, None)
    assert settlement.steps.last().reason == "漏审一次会议"
    go(settlement, office, publish, now=days_later(4))
    assert worth(member) == {"A1": Decimal(4)}
    assert Standing.objects.get().total == Decimal(64)


def test_what_is_not_shown_cannot_be_reopened(settlement, office):
    with pytest.raises(SettlementRefused, match="可以重开"):
        reopen(settlement=settlement, by=office, reason="试试", now=AFTER)


def test_who_left_the_branch_leaves_the_standings(settlement, member, office):
    go(settlement, office, compute, publish)
    member.memberships.update(until=date(2026, 9, 1))
    reopen(settlement=settlement, by=office, reason="名册更正", now=AFTER)

    go(settlement, office, publish, now=days_later(1))

    assert not Standing.objects.exists()


def test_the_branches_of_a_unit_go_together(branch, member, office, django_assert_num_queries):
    for _ in range(3):
        member_of(BranchFactory(unit=UnitFactory(parent=branch.unit)))
    done = settle_unit(unit=branch.unit, quarter=QUARTER, by=office, now=AFTER)
    everywhere = Settlement.objects.all()

    assert (done.branches, done.closed) == (4, True)
    assert publish(settlements=everywhere, by=office, now=AFTER) == 4
    with django_assert_num_queries(8):
        assert confirm(settlements=everywhere, by=office, now=days_later(3)) == 4
    assert lock(settlements=everywhere, by=office, now=days_later(3)) == 4
    assert lock(settlements=everywhere, by=office, now=days_later(3)) == 0
    assert Standing.objects.count() == 4


def test_what_is_not_ready_stays_behind(branch, member, office):
    other = BranchFactory()
    compute_quarter(quarter=QUARTER, now=AFTER)
    settling.compute(settlements=Settlement.objects.filter(branch=other), by=office, now=AFTER)

    assert publish(settlements=Settlement.objects.all(), by=office, now=AFTER) == 1
    assert Settlement.objects.get(branch=branch).state == SettlementState.OPEN


def test_the_daily_run_follows_records_until_somebody_settles(settlement, member, office):
    record = Entry.objects.get().meeting
    go(settlement, office, compute)
    record.attendances.all().delete()

    follow_records(now=AFTER)

    assert worth(member) == {"A1": Decimal(2)}
    assert set(Settlement.objects.values_list("quarter", flat=True)) == {QUARTER, "2026Q4"}


def test_reviewed_meetings_move_points_within_minutes(settlement, member, office):
    record = meeting(settlement.branch, present=[member], day=date(2026, 10, 5))
    follow_records(now=AFTER)
    record.attendances.update(presence="absent")
    assert follow_reviews(now=AFTER + timedelta(hours=1)) == []

    Review.objects.create(meeting=record, action="correct", by=office, at=days_later(1))
    done = follow_reviews(now=days_later(1))

    assert [(each.branches, each.lines) for each in done] == [(1, 0), (1, 2)]
    assert worth(member, "2026Q4") == {"C1": Decimal(-3)}


def test_reviews_of_other_branches_and_old_ones_change_nothing(settlement, member, office):
    other = BranchFactory()
    follow_records(now=AFTER)
    record = meeting(settlement.branch, present=[member])
    Review.objects.create(meeting=record, action="accept", by=office, at=AFTER - timedelta(days=1))
    elsewhere = meeting(other)
    Review.objects.create(meeting=elsewhere, action="accept", by=office, at=days_later(1))

    follow_reviews(now=days_later(1))

    assert worth(member) == {"A1": Decimal(2)}


def test_the_command_settles_a_unit(branch, member, capsys):
    meeting(branch, present=[member], day=date(2025, 8, 15))
    rule_set(effective_from="2025Q1")

    for expected in ("新增流水 1 条", "新增流水 0 条"):
        call_command("settle", "2025Q3", unit=branch.unit.code)
        assert expected in capsys.readouterr().out

    assert Settlement.objects.get().state == SettlementState.COMPUTED


@pytest.mark.parametrize(
    ("quarter", "unit", "reason"),
    [
        ("2025Q3", "NOWHERE", "没有代码为"),
        ("2025-09", "", "按季度"),
        ("2999Q1", "", "还没有开始"),
    ],
)
def test_the_command_refuses_in_one_sentence(branch, quarter, unit, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("settle", quarter, unit=unit or branch.unit.code)

    assert not Settlement.objects.exists()
